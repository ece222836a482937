"""What the pages of a partner vote say: to partners and staff, in English."""

from surveys.texts import texts

_TEXTS = texts("bot.web.vote")
say = _TEXTS.say
