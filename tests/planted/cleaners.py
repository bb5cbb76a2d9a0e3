"""Cleaners with one fault each, and one without. Each is named after its fault."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from opsonin import (
    Cleaned,
    Cleaner,
    Document,
    Documents,
    Edit,
    Reject,
    Span,
    each_document,
    from_string,
    hookimpl,
)

SHARE = re.compile(r"^Share this on .+$", re.MULTILINE)
TAG = re.compile(r"</?[a-z][^<>]*>")
FEVER = re.compile(r"\bfever\b")
#: Fault -> the check that has to catch it.
FAULTS: dict[str, str] = {}
CLEANERS: list[Cleaner[Any]] = []


def planted(caught_by: str, **wiring: Any) -> Callable[[Any], Any]:
    """Make a cleaner out of a function of one document."""

    def made(function: Any) -> Any:
        name = wiring.pop("name", function.__name__)
        FAULTS[name] = caught_by
        clean = wiring.pop("clean", None) or each_document(function)
        CLEANERS.append(
            Cleaner(name=name, version="1", clean=clean, **{"phase": "strip", **wiring})
        )
        return function

    return made


def edits(text: str) -> list[Edit]:
    return [Edit(*match.span(), "", "share_line") for match in SHARE.finditer(text)]


def flags(text: str) -> list[Span]:
    return [Span(*match.span(), kind="fever") for match in FEVER.finditer(text)]


def sound(document: Document, _context: Any) -> Cleaned:
    """Take lines about sharing out, and flag fever."""
    return Cleaned(edits(document.text), {"flags": flags(document.text)})


CLEANERS.append(
    Cleaner(name="sound", version="1", phase="strip", clean=each_document(sound), fills=("flags",))
)


def shorter(text: str) -> str:
    """Take lines about sharing out."""
    return SHARE.sub("", text)


CLEANERS.append(
    Cleaner(
        name="sound_from_string",
        version="1",
        phase="strip",
        clean=from_string(shorter, reason="share_line"),
    )
)


@planted("edits_never_reorder")
def moves_the_first_line(document: Document, _context: Any) -> Cleaned:
    first, _, rest = document.text.partition("\n")
    if not rest:
        return Cleaned()
    at = len(document.text)
    return Cleaned([Edit(0, len(first), "", "moved"), Edit(at, at, f"{first}\n", "moved")])


@planted("edits_keep_what_stays")
def rewrites_everything(document: Document, _context: Any) -> Cleaned:
    new = SHARE.sub("", document.text)
    return Cleaned([Edit(0, len(document.text), new, "clean")] if new != document.text else ())


@planted("cleaning_twice_changes_nothing")
def never_comes_to_an_end(document: Document, _context: Any) -> Cleaned:
    return Cleaned(
        [Edit(*m.span(), "high fever", "intensity") for m in FEVER.finditer(document.text)]
    )


@planted("cleaning_twice_changes_nothing", phase="markup", before=("html",),
         media_types=("text/html",))  # fmt: skip
def takes_one_tag_at_a_time(document: Document, _context: Any) -> Cleaned:
    tag = TAG.search(document.text)
    return Cleaned([Edit(*tag.span(), "", "tag")] if tag else ())


@planted("works_behind_what_comes_before", phase="markup", after=("html",),
         media_types=("text/html",))  # fmt: skip
def looks_for_tags_where_none_are_left(document: Document, _context: Any) -> Cleaned:
    return Cleaned([Edit(*match.span(), "", "tag") for match in TAG.finditer(document.text)])


@planted("rows_outlive_edits", fills=("flags",))
def flags_what_it_removes(document: Document, _context: Any) -> Cleaned:
    found = edits(document.text)
    return Cleaned(found, {"flags": [Span(one.start, one.end, kind="share") for one in found]})


@planted("spans_cover_signs", fills=("flags",))
def flags_a_line_but_leaves_its_end(document: Document, _context: Any) -> Cleaned:
    found = [one for one in edits(document.text) if document.text[one.end : one.end + 1] == "\n"]
    rows = [Span(one.start, one.end + 1, kind="share") for one in found]
    return Cleaned(found, {"flags": rows})


@planted("edits_change_something")
def replaces_by_the_same(document: Document, _context: Any) -> Cleaned:
    return Cleaned([Edit(*m.span(), m[0], "same") for m in FEVER.finditer(document.text)])


@planted("rows_keep_the_contract")
def explains_at_length(document: Document, _context: Any) -> Cleaned:
    return Cleaned([Edit(*m.span(), "", "Not wanted!") for m in SHARE.finditer(document.text)])


@planted("ordinary_documents_pass")
def overlaps(document: Document, _context: Any) -> Cleaned:
    found = edits(document.text)
    return Cleaned([*found, *found])


@planted("ordinary_documents_pass", fills=("flags",))
def flags_behind_the_text(document: Document, _context: Any) -> Cleaned:
    end = len(document.text)
    return Cleaned(rows={"flags": [Span(end, end + 5, kind="fever")]})


@planted("rows_keep_the_contract", fills=("flags",))
def gives_a_kind_of_two_words(document: Document, _context: Any) -> Cleaned:
    rows = [Span(one.start, one.end, kind="High fever") for one in flags(document.text)]
    return Cleaned(rows={"flags": rows})


@planted("gives_only_declared_tables")
def flags_undeclared(document: Document, _context: Any) -> Cleaned:
    return Cleaned(edits(document.text), {"flags": flags(document.text)})


@planted("reads_only_declared_tables")
def reads_undeclared(document: Document, _context: Any) -> Cleaned:
    document._batch.table("segments")
    return Cleaned(edits(document.text))


@planted("empties_no_document")
def takes_everything(document: Document, _context: Any) -> Cleaned:
    return Cleaned([Edit(0, len(document.text), "", "gone")] if document.text else ())


@planted("rejects_have_reasons")
def rejects_without_a_word(document: Document, _context: Any) -> Cleaned | Reject:
    return Reject("Bad Text", "") if "fever" in document.text else Cleaned()


@planted("blocks_do_not_overlap", fills=("segments",), phase="segment")
def cuts_blocks_that_overlap(document: Document, _context: Any) -> Cleaned:
    if len(document.text) < 20:
        return Cleaned()
    rows = [Span(0, 12, kind="paragraph"), Span(8, 20, kind="paragraph")]
    return Cleaned(rows={"segments": rows})


@planted("offsets_count_code_points", fills=("flags",))
def counts_bytes(document: Document, _context: Any) -> Cleaned:
    found = re.finditer(rb"\bfever\b", document.text.encode())
    return Cleaned(rows={"flags": [Span(*match.span(), kind="fever") for match in found]})


@planted("no_row_is_given_twice", fills=("flags",))
def flags_twice(document: Document, _context: Any) -> Cleaned:
    return Cleaned(rows={"flags": [*flags(document.text), *flags(document.text)]})


@planted("survives_nul")
def cannot_read_nul(document: Document, _context: Any) -> Cleaned:
    if "\0" in document.text:
        raise ValueError("NUL")
    return Cleaned(edits(document.text))


@planted("survives_line_ends", fills=("flags",))
def flags_by_lines(document: Document, _context: Any) -> Cleaned:
    rows, at = [], 0
    for line in document.text.splitlines():
        rows.append(Span(at, at + len(line) + 1, kind="line"))
        at += len(line) + 2
    return Cleaned(rows={"flags": rows})


@planted("same_when_called_again")
def throws_dice(document: Document, _context: Any) -> Cleaned:
    reason = f"share_{random.randrange(10**9)}"  # noqa: S311 - the fault
    return Cleaned([Edit(one.start, one.end, "", reason) for one in edits(document.text)])


@planted("same_with_another_hash_seed")
def uses_hash(document: Document, _context: Any) -> Cleaned:
    reason = next(iter({"share", "line", "social", "chrome"}))
    return Cleaned([Edit(one.start, one.end, "", reason) for one in edits(document.text)])


@planted("prints_nothing")
def prints(document: Document, _context: Any) -> Cleaned:
    print(document.doc_id)  # noqa: T201 - the fault
    return Cleaned(edits(document.text))


def leaves_some_out(documents: Documents, _context: Any) -> Sequence[Cleaned]:
    return [Cleaned(edits(one.text)) for one in documents if "Share" in one.text]


def counts_its_batch(documents: Documents, _context: Any) -> Sequence[Cleaned]:
    return [Cleaned(edits(one.text) if len(documents) > 1 else ()) for one in documents]


def expects_a_document(documents: Documents, _context: Any) -> Sequence[Cleaned]:
    return [Cleaned(edits(one.text)) for one in documents] if documents.ids[0] else []


planted("gives_a_result_for_each_document", name="leaves_some_out", clean=leaves_some_out)(sound)
planted("batch_size_does_not_matter", name="counts_its_batch", clean=counts_its_batch)(sound)
planted("empty_batch_gives_nothing", name="expects_a_document", clean=expects_a_document)(sound)


@hookimpl
def register_cleaners() -> list[Cleaner[Any]]:
    return CLEANERS
