"""Cleaners: what their edits may do to a text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from opsonin.components.component import Cleaner, Reject
from opsonin.stages.checking import EDITS
from opsonin.testing.check import check
from opsonin.testing.comparing import label
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import Numbered
from opsonin.testing.staging import TreatedSamples
from opsonin.testing.subject import Subject
from opsonin.testing.watching import (
    GIVE_SAMPLES,
    Call,
    awkward,
    on_awkward,
    on_ordinary,
    ordinary,
    texts_seen,
    watch,
)

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
#: Shorter stretches may stand anywhere by chance. Source: ours.
_MOVED_CHARACTERS = 20
#: An edit of so many words that keeps half of them hides where they came from. Source: ours.
_REWRITTEN_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Edit:
    """An edit with what it takes away, and the document, for messages."""

    document: str
    removed: str
    replacement: str
    reason: str


@check("cleaner")
def gives_a_result_for_each_document(subject: Subject) -> None:
    """A sequence has one result for each document of the batch, in order."""
    for call in on_ordinary(subject)[1]:
        if isinstance(call.result, Sequence) and len(call.result) != len(call.documents):
            raise CheckFailed(
                f"It gives {len(call.result)} results for {len(call.documents)} documents.",
                remedy="Give Cleaned() for a document that needs nothing.",
            )


@check("cleaner")
def edits_change_something(subject: Subject) -> None:
    """No edit replaces a stretch by the same stretch."""
    for edit in _edits(subject):
        if edit.removed == edit.replacement:
            raise CheckFailed(
                f"An edit replaces {edit.removed[:_MOVED_CHARACTERS]!r} by itself.",
                where=edit.document,
                remedy="Leave it out: what an edit covers loses its way back to the source.",
            )


@check("cleaner")
def edits_keep_what_stays(subject: Subject) -> None:
    """No edit rewrites many words of which most stay: their way back would be lost."""
    for edit in _edits(subject):
        before, after = Counter(edit.removed.split()), Counter(edit.replacement.split())
        fewer = min(before.total(), after.total())
        if fewer >= _REWRITTEN_WORDS and (before & after).total() * 2 > fewer:
            raise CheckFailed(
                f"An edit rewrites {before.total()} words, of which most stay: "
                f"{edit.removed[:100]!r}",
                where=edit.document,
                remedy="Give an edit for each change; edits_between and from_string find them.",
            )


@check("cleaner")
def edits_never_reorder(subject: Subject) -> None:
    """No edit puts in what another edit of the document takes out."""
    edits = list(_edits(subject))
    for edit in edits:
        moved = edit.replacement.strip()
        if len(moved) < _MOVED_CHARACTERS or moved in edit.removed:
            continue
        for other in edits:
            if other is not edit and other.document == edit.document and moved in other.removed:
                raise CheckFailed(
                    f"It moves {moved[:100]!r} to another place.",
                    where=edit.document,
                    remedy="Leave text where it stands: raw offsets never go backwards. Say by "
                    "segments what belongs where.",
                )


@check("cleaner")
def cleaning_twice_changes_nothing(subject: Subject) -> None:
    """What it has cleaned, it does not clean again."""
    if not any(True for _ in _edits(subject)):
        raise NotApplicable("It edits nothing.")
    cleaned = _cleaned(on_ordinary(subject)[0], ordinary(subject))
    if not _is_of_markup(subject):
        odd = tuple(one for group in awkward(subject).values() for one in group)
        cleaned += _cleaned(on_awkward(subject), odd)
    again, calls = watch(subject, cleaned, is_alone=True)
    for edit in _edits_in(again, texts_seen(calls), cleaned):
        if _is_of_markup(subject) and not _is_left(edit, on_ordinary(subject)[1]):
            continue
        raise CheckFailed(
            f"The second time it replaces {edit.removed[:100]!r} by {edit.replacement[:100]!r} "
            f"({edit.reason}).",
            where=edit.document,
            remedy="Clean until nothing changes, or match what is whole only.",
        )


@check("cleaner")
def empties_no_document(subject: Subject) -> None:
    """It takes not all text out of an ordinary document."""
    treated, calls = on_ordinary(subject)
    given = texts_seen(calls)
    for place, (doc_id, one) in enumerate(_cleaned(treated, ordinary(subject))):
        if given.get(doc_id, "").strip() and not one.text.strip():
            raise CheckFailed(
                "Nothing is left of the text.",
                where=label(given[doc_id], place),
                remedy="Give a Reject with a reason for what is no document at all.",
            )


@check("cleaner")
def rejects_have_reasons(subject: Subject) -> None:
    """A Reject has a reason of one lower-case word and a detail for people."""
    for call in on_ordinary(subject)[1]:
        for one in call.result if isinstance(call.result, Sequence) else ():
            if isinstance(one, Reject) and not (_CODE.fullmatch(one.reason) and one.detail.strip()):
                raise CheckFailed(
                    f"It gives {one!r}.",
                    remedy="Give a reason such as 'not_english', and say in detail what was found.",
                )


@check("cleaner")
def blocks_do_not_overlap(subject: Subject) -> None:
    """Of its segments, only sentences lie inside others."""
    treated, calls = on_ordinary(subject)
    if "segments" not in treated.given:
        raise NotApplicable("It gives no segments.")
    texts = texts_seen(calls)
    last: dict[str, tuple[int, str]] = {}
    blocks = treated.given["segments"].sort_by("clean_start").to_pylist()
    for row in blocks:
        if row["kind"] == "sentence" or row["clean_start"] is None:
            continue
        end, kind = last.get(row["doc_id"], (0, ""))
        if row["clean_start"] < end:
            raise CheckFailed(
                f"A {row['kind']} begins at {row['clean_start']}, before the {kind} before it "
                f"ends at {end}.",
                where=repr(texts[row["doc_id"]][:60]),
                remedy="Cut the text into blocks that follow one another.",
            )
        last[row["doc_id"]] = (row["clean_end"], row["kind"])


def _is_of_markup(subject: Subject) -> bool:
    """Tell whether a cleaner takes markup off: what it leaves may be no markup any more."""
    return isinstance(subject.component, Cleaner) and subject.component.phase == "markup"


def _is_left(edit: _Edit, calls: Sequence[Call]) -> bool:
    """Tell whether an edit takes out a tag that stood in what the cleaner was given at first."""
    given = "\n".join(text for text in texts_seen(calls).values())
    return any(tag in given for tag in _TAG.findall(edit.removed))


def _edits(subject: Subject) -> Iterator[_Edit]:
    """Yield the edits of ordinary documents.

    Raises:
        NotApplicable: There are none, and no rows either.
    """
    treated, calls = on_ordinary(subject)
    if not treated.n_given and not treated.rejects:
        raise NotApplicable("It changed nothing in the samples.", remedy=GIVE_SAMPLES)
    yield from _edits_in(treated, texts_seen(calls), ordinary(subject))


def _edits_in(
    treated: TreatedSamples, texts: Mapping[str, str], documents: Numbered
) -> Iterator[_Edit]:
    names = {doc_id: label(one.text, at) for at, (doc_id, one) in enumerate(documents)}
    rows = treated.given[EDITS].to_pylist() if EDITS in treated.given else []
    for row in rows:
        removed = texts[row["doc_id"]][row["start"] : row["end"]]
        yield _Edit(names[row["doc_id"]], removed, row["replacement"], row["reason"])


def _cleaned(treated: TreatedSamples, documents: Numbered) -> Numbered:
    """Return the documents with their clean text, without those that were rejected."""
    rows = treated.tables["documents"].select(["doc_id", "text"]).to_pylist()
    texts = {row["doc_id"]: row["text"] for row in rows}
    return tuple(
        (doc_id, replace(one, text=texts[doc_id])) for doc_id, one in documents if doc_id in texts
    )
