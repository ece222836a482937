"""What the words beside a name that is something else too say that it is here.

"They rob you" is a deed and "thanks rob you were great" is a name; "the school will
said no" is a verb and "my lad will has stopped" a name; "miss School" is a feeling
and "Miss Little" a teacher. Pure; each question looks at a few words only.
"""

from collections.abc import Sequence

from surveys.details_lexicon import Lexicon
from surveys.details_text import Plain, Word

_DATED = frozenset(
    (
        *("in", "of", "since", "until", "till", "last", "next", "this", "every", "by"),
        *("from", "during", "early", "late", "mid", "end", "the", "all", "over"),
        "that",
    )
)
# Names that say what is done to somebody as well: "they rob you", "sue them".
_DEEDS = frozenset(
    ("rob", "sue", "nick", "pat", "grant", "bill", "chase", "drew", "jack")
)
_DONE_TO = frozenset(("me", "you", "him", "us", "them", "it", "your", "our", "their"))
_THIRD = frozenset(("him", "us", "them"))  # whoever is thanked is "you"
_TOLD = frozenset(("tell", "told", "ask", "asked", "you", "with", "and", "to"))
_DOERS = frozenset(
    (
        *(
            "they",
            "he",
            "she",
            "i",
            "we",
            "who",
            "people",
            "kids",
            "lads",
            "to",
            "will",
        ),
        *("would", "can", "could", "may", "might", "must", "should", "shall"),
        *("did", "didn't", "didnt", "do", "don't", "dont", "does", "doesn't", "doesnt"),
        *(
            "not",
            "never",
            "can't",
            "cant",
            "cannot",
            "won't",
            "wont",
            "wouldn't",
            "wouldnt",
        ),
        *("couldn't", "couldnt", "gonna", "always", "just", "they'll", "theyll"),
        *("i'll", "he'll", "she'll", "we'll", "i'd", "they'd"),
    )
)
_TOWARDS = frozenset(  # before "to" somebody, not before a deed
    (
        *("thanks", "thank", "you", "cheers", "spoke", "spoken", "speak", "speaking"),
        *(
            "talk",
            "talked",
            "talking",
            "said",
            "gave",
            "given",
            "up",
            "out",
            "listened",
        ),
        *("grateful", "next", "introduced", "went"),
    )
)
_THANKS = frozenset(("thanks", "thankyou", "cheers", "ty", "thx", "ta", "thank"))
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr"))
_ALWAYS_TITLES = frozenset(("mr", "mrs", "mx"))
_DOTTED = frozenset(("mr", "mrs", "ms", "dr"))
_NO_TITLES = frozenset(("miss", "MISS", "ms", "MS"))  # to miss, the illness, the office
# What nobody is called even after a title: "Miss You", "the Dr Said".
_AFTER_TITLES = frozenset(
    (
        *("and", "or", "i", "is", "was", "the", "a", "in", "who", "has", "you", "your"),
        *("our", "my", "me", "us", "we", "he", "she", "him", "his", "her", "it", "its"),
        *("they", "them", "their", "this", "that", "these", "those", "to", "of", "at"),
        *("for", "on", "with", "all", "be", "had", "have", "not", "no", "so", "but"),
        *("if", "as", "from", "said", "told", "came", "today", "tomorrow", "yesterday"),
        *("now", "again", "everyone", "everybody", "school", "home", "teams", "team"),
        *("appointment", "appointments", "appt", "appts", "surgery", "practice"),
    )
)
_BEFORE_NOUNS = frozenset(
    (
        *("a", "an", "the", "my", "our", "your", "his", "her", "their", "this", "that"),
        *("these", "those", "some", "any", "every", "each", "no"),
    )
)
_SUBJECTS = frozenset(
    (
        *("i", "we", "you", "u", "he", "she", "it", "they", "this", "that", "these"),
        *("those", "what", "who", "which", "there", "everyone", "everybody", "nobody"),
        *("someone", "somebody", "anyone", "nothing", "everything", "something", "one"),
        *("people", "staff", "kids", "children", "families", "parents", "schools"),
    )
)
_OWN_WILL = frozenset((*_BEFORE_NOUNS, "free", "good", "ill", "own", "strong"))
_FINITE = frozenset(("is", "was", "has", "does", "did", "came", "went", "said", "told"))


def is_dated(words: Sequence[Word], index: int) -> bool:
    """Say whether a name that is a month stands like one: 'since april', 'june 3'."""
    before, after = _beside(words, index)
    return before in _DATED or before[:1].isdigit() or after[:1].isdigit()


def is_thing(words: Sequence[Word], index: int, known: Lexicon) -> bool:
    """Say whether a name that is a thing too stands like one: 'the daisy room'."""
    if words[index].low not in known.english:
        return False
    before, after = _beside(words, index)
    if words[index].low in _DEEDS and after in _DONE_TO:
        ordered = after in _THIRD and before not in _THANKS | _TOLD
        if ordered or _is_doer(words, index - 1):
            return True
    return before in {"the", "a", "an"} or after in {"of", "on", "out"}


def is_spoken_to(words: Sequence[Word], index: int) -> bool:
    """Say whether somebody is spoken to by such a name: 'grant you saved us'."""
    before, after = _beside(words, index)
    thanked = before in _THANKS or (
        before == "you" and index > 1 and words[index - 2].low in _THANKS
    )
    return words[index].low in _DEEDS and after == "you" and (not index or thanked)


def is_called_will(words: Sequence[Word], index: int, known: Lexicon) -> float:
    """Return the evidence that 'will' is a name before another verb of its own.

    1 after a word for a person, or first of all: 'my lad will has stopped'. None
    where it is bad grammar: 'the school will said no', 'they will has to wait'.
    """
    before, after = _beside(words, index)
    if after not in _FINITE or before in _OWN_WILL or before in _SUBJECTS:
        return 0.0
    several = before.endswith("s") and before[:-1] in known.people
    if several or before in known.allowed - known.people:
        return 0.0
    if not before or before in known.people:
        return 1.0
    leads = index > 1 and words[index - 2].low in _BEFORE_NOUNS
    return 0.0 if leads else 0.6


def is_titled(text: Plain, words: Sequence[Word], index: int, known: Lexicon) -> bool:
    """Say whether a word with a capital bears a title: 'Mr Day', 'Miss Little'."""
    if not index or words[index - 1].low not in _TITLES:
        return False
    title, word = words[index - 1], words[index]
    gap = text.text[title.end : word.start]
    joined = gap == " " or (gap in {". ", "."} and title.low in _DOTTED)
    if not joined or title.text in _NO_TITLES or len(word.low) < 2:  # noqa: PLR2004 - initials
        return False
    before = words[index - 2] if index > 1 else None
    return word.low not in _AFTER_TITLES and not is_no_title(before, title, word, known)


def is_no_title(before: Word | None, title: Word, word: Word, known: Lexicon) -> bool:
    """Say whether what looks like a title is none: 'I miss Swimming', 'the Dr Said'.

    Args:
        before: The word before ``title``, if there is one.
        title: The word that may be a title.
        word: The word after it.
        known: The words that are known.
    """
    if title.low not in _TITLES or not word.text[0].isupper():
        return False
    low = word.low
    plain = low in known.never or low in known.allowed
    named = low in known.given or low in known.surnames
    if not plain and (named or low not in known.english):
        return False
    if title.low in _ALWAYS_TITLES:
        return False
    led = before is not None and before.low in _BEFORE_NOUNS | _SUBJECTS
    return led or title.text in _NO_TITLES


def _is_doer(words: Sequence[Word], index: int) -> bool:
    """Say whether the word at ``index`` leads a deed: 'they', 'will', 'want to'."""
    if index < 0 or words[index].low not in _DOERS:
        return False
    towards = index > 0 and words[index - 1].low in _TOWARDS
    return words[index].low != "to" or not towards


def _beside(words: Sequence[Word], index: int) -> tuple[str, str]:
    """Return the words before and after a place, empty where there is none."""
    before = words[index - 1].low if index else ""
    after = words[index + 1].low if index + 1 < len(words) else ""
    return before, after
