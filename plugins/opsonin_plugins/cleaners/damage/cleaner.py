"""Cleaner ``damage``: flags damage that no rule can repair with certainty, and changes nothing.

What has one safe reading is repaired by ``repairs`` and ``encoding``. What is left here has more
than one, or its words are gone; a consumer is told where, and may leave such sentences out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyarrow.compute as pc

from opsonin import Cleaned, Cleaner, Context, Documents, NoOptions, Span
from opsonin_plugins.cleaners.damage import gaps, people, quotation, residue, splices, terms
from opsonin_plugins.cleaners.damage.page import Damage, Page
from opsonin_plugins.cleaners.datelines import read_dateline
from opsonin_plugins.cleaners.segments import PROSE
from opsonin_plugins.cleaners.signs import may_hold

DATELINE = "dateline"
#: The searches know English; of what is too short for a language most is.
_LANGUAGES = frozenset(("en", "und"))
#: A dateline stands in one of the first paragraphs, below no more than a headline and a standfirst.
_DATELINE_PARAGRAPHS = 3
#: Papers have no links in their prose, and most are written by those who sign them. There only the
#: damage is named, not what it comes from.
_RESEARCH = frozenset(("paper", "abstract", "abstract_page", "trial_record"))
_WITHOUT_CAUSE = {"link_loss": "lost_words", "mt_case": "wrong_case", "mt_garble": "lost_words"}

Search = Callable[[Page], Iterable[Damage]]

#: What is searched for, each with what stands in every text that has it.
_SEARCHES: tuple[tuple[Search, str], ...] = (
    (terms.terms, f"(?i:{terms.SIGN})"),
    (quotation.unbalanced_quotes, quotation.SIGN),
    (splices.splices, splices.SIGN),
    (gaps.gaps, gaps.SIGN),
    (residue.residue, residue.SIGN),
    (people.name_variants, people.SIGN),
    (people.pronouns, people.SIGN),
)


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Return rows of ``flags`` for each document, sorted by place."""
    texts = documents.arrow.column("text")
    hints = [may_hold(texts, sign) for _, sign in _SEARCHES]
    prose = _prose(documents)
    origins, doc_types = _values(documents, "text_origin"), _values(documents, "doc_type")
    languages = _values(documents, "language")
    cleaned = []
    for position, (doc_id, text) in enumerate(zip(documents.ids, documents.texts, strict=True)):
        is_research = doc_types.get(doc_id) in _RESEARCH
        page = Page(text, prose.get(doc_id, []), origins.get(doc_id, ""), is_research)
        is_english = languages.get(doc_id, "und") in _LANGUAGES
        searches = [
            search
            for (search, _), hint in zip(_SEARCHES, hints, strict=True)
            if is_english and hint[position]
        ]
        cleaned.append(Cleaned(rows={"flags": _flags(page, searches)}))
    return cleaned


def _flags(page: Page, searches: Sequence[Search]) -> list[Span]:
    found = set(_datelines(page))
    for search in searches:
        found.update(search(page))
    is_named = bool(page.origin) or not page.is_research
    return [
        Span(
            one.start,
            one.end,
            kind=one.kind if is_named else _WITHOUT_CAUSE.get(one.kind, one.kind),
            detail=one.detail,
        )
        for one in sorted(found)
    ]


def _datelines(page: Page) -> Iterator[Damage]:
    """Yield the dateline that stands in the first sentence of a story."""
    for start, end in page.prose[:_DATELINE_PARAGRAPHS]:
        dateline = read_dateline(page.text[start:end])
        if dateline is not None:
            stop = start + max(last for _, _, last in dateline.values.values())
            stop += page.text.startswith((")", "/"), stop)
            yield Damage(start, stop, DATELINE, f"a dateline of kind {dateline.kind}")
            return


def _prose(documents: Documents) -> Mapping[str, list[tuple[int, int]]]:
    """Return the blocks of main text that are made of sentences, by document."""
    names = ["doc_id", "clean_start", "clean_end", "kind", "is_main"]
    segments = documents.table("segments").select(names)
    segments = segments.filter(pc.not_equal(segments["kind"], "sentence"))
    known: dict[str, dict[tuple[int, int], bool]] = {}
    for row in segments.to_pylist():
        place = row["clean_start"], row["clean_end"]
        # Of several rows for one block the last is right, for later cleaners know more.
        is_prose = row["kind"] in PROSE and row["is_main"] is not False
        known.setdefault(row["doc_id"], {})[place] = is_prose
    return {
        doc_id: sorted(place for place, is_prose in places.items() if is_prose)
        for doc_id, places in known.items()
    }


def _values(documents: Documents, name: str) -> Mapping[str, str]:
    fields = documents.table("fields").select(["doc_id", "field", "value"])
    chosen = fields.filter(pc.equal(fields["field"], name))
    return {str(row["doc_id"]): str(row["value"]) for row in chosen.to_pylist()}


DAMAGE: Cleaner[NoOptions] = Cleaner(
    name="damage",
    version="2",
    phase="segment",
    after=("segments",),
    clean=clean,
    fills=("flags",),
    needs=("segments", "fields"),
)
