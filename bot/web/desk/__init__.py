"""The signed-in pages of keyworkers, coordinators and the named person for care.

Everything is under ``/desk``. How a page is added: `bot.web.desk.frame`.
"""

from bot.web.desk.frame import Desk, Door, Visit

__all__ = ["Desk", "Door", "Visit"]
