"""What the signed-in pages say: to staff, in English."""

from surveys.texts import texts

_TEXTS = texts("bot.web.desk")
say = _TEXTS.say
has = _TEXTS.has
