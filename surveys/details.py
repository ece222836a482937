"""Personal details in free text, found by rules alone: no model, no I/O.

Rules of this file: `Rules` never raises, on any text; its time grows with the
text's length only; what it finds is replaced by placeholders without numbers.
The rules for one kind of detail each live in `surveys.details_*`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from surveys.details_disguised import disguised
from surveys.details_identifiers import Found, identifiers
from surveys.details_language import count_unknown, is_unread, spoken
from surveys.details_lexicon import lexicon
from surveys.details_names import bare, names
from surveys.details_places import addresses, schools
from surveys.details_spans import merge, replace_spans
from surveys.details_text import Plain, Word, parted, plain, words
from surveys.redaction import Redaction, Span

_FEW_UNKNOWN = 0.25  # of the words beside names, in an English text


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
        return self.redact_plain(text, folded, words(folded))

    def redact_plain(
        self,
        text: str,
        folded: Plain,
        split: Sequence[Word],
        *,
        opinions: Sequence[float] = (),
        more: Iterable[Found] = (),
    ) -> Redaction:
        """Return ``text`` without the details that rules and models find together.

        Args:
            text: The input, and ``folded`` the same in plain letters.
            folded: As `surveys.details_text.plain` returns it.
            split: Its words.
            opinions: How sure models are that each word is a name, from 0 to 1.
            more: Details that models found, at plain positions.
        """
        found = [*self._found(folded, split, opinions), *more]
        spans = merge(text, [*self._spans(folded, found), *self._parted(text)])
        review = folded.foreign or self._is_unread(split, found)
        return replace_spans(text, spans, review=review)

    def _parted(self, text: str) -> list[Span]:
        """Return what is found where invisible signs part words, not letters."""
        spaced = parted(text)
        if spaced == text:
            return []
        folded = plain(spaced)
        return self._spans(folded, self._found(folded, words(folded), ()))

    @staticmethod
    def _spans(folded: Plain, found: Iterable[Found]) -> list[Span]:
        return [_span(folded, detail) for detail in found]

    def _is_unread(self, split: Sequence[Word], found: Sequence[Found]) -> bool:
        """Say whether the text is in a language that the detectors do not read.

        Names may well be unknown words: what is left beside them decides.
        """
        shaped = [detail for detail in found if detail.label != "NAME"]
        if not is_unread(spoken(split, shaped), self._lexicon):
            return False
        counted, unknown = count_unknown(spoken(split, found), self._lexicon)
        return not counted or unknown / counted > _FEW_UNKNOWN

    def _found(
        self, text: Plain, split: Sequence[Word], opinions: Sequence[float]
    ) -> Iterator[Found]:
        yield from identifiers(text.text, text.low)
        yield from addresses(text, self._lexicon)
        yield from schools(text, split, self._lexicon)
        yield from names(text, split, self._lexicon, opinions)
        yield from disguised(text, split, self._lexicon)
        yield from self._denied(split)

    def _denied(self, split: Sequence[Word]) -> Iterator[Found]:
        said = tuple(bare(word.low) for word in split)
        for index, word in enumerate(said):
            for parts in self._deny.get(word, ()):
                if said[index : index + len(parts)] == parts:
                    last = split[index + len(parts) - 1]
                    end = last.start + len(bare(last.low))
                    yield Found(split[index].start, end, "NAME")


def _span(text: Plain, found: Found) -> Span:
    start, end = text.source(found.start, found.end)
    return Span(start, end, found.label)
