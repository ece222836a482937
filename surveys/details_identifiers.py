"""UK identifiers that have a shape of their own: numbers, links, addresses.

Every rule reads lower-cased plain text (`surveys.details_text`) and yields
plain positions. Patterns begin at a word's edge and repeat within bounds, so
that the time grows with the text's length only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from surveys.details_lexicon import lexicon
from surveys.details_postcodes import postcodes


class Found(NamedTuple):
    """A detail at plain positions ``start`` to ``end``."""

    start: int
    end: int
    label: str


_SEP = r"[\s().,_/\-]{0,3}"
_TLD = (
    r"com|co\.uk|org\.uk|ac\.uk|gov\.uk|sch\.uk|nhs\.uk|me\.uk|ltd\.uk|org|net|uk|info|"
    r"biz|io|eu|ie|edu|gov|online|site|website|blog|email|tv|ly|wales|scot|london|"
    r"co|app|dev|xyz|pl|ro|fr|de|in|pk|ng|so"
)
_MAIL = r"gmail|googlemail|hotmail|yahoo|ymail|outlook|icloud|live|btinternet|aol|sky"
_EMAIL = re.compile(
    r"(?<![\w.+%'-])(?:[\w.+%'-]+|\"[\w.+%' -]{1,64}\")@[\w-]+(?:\.[\w-]+)*"
    r"|(?<![\w.+%'-])[\w.+%'-]{1,64} ?@ ?[\w-]{1,63}(?:(?: \. |\.)[\w-]{1,63}){0,4}"
    r"(?: \. |\.)(?:" + _TLD + r")\b"
    r"|(?<![\w.+%'-])[\w.+%'-]{1,64} ?[\[({<] ?at ?[\])}>] ?[\w-]{1,63}"
    r"(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w.+%'-])[\w.+%'-]{1,64} {0,2}(?:[\[({<] ?at ?[\])}>]|\bat\b) {0,2}"
    r"[\w-]{1,63}(?: {0,2}(?:[\[({<] ?dot ?[\])}>]|\bdot\b|\.) {0,2}[\w-]{1,20}){0,2}"
    r" {0,2}(?:[\[({<] ?dot ?[\])}>]|\bdot\b) {0,2}(?:com|co|org|net|uk|info|io)\b"
    r"(?: {0,2}(?:[\[({<]? ?dot ?[\])}>]?|\.) {0,2}uk\b)?"
    r"|(?<![\w.+%'-])[\w.+%'-]{1,64} at (?:" + _MAIL + r")\b(?:\.[\w.]{2,8})?"
    r"|(?<![\w.+%'-])(?!(?:my|the|on|to|is|an?|via|with|from|use|used|email|e-mail|"
    r"mail|address|account|at|by|and|or|in|into|called|old|new|your)\b)"
    r"[\w.+%'-]{3,64} (?:" + _MAIL + r")\.(?:com|co\.uk)\b"
    r"|(?<![\w.+%'-])[\w.+%']{1,64}[-_ ]at[-_ ][\w]{1,63}[-_ ]dot[-_ ]"
    r"(?:com|co[-_ ]dot[-_ ]uk|org|net|uk)\b"
    r"|(?<![\w.])\w(?: [\w.]){1,40} @(?: [\w.]){3,60}(?!\w)"
)
_URL = re.compile(
    r"\b(?:https?|hxxps?|ftp)(?:://|:/|: //)\S+"
    r"|(?<![\w@])www[. ]\s?[\w-]+\.\S+"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,5}(?:" + _TLD + r")(?:/\S*|(?![\w-]|\.\w))"
    r"|(?<![\w@.-])[\w-]{1,63}\.(?:me|be|gl|cc|it|us|to)/\S+"
    r"|(?<![\w@])[\w-]{1,63} dot (?:com|co dot uk|org|net|co\.uk)\b(?: slash [\w.-]+)*"
)
# What follows a full stop without a space, rather than a domain.
_NOT_LINKS = frozenset(("so", "in", "co", "io", "me", "us", "to", "it"))
_USERNAME = re.compile(
    r"(?<![\w@.])@(?=[\w.]*[a-z])[\w.]*\w"
    r"|(?<![\w.-])[a-z]\w*_\w+"
)
_HANDLE_CUE = re.compile(
    r"\b(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|skype|"
    r"telegram|whatsapp|kik|gamer ?tag|psn|xbox|user ?name|handle)"
    r"(?:(?: (?:name|handle|user|id|account|tag))(?: is|:| ?=| -)?"
    r"|:| ?=| is(?= \w*[\d_.])) {0,2}"
    r"(?:is )?([\w.\-]{3,40})"
    r"|\b(?:insta(?:gram)?|snap(?:chat)?|tik ?tok|twitter|facebook|fb|discord|telegram|"
    r"ig|gamer ?tag|psn|roblox|fortnite|minecraft)(?: is| as|:| -)? "
    r"(?=[\w.\-]*\d)([a-z][\w.\-]{3,40})"
)
_PHONE = re.compile(
    r"(?<![\da-z+])(?:"
    r"(?:\(?\+|\(?00) ?44\)?" + _SEP + r"(?:\( ?[0o] ?\))?(?:" + _SEP + r"[\do]){9,11}"
    r"|\+" + r"\d(?:" + _SEP + r"\d){7,14}"
    r"|\(? ?[0o](?:" + _SEP + r"[\do]){9,10}"
    r"|44[ \-]?7(?:" + _SEP + r"\d){9}"
    r"|7\d{3}" + r"(?:[ \-.]?\d){6}"
    r")(?!\d)"
)
_PHONE_CUE = re.compile(
    r"\b(?:phone|tel|telephone|mobile|mob|cell|ring|call|text|txt|whatsapp|fax|"
    r"landline|number|num|no|desk|contact)\b(?: number| no| me| us| her| him| them)?"
    r"(?: is| on| at| was|'s)?[ :.\-=]{0,3}"
    r"(\+?\(?\d(?:[ \t().\-]{0,2}\d){4,13})(?![\d/])"
)
_DIGIT_WORD = (
    r"(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"double|triple|treble|hundred|o(?![a-z])|\d+)"
)
_SPOKEN = re.compile(
    r"\b(?:zero|oh|nought|naught|double|triple|treble|o|0\d*|\+?44)"
    r"(?:[ ,.\-]{1,2}" + _DIGIT_WORD + r"){5,30}\b"
)
_DIGIT_WORDS = re.compile(
    r"\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple)"
    r"(?:[ ,.\-]{1,2}(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|"
    r"double|triple|hundred|o(?![a-z]))){8,30}\b"
)
_COUNTED = re.compile(r"one\W+two\W+three\W+four\W+five")
# Digits and words for them in one: "07seven00 900 1two3".
_MIXED = re.compile(
    r"(?<![a-z\d])(?:0|o(?=\d)|zero)(?:[ ,.\-]{0,2}"
    r"(?:\d|zero|one|two|three|four|five|six|seven|eight|nine|o(?![a-z]))){8,20}"
    r"(?![a-z\d])"
)
_NHS = re.compile(
    r"(?<![\da-z])(?:\d(?:[\s.\-]{0,3}\d){9}"
    r"|\d{3}[\s.,_/\-]{1,3}\d{3}[\s.,_/\-]{1,3}\d{4})(?![\da-z])"
)
# Said to be one, with letters that look like digits: "nhs 943 476 59I9".
_NHS_CUE = re.compile(
    r"\bnhs(?: (?:no|num|number|id))?\.?(?: is|:| -)?[ .:\-]{0,3}"
    r"([\doil](?:[ .\-]{0,3}[\doil]){9})(?![\da-z])"
)
_NINO = re.compile(
    r"(?<![a-z\d])[a-z] ?[a-z]"
    r"(?:(?:[\s./_\-]{0,3}[\doil]){6}[\s./_\-]{0,3}[a-d](?![a-z\d])"
    r"|(?<!\b(?:of|is|my|in|at|on|to|by|or|an|so|no|we|he|me|up|us|it|as|be|do|go))"
    r"(?:[ .\-]?[\do]{2}){3}(?![a-z\d]))"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:the )?[0-3]?\d(?:st|nd|rd|th)?"
_FULL_DATE = re.compile(
    r"(?<![\d/.\-])(?:[0-3]?\d ?[/.\-] ?[01]?\d ?[/.\-] ?(?:19|20)?\d\d"
    r"|(?:19|20)\d\d ?[/.\-] ?[01]?\d ?[/.\-] ?[0-3]?\d"
    r"|" + _DAY + r"(?: of)? {0,2}[/.\-]? ?" + _MONTH + r"[ ,.'/\-]{1,3}(?:19|20)?\d\d"
    r"|" + _MONTH + r" {1,2}" + _DAY + r",? {1,2}(?:19|20)\d\d"
    r")(?![\d/])"
)
_BORN = re.compile(
    r"\b(?:d\.? ?o\.? ?b\.?|date of birth|birth ?date|birthday|born|turned \d{1,2}|"
    r"turns \d{1,2}|will be \d{1,2})"
    r"(?: is| was|'s|:|-| on| on the| in)*[ :.\-]{0,3}"
    r"((?:[0-3]?\d[ /.\-]{1,2}[01]?\d(?:[ /.\-]{1,2}(?:19|20)?\d\d)?"
    r"|[0-3]?\d[01]\d(?:19|20)\d\d"
    r"|" + _DAY + r"(?: of)? ?" + _MONTH + r"(?:[ ,.'/\-]{1,3}(?:19|20)?\d\d)?"
    r"|" + _MONTH + r" " + _DAY + r"(?:[ ,.']{1,3}(?:19|20)?\d\d)?))(?![\d/])"
)
_REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?|case|account|acc|hospital|passport|licen[cs]e|policy|"
    r"claim|application|invoice|order|client|customer|patient|pupil|student|mosaic|"
    r"liquid ?logic|upn|uprn|urn|id|sort code)\b"
    r"(?: (?:no|num|number|id|code|ref)\b)?[ .:#\-]{0,3}(?:is )?"
    r"([a-z]{0,4}[ \-/]?\d[a-z\d/\-]{3,20})(?![a-z\d])"
)
_LONG_NUMBER = re.compile(
    r"(?<![\da-z£$€.,])\d(?:[ \-]?\d){7,18}(?![\d])"
    r"|(?<![\da-z])\d\d-\d\d-\d\d(?![\d\-])"
)
_FEWEST_DIGITS = 3  # of an NI number, and of a line where a number is in three or more
_TWO_LINES = 2
_SHORTEST_PHONE = 9
_KNOWN = 2  # the band of given names from which one counts
_PLATE = re.compile(r"(?<![A-Za-z\d])[A-Z]{2}\d{2} ?[A-Z]{3}(?![A-Za-z\d])")


def identifiers(text: str, low: str) -> Iterator[Found]:
    """Yield the identifiers of a plain text, with its lower-cased copy."""
    if "@" in low or "at" in low or any(mail in low for mail in _MAIL.split("|")):
        yield from _whole(_EMAIL, low, "EMAIL", at_least=5)
    yield from _links(low)
    yield from _whole(_USERNAME, low, "USERNAME", at_least=2)
    for match in _HANDLE_CUE.finditer(low):
        said, numbered = match.group(1, 2)
        if said or not _is_everyday(numbered):
            yield Found(*match.span(1 if said else 2), "USERNAME")
    yield from _spoken(low)
    if any(map(str.isdigit, low)):
        yield from _numbers(text, low)


def _spoken(low: str) -> Iterator[Found]:
    """Yield telephone numbers with digits in words; counting to ten is none."""
    for pattern in (_SPOKEN, _DIGIT_WORDS, _MIXED):
        for match in pattern.finditer(low):
            said = match.group()
            if any(map(str.isalpha, said)) and not _COUNTED.search(said):
                yield Found(match.start(), match.end(), "PHONE")


def _numbers(text: str, low: str) -> Iterator[Found]:
    yield from _nhs_numbers(low)
    yield from _phones(low)
    yield from _after(_PHONE_CUE, low, "PHONE")
    for match in _NINO.finditer(low):
        if sum(map(str.isdigit, match.group())) >= _FEWEST_DIGITS:
            yield Found(match.start(), match.end(), "NINO")
    for start, end in postcodes(text, low):
        yield Found(start, end, "POSTCODE")
    yield from _whole(_FULL_DATE, low, "DOB", at_least=6)
    yield from _after(_BORN, low, "DOB")
    yield from _after(_REFERENCE, low, "ID")
    for match in _LONG_NUMBER.finditer(low):
        if _is_one_number(match.group()):
            yield Found(match.start(), match.end(), "ID")
    yield from _whole(_PLATE, text, "ID", at_least=7)


def _whole(
    pattern: re.Pattern[str], text: str, label: str, *, at_least: int
) -> Iterator[Found]:
    for match in pattern.finditer(text):
        if match.end() - match.start() >= at_least:
            yield Found(match.start(), match.end(), label)


def _after(pattern: re.Pattern[str], text: str, label: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        group = match.lastindex or 0
        yield Found(match.start(group), match.end(group), label)


def _links(low: str) -> Iterator[Found]:
    if "." not in low and " dot " not in low and "://" not in low:
        return
    for match in _URL.finditer(low):
        found = match.group().rstrip(".,;:!?)'\"")
        tail = found.rsplit(".", 1)[-1]
        if tail in _NOT_LINKS and found.count(".") == 1:
            continue
        yield Found(match.start(), match.start() + len(found), "URL")


def _phones(low: str) -> Iterator[Found]:
    position = 0
    while match := _PHONE.search(low, position):
        position = match.end()
        if _is_column(match.group()):
            position = match.start() + 1  # a number may begin in its last line
        elif match.end() - match.start() >= _SHORTEST_PHONE:
            yield Found(match.start(), match.end(), "PHONE")


def _is_column(number: str) -> bool:
    """Say whether numbers stand one under the other: ten, nine, eight."""
    lines = [sum(map(str.isdigit, line)) for line in number.split("\n")]
    return len(lines) > _TWO_LINES and min(lines[:-1]) < _FEWEST_DIGITS


def _is_everyday(handle: str) -> bool:
    """Say whether a word with a number is no name on social media: 'covid19'."""
    letters = handle.rstrip("0123456789")
    known = lexicon()
    if letters == handle or letters in known.mostly_names:
        return False
    if letters in known.never or letters in known.allowed:
        return True
    return letters in known.english and known.given.get(letters, 0) < _KNOWN


def _nhs_numbers(low: str) -> Iterator[Found]:
    for match in _NHS.finditer(low):
        if _is_column(match.group()):
            continue
        before = low[max(0, match.start() - 30) : match.start()]
        if is_nhs_number(match.group()) or "nhs" in before:
            yield Found(match.start(), match.end(), "NHS")
    yield from _after(_NHS_CUE, low, "NHS")


def _is_one_number(text: str) -> bool:
    """Say whether digits in groups are one number, and no list of ages or years."""
    groups = re.split(r"[ -]", text)
    if len(groups) == 3 and "-" in text:  # noqa: PLR2004 - a sort code
        return True
    years = all(re.fullmatch(r"(?:19|20)\d\d", group) for group in groups)
    return not years and max(map(len, groups)) > 3  # noqa: PLR2004 - ages, weeks


def is_nhs_number(text: str) -> bool:
    """Say whether the ten digits of ``text`` pass the NHS check digit (mod 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10:  # noqa: PLR2004 - an NHS number has ten digits
        return False
    weighed = sum(d * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - weighed % 11) % 11 == digits[9]
