"""Personal details in free text, found by rules alone: no model, no I/O.

Rules of this file: `Rules` never raises, on any text; its time grows with the
text's length only; what it finds is replaced by placeholders without numbers.
The rules for one kind of detail each live in `surveys.details_*`.
"""

from collections.abc import Iterator
from dataclasses import replace

from surveys.details_identifiers import Found, identifiers
from surveys.details_lexicon import lexicon
from surveys.details_names import bare, names
from surveys.details_places import addresses, schools
from surveys.details_spans import merge, replace_spans
from surveys.details_text import Plain, Word, plain, words
from surveys.redaction import Redaction, Span


class Rules:
    """The UK rules behind the `Redactor` seam.

    Args:
        deny: Words and names that are always taken out: the council's staff
            roster and its schools.
        allow: More words that are never a name, beside the packaged ones.
    """

    __slots__ = ("_deny", "_lexicon")

    def __init__(
        self,
        deny: frozenset[str] = frozenset(),
        allow: frozenset[str] = frozenset(),
    ) -> None:
        self._deny: dict[str, list[tuple[str, ...]]] = {}
        for entry in sorted(deny):
            parts = tuple(bare(word.low) for word in words(plain(entry)))
            if parts:
                self._deny.setdefault(parts[0], []).append(parts)
        known = lexicon()
        more = frozenset(plain(word).low for word in allow)
        self._lexicon = replace(known, allowed=known.allowed | more)

    def redact(self, text: str) -> Redaction:
        """Return ``text`` without personal details."""
        folded = plain(text)
        spans = merge(text, self._spans(folded))
        return replace_spans(text, spans, review=folded.foreign)

    def _spans(self, text: Plain) -> Iterator[Span]:
        for found in self._found(text):
            start, end = text.source(found.start, found.end)
            yield Span(start, end, found.label)

    def _found(self, text: Plain) -> Iterator[Found]:
        split = words(text)
        yield from identifiers(text.text, text.low)
        yield from addresses(text, self._lexicon)
        yield from schools(text, split, self._lexicon)
        yield from names(text, split, self._lexicon)
        yield from self._denied(split)

    def _denied(self, split: tuple[Word, ...]) -> Iterator[Found]:
        said = tuple(bare(word.low) for word in split)
        for index, word in enumerate(said):
            for parts in self._deny.get(word, ()):
                if said[index : index + len(parts)] == parts:
                    last = split[index + len(parts) - 1]
                    yield Found(split[index].start, last.end, "NAME")
