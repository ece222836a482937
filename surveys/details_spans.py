"""What detectors found becomes one clean set of spans, and a text without them.

Spans of several detectors are grown to whole words, joined where they touch or
overlap, and replaced by typed placeholders that carry no number.
"""

from collections.abc import Iterable
from unicodedata import category

from surveys.redaction import Redaction, Span

PLACEHOLDERS = {
    "NAME": "[name]",
    "EMAIL": "[email]",
    "PHONE": "[phone]",
    "POSTCODE": "[postcode]",
    "ADDRESS": "[address]",
    "NHS": "[NHS number]",
    "NINO": "[NI number]",
    "DOB": "[date]",
    "URL": "[link]",
    "USERNAME": "[username]",
    "SCHOOL": "[school]",
    "ID": "[number]",
}
_RANK = {label: rank for rank, label in enumerate(
    ("NHS", "NINO", "EMAIL", "URL", "PHONE", "POSTCODE", "ADDRESS", "SCHOOL",
     "USERNAME", "DOB", "NAME", "ID")
)}  # fmt: skip
_INSIDE = "'\u2019\u2018\u02bc"


def whole_words(text: str, span: Span) -> Span:
    """Grow ``span`` until it starts and ends at a word's edge."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    return Span(start, end, span.label)


def _joins(text: str, edge: int) -> bool:
    """Say whether a word runs across ``edge``; a possessive 's is no part of it."""
    before, after = text[edge - 1], text[edge]
    if _is_letter(before) and _is_letter(after):
        return True
    if before in _INSIDE and _is_letter(after):
        return edge > 1 and _is_letter(text[edge - 2])
    if after in _INSIDE and _is_letter(before):
        tail = text[edge + 1 : edge + 3]
        if tail[:1] in {"s", "S"} and not _is_letter(tail[1:] or " "):
            return False
        return tail != "" and _is_letter(tail[0])
    return False


def _is_letter(character: str) -> bool:
    """Say whether a word goes on here; invisible characters never end one."""
    return character.isalnum() or category(character) in {"Cf", "Mn", "Me"}


def merge(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return ``spans`` grown to whole words, sorted, none overlapping.

    Overlapping spans become one, under the label of the surer kind; names that
    only a space or a hyphen parts become one name.
    """
    grown = sorted(
        (whole_words(text, span) for span in spans if span.start < span.end),
        key=lambda span: (span.start, -span.end),
    )
    merged: list[Span] = []
    for span in grown:
        if span.start >= span.end:
            continue
        last = merged[-1] if merged else None
        if last is not None and (span.start < last.end or _one_name(text, last, span)):
            label = min(last.label, span.label, key=lambda kind: _RANK.get(kind, 99))
            merged[-1] = Span(last.start, max(last.end, span.end), label)
        else:
            merged.append(span)
    return tuple(merged)


def _one_name(text: str, last: Span, span: Span) -> bool:
    return (
        last.label == span.label == "NAME"
        and text[last.end : span.start].strip(" \u00a0-.") == ""
        and "\n" not in text[last.end : span.start]
    )


def replace_spans(text: str, spans: tuple[Span, ...], *, review: bool) -> Redaction:
    """Return the redaction of ``text`` with a placeholder for each span."""
    parts: list[str] = []
    position = 0
    for span in spans:
        parts.append(text[position : span.start])
        parts.append(PLACEHOLDERS.get(span.label, "[removed]"))
        position = span.end
    parts.append(text[position:])
    return Redaction("".join(parts), spans, review)
