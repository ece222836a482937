"""Names of people, found by what stands before them.

Rule: a cue ("my worker", "her name is", a title) makes a name of the next word
or two, unless they are everyday words.
"""

import re
from collections.abc import Iterator, Set as AbstractSet

from surveys.details_identifiers import Found
from surveys.details_text import Plain, Word

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor rev reverend sir dame lady lord pc "
    "sgt auntie aunty aunt uncle".split()
)
_PEOPLE = (
    (
        "workers? key-?workers? support workers? family workers? social workers? "
        "lead workers? outreach workers? health visitors? midwife nurses? teachers? "
        "therapists? counsellors? coach mentor advis[oe]r manager supervisor tutor "
        "sons? daughters? boys? girls? lads? bab(?:y|ies) kids? child(?:ren)? bab[ae] eldest "
        "youngest oldest middle step-?sons? step-?daughters? brothers? sisters? twins? "
        "mum mam mom dad father mother nan nanny nana gran granny grandma grandad grandpa "
        "partner husband wife ex hubby fella boyfriend girlfriend bf gf fianc(?:e|ee) "
        "cousins? nephews? nieces? grandsons? granddaughters? friends? mate neighbou?rs? "
        "landlord landlady lodger lady man woman colleagues? head dog cat"
    )
    .replace(" workers", "_workers")
    .split()
)
_RELATION = re.compile(
    r"\b(?:my|our|his|her|their|your|the|a|an|this|and)(?: [a-z]{2,12})?(?: (?:year|yr) old)?"
    r" (?:" + "|".join(p.replace("_", "[ -]?") for p in _PEOPLE) + r")(?:'s)?"
    r"(?: (?:called|named|is called|was called|is named|name is|name was|names|name))?"
    r"[ ,:(\-]{1,3}"
)
_NAMING = re.compile(
    r"\b(?:names?(?:'s| is| was| are|:)|call(?:ed|s)? (?:her|him|them|me)|called|named|"
    r"known as|nickname(?:d)?|aka|a\.k\.a\.?|my name|signed|regards|yours sincerely|"
    r"dear|hi|hiya|hello|thanks|thank you|thankyou|cheers|i am|i'm|ask(?:ed)? for|"
    r"spoke (?:to|with)|speak (?:to|with)|speaking (?:to|with)|met with|"
    r"worked with|working with)[ ,:(\-\n]{1,3}"
)
_TITLE = re.compile(r"\b(?:" + "|".join(sorted(TITLES)) + r")\b[. ]{1,2}")


def names(
    text: Plain, words: tuple[Word, ...], everyday: AbstractSet[str]
) -> Iterator[Found]:
    """Yield the names of ``text`` that a cue announces."""
    starts = {word.start: index for index, word in enumerate(words)}
    for pattern, careful in ((_TITLE, False), (_RELATION, True), (_NAMING, True)):
        for match in pattern.finditer(text.low):
            index = starts.get(match.end())
            if index is not None:
                yield from _run(words, index, everyday, careful=careful)


def _run(
    words: tuple[Word, ...], index: int, everyday: AbstractSet[str], *, careful: bool
) -> Iterator[Found]:
    """Yield the name that starts at word ``index``, of at most three words."""
    first = words[index]
    start, end = first.start, first.start
    for word in words[index : index + 3]:
        if word.start > end + 1 or not word.low[0].isalpha():
            break
        if bare(word.low) in everyday and (careful or word.text.islower()):
            break
        if word.start > start and word.text.islower() and not first.text.islower():
            break
        end = word.end
    if end > start:
        yield Found(start, end, "NAME")


def bare(word: str) -> str:
    """Return ``word`` without a possessive ending."""
    return word[:-2] if word.endswith("'s") else word
