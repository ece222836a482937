"""Street addresses and schools, found by the words that make them.

A street needs a number or a name in capitals before "road", "close" and the
like; a school is named by the words before "primary", "academy" and the like.
"""

import re
from collections.abc import Iterator

from surveys.details_identifiers import Found
from surveys.details_lexicon import Lexicon
from surveys.details_text import Plain, Word

_STREETS = (
    "road|rd|street|st|avenue|ave|av|close|cl|lane|ln|drive|drv|dr|crescent|cresc|cres|"
    "court|crt|ct|grove|gardens?|gdns|way|terrace|terr|place|pl|square|sq|hill|park|"
    "walk|mews|rise|row|green|view|house|lodge|cottages?|croft|fields?|meadows?|mount|"
    "parade|vale|wharf|yard|gate|heath|towers?|buildings|mansions|flats|estate|"
    "boulevard|circle|bank|bridge|brook|common|copse|cross|dale|down|downs|"
    "edge|end|farm|fold|garth|glade|glen|ground|hollow|leys?|loan|nook|orchard|paddock|"
    "passage|path|pastures?|quay|reach|ridge|ropewalk|spinney|turn|villas?|warren|wood|"
    "woods|wynd|heights|chase|approach|mill|springs?|pines|oaks|elms"
)
_ABROAD = (
    "alley|bayou|beach|bend|bluffs?|branch|burgs?|bypass|camp|canyon|cape|causeway|"
    "centers?|club|corners?|courts|coves?|creek|crest|crossing|crossroad|curve|"
    "divide|drives|estates|expressway|extensions?|falls|ferry|flat|fords?|forest|"
    "forges?|forks?|fort|freeway|gateway|groves|harbors?|haven|highway|hills|inlet|"
    "islands?|isle|junctions?|keys?|knolls?|lakes?|land|landing|light|lights|loaf|locks?|"
    "loop|mall|manors?|mills|mission|motorway|mountains?|neck|oval|overpass|"
    "parks|parkway|parkways|pass|pike|pine|plains?|plaza|points?|ports?|prairie|"
    "radial|ramp|ranch|rapids?|rest|ridges|river|roads|route|rue|run|shoals?|shores?|"
    "skyway|spring|spurs?|squares?|station|stravenue|stream|streets|summit|"
    "throughway|trace|track|trafficway|trail|tunnel|turnpike|underpass|unions?|"
    "valleys?|via|viaduct|views|villages?|ville|vista|walks|wall|ways|wells?|course"
)
_FLAT = (
    r"(?:(?:flat|apartment|apt|unit|studio|room|block) ?[a-z]?\d{0,4}[a-z]?,? {1,2})"
)
_STREET = re.compile(
    r"(?<![\w£$.])" + _FLAT + r"?\d{1,4}[a-z]?(?:[\-/]\d{1,4}[a-z]?)?,? {1,2}"
    r"((?:[a-z][a-z'.\-]{0,20} {1,2}){0,2}[a-z][a-z'.\-]{1,20}) {1,2}(" + _STREETS + "|"
    + _ABROAD + r")\b(?:,? (?:north|south|east|west))?"
)  # fmt: skip
_FLAT_ALONE = re.compile(
    r"\b(?:flat|apartment|apt) (?:no\.? ?|number )?\d{1,4}[a-z]?\b"
)
_NAMED_STREET = re.compile(
    r"\b((?:[A-Z][a-z'\-]+ ){1,3})(Road|Rd|Street|St|Avenue|Ave|Close|Lane|Drive|"
    r"Crescent|Grove|Gardens|Terrace|Mews|Croft|Court|Walk|Rise|Way)\b"
)
_LIVES = re.compile(
    r"\b(?:live[sd]?|living|staying|stays|moved|address|house|flat|home|round|over)"
    r"(?: is| was)?(?: up| down| over| back)?(?: on| in| at| to| off|:)(?: number| no\.?)? "
    r"((?:[\w'\-]{1,20} ){1,3}(?:" + _STREETS + r"))\b"
)
_SCHOOLS = (
    "c of e|cofe|c\\.?e\\.?|r\\.?c\\.?|catholic|church of england|community|junior|"
    "juniors|infants?|primary|secondary|high|grammar|upper|lower|middle|prep|special|"
    "pre-?school|nursery|academy|college|school|sixth form|day nursery|playgroup"
)
_SCHOOL = re.compile(r"\b(?:" + _SCHOOLS + r")\b")
_SAINT = re.compile(
    r"\b(?:st|saint|ss)\.? ([a-z][a-z\-]{2,15}'?s?)(?: (?:and|&) (?:st )?[a-z]{3,12}'?s?)?"
    r"(?:,? (?:" + _SCHOOLS + r"))*\b"
)
_FILLER = frozenset(
    "a an the my our his her their your its this that these those at to in of for from "
    "with and or but by on new old good bad great nice local same first second third "
    "other another any every each all no only big small little main own right wrong "
    "special high primary secondary junior infant nursery middle upper lower grammar "
    "mainstream different next last current previous both two three some year after "
    "before through between about into him when while if as is was be start started "
    "starting finish finished going go goes went leave left leaving changed change "
    "changing moved moving move help helped back full time part day better best "
    "whole got get getting attend attends attended attending until since during "
    "specialist summer sunday boarding private state public free normal proper regular "
    "hate hates hated love loves loved like likes liked want wants need needs refuse "
    "refuses refused refusing call called called miss missed missing skip support team "
    "said says told asked has have had do did does not near nearby "
    "church community home early pre post per off out up down over re than then so "
    "english local council mental physical really very too more most under "
    "excluded expelled contacted contact involved via we he she they it i you "
    "teaching welfare attendance visit visits visited visiting".split()
)


def addresses(text: Plain, lexicon: Lexicon) -> Iterator[Found]:
    """Yield street addresses."""
    for match in _STREET.finditer(text.low):
        street, kind = match.group(1).split(), match.group(2)
        if any(w in lexicon.never for w in street) and not _titled(text, match):
            continue
        if kind in {"st", "dr", "pl", "way", "ways"} and street[-1] in lexicon.never:
            continue
        yield Found(match.start(), match.end(), "ADDRESS")
    for match in _FLAT_ALONE.finditer(text.low):
        yield Found(match.start(), match.end(), "ADDRESS")
    for match in _NAMED_STREET.finditer(text.text):
        if match.group(1).split()[0].lower() not in lexicon.never:
            yield Found(match.start(), match.end(), "ADDRESS")
    for match in _LIVES.finditer(text.low):
        inner = match.group(1).split()
        if not any(w in lexicon.never for w in inner[:-1]):
            yield Found(match.start(1), match.end(1), "ADDRESS")


def _titled(text: Plain, match: re.Match[str]) -> bool:
    """Say whether the street is written with capitals: '12 The Close'."""
    return all(
        part[0].isupper() for part in text.text[match.start(1) : match.end(2)].split()
    )


def schools(text: Plain, words: tuple[Word, ...], lexicon: Lexicon) -> Iterator[Found]:
    """Yield the names of schools and nurseries."""
    for match in _SAINT.finditer(text.low):
        if match.group(1) not in lexicon.never:
            yield Found(match.start(), match.end(), "SCHOOL")
    ends = {word.end: index for index, word in enumerate(words)}
    for match in _SCHOOL.finditer(text.low):
        index = ends.get(match.start() - 1)
        if index is None or text.low[match.start() - 1] != " ":
            continue
        first = index + 1
        while first > max(0, index - 3) and _names_a_school(words[first - 1], lexicon):
            if words[first - 1].end + 1 < words[first].start:
                break
            first -= 1
        if first <= index:
            yield Found(words[first].start, match.end(), "SCHOOL")


def _names_a_school(word: Word, lexicon: Lexicon) -> bool:
    return (
        word.low[0].isalpha()
        and word.low not in _FILLER
        and word.low not in lexicon.never
    )
