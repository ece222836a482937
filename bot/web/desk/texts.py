"""What the signed-in pages say: to staff, in English."""

from surveys.texts import texts

say = texts("bot.web.desk").say
