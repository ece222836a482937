"""The pages: the conversation on any phone, with nothing but HTML needed."""

from bot.web.house import House, Manners, Offer
from bot.web.site import make_site, serving

__all__ = ["House", "Manners", "Offer", "make_site", "serving"]
