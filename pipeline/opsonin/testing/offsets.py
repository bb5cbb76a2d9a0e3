"""Offsets: whether they count the code points of the very text that was given."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from opsonin.components.component import Tagger
from opsonin.stages.checking import EDITS
from opsonin.tables.parts import has_span
from opsonin.testing.awkward import AWKWARD_PREFIX
from opsonin.testing.check import check
from opsonin.testing.comparing import label
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import Sample, numbered
from opsonin.testing.subject import Subject
from opsonin.testing.watching import as_given, on_ordinary, require_rows, texts_seen, watch

#: A span or edit: its table, where it starts counted from the end of the text, its length.
Place = tuple[str, int, int]

_PREFIX = f"  {AWKWARD_PREFIX}\r\n\r\n"
#: As many letters, with the same white space.
_LETTERS = "".join("a" if sign.strip() else sign for sign in _PREFIX)

#: What people count instead of code points.
_MISCOUNTS: Mapping[str, Callable[[str], int]] = {
    "UTF-8 bytes": lambda text: len(text.encode()),
    "UTF-16 units": lambda text: len(text.encode("utf-16-le")) // 2,
    "a text in normal form C": lambda text: len(unicodedata.normalize("NFC", text)),
    "a text in normal form D": lambda text: len(unicodedata.normalize("NFD", text)),
    "a text in normal form KC": lambda text: len(unicodedata.normalize("NFKC", text)),
    "a text in normal form KD": lambda text: len(unicodedata.normalize("NFKD", text)),
    "a case-folded text": lambda text: len(text.casefold()),
    "a lower-case text": lambda text: len(text.lower()),
    "an upper-case text": lambda text: len(text.upper()),
    "characters without their marks": lambda text: sum(not unicodedata.combining(s) for s in text),
    "ASCII characters": lambda text: sum(sign.isascii() for sign in text),
}
_REMEDY = (
    "Count the code points of the very text that was given: look for matches in it, or keep a map "
    "from what you search to what was given."
)


@check("cleaner", "tagger")
def offsets_count_code_points(subject: Subject) -> None:
    """Awkward signs before a text move its spans and edits just as many letters do."""
    _require_spans(subject)
    samples = as_given(subject)
    plain = _places_behind(subject, samples, _LETTERS)
    if not any(plain):
        require_rows(on_ordinary(subject)[0])
        raise NotApplicable("What it gives has no place in the text.")
    odd = _places_behind(subject, samples, _PREFIX)
    stayed: Counter[str] = Counter()
    for at, (was, now) in enumerate(zip(plain, odd, strict=True)):
        stayed.update(one[0] for one in was & now)
        for place, what in _displaced(was, now):
            raise CheckFailed(
                f"Behind {_PREFIX!r} it gives {place[0]} of another place than behind as many "
                f"letters; it seems to count {what}.",
                where=label(samples[at].text, at),
                remedy=_REMEDY,
            )
    for name, n_places in Counter(one[0] for was in plain for one in was).items():
        # Some may change for good reasons: what a first line is depends on the lines before it.
        if stayed[name] < n_places / 2:
            raise CheckFailed(
                f"Behind {_PREFIX!r} only {stayed[name]} of {n_places} rows or edits of {name} "
                "are where they are behind as many letters.",
                remedy=_REMEDY,
            )


def _require_spans(subject: Subject) -> None:
    component = subject.component
    if not isinstance(component, Tagger):
        return
    if component.scope == "corpus":
        raise NotApplicable("A corpus tagger takes its places from other tables.")
    tables = subject.pipeline.tables
    if not any(has_span(tables[name]) for name in (*component.fills, *component.refines)):
        raise NotApplicable("Its tables have no spans.")


def _displaced(was: set[Place], now: set[Place]) -> Iterator[tuple[Place, str]]:
    """Yield places that are gone, and that a wrong way of counting has put elsewhere."""
    for what, count in _MISCOUNTS.items():
        by = count(_PREFIX) - len(_PREFIX)
        for table, start, length in sorted(was - now):
            if by and (table, start + by, length) in now - was:
                yield (table, start, length), what


def _places_behind(subject: Subject, samples: Sequence[Sample], prefix: str) -> list[set[Place]]:
    """Return the places of all spans and edits that lie behind a prefix, by sample."""
    documents = numbered([replace(one, text=prefix + one.text) for one in samples])
    treated, calls = watch(subject, documents, is_alone=True)
    texts = texts_seen(calls)
    lengths = {doc_id: len(one.text) for (doc_id, _), one in zip(documents, samples, strict=True)}
    found: dict[str, set[Place]] = {doc_id: set() for doc_id, _ in documents}
    for name, rows in treated.given.items():
        first, last = ("start", "end") if name == EDITS else ("clean_start", "clean_end")
        for row in rows.to_pylist():
            start, owner = row.get(first), row["doc_id"]
            # Counted from the end: earlier cleaners may have changed the prefix.
            if start is not None and len(texts[owner]) - start <= lengths[owner]:
                place = (name, start - len(texts[owner]), row[last] - start)
                found[owner].add(place)
    return [found[doc_id] for doc_id, _ in documents]
