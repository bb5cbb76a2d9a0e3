"""Taggers of trial numbers with one fault each, and one without. Each is named after its fault."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Span, Tagger, hookimpl, rows_to_table

NCT = re.compile(r"\bNCT\d{8}\b")
Find = Callable[[str], Iterable[Span]]

#: Fault -> the check that has to catch it.
FAULTS: dict[str, str] = {}
TAGGERS: list[Tagger[Any]] = []


def spans(text: str) -> Iterator[Span]:
    return (Span(*m.span(), type="nct", value=m[0]) for m in NCT.finditer(text))


def tagged(documents: Documents, find: Find) -> dict[str, pa.Table]:
    found = ((one.doc_id, find(one.text)) for one in documents)
    return {"identifiers": rows_to_table(found)}


def planted(caught_by: str, **wiring: Any) -> Callable[[Any], Any]:
    """Make a tagger out of a function of a batch."""

    def made(tag: Any) -> Any:
        name = wiring.pop("name", tag.__name__)
        FAULTS[name] = caught_by
        fixed = {"version": "1", "fills": ("identifiers",), **wiring}
        TAGGERS.append(Tagger(name=name, tag=tag, **fixed))
        return tag

    return made


def planted_finder(caught_by: str, **wiring: Any) -> Callable[[Find], Find]:
    """Make a tagger out of a function of a text."""

    def made(find: Find) -> Find:
        def tag(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
            return tagged(documents, find)

        planted(caught_by, **{"name": find.__name__, **wiring})(tag)
        return find

    return made


def sound(documents: Documents, _context: Context[NoOptions]) -> dict[str, pa.Table]:
    """Find trial numbers."""
    return tagged(documents, spans)


TAGGERS.append(Tagger(name="sound", version="1", tag=sound, fills=("identifiers",)))


@planted_finder("offsets_count_code_points")
def counts_bytes(text: str) -> Iterator[Span]:
    for match in re.finditer(rb"\bNCT\d{8}\b", text.encode()):
        yield Span(*match.span(), type="nct", value=match[0].decode())


@planted_finder("offsets_count_code_points")
def counts_utf16(text: str) -> Iterator[Span]:
    def units(before: str) -> int:
        return len(before.encode("utf-16-le")) // 2

    for match in NCT.finditer(text):
        start = units(text[: match.start()])
        yield Span(start, start + len(match[0]), type="nct", value=match[0])


@planted_finder("offsets_count_code_points")
def searches_a_normalised_copy(text: str) -> Iterator[Span]:
    return spans(unicodedata.normalize("NFKC", text))


@planted_finder("offsets_count_code_points")
def searches_without_marks(text: str) -> Iterator[Span]:
    return spans("".join(sign for sign in text if not unicodedata.combining(sign)))


@planted_finder("rows_keep_the_contract")
def gives_an_unknown_role(text: str) -> Iterator[Span]:
    return (Span(one.start, one.end, **one.columns, role="trials") for one in spans(text))


@planted_finder("rows_keep_the_contract")
def gives_a_number_for_a_string(text: str) -> Iterator[Span]:
    return (Span(one.start, one.end, type="nct", value=one.start) for one in spans(text))


@planted_finder("rows_keep_the_contract")
def gives_an_unknown_column(text: str) -> Iterator[Span]:
    return (Span(one.start, one.end, **one.columns, colour="red") for one in spans(text))


@planted_finder("ordinary_documents_pass")
def gives_spans_behind_the_text(text: str) -> Iterator[Span]:
    return (Span(len(text), len(text) + 11, **one.columns) for one in spans(text))


@planted_finder("ordinary_documents_pass")
def gives_empty_spans(text: str) -> Iterator[Span]:
    return (Span(one.start, one.start, **one.columns) for one in spans(text))


@planted_finder("no_row_is_given_twice")
def gives_rows_twice(text: str) -> Iterator[Span]:
    yield from spans(text)
    yield from spans(text)


@planted_finder("spans_cover_signs")
def covers_white_space(text: str) -> Iterator[Span]:
    return (Span(*m.span(), type="nct", value="NCT00000000") for m in re.finditer(r" ", text))


@planted_finder("works_behind_what_comes_before")
def looks_for_tags(text: str) -> Iterator[Span]:
    return (Span(*m.span(), type="nct", value=m[0]) for m in re.finditer(r"</?[a-z]+>", text))


@planted("gives_only_declared_tables")
def fills_undeclared_tables(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    rows = tagged(documents, spans)["identifiers"]
    return {"identifiers": rows, "dates": rows.select(["doc_id", "clean_start", "clean_end"])}


@planted("reads_only_declared_tables")
def reads_undeclared_tables(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    documents.table("segments")
    return tagged(documents, spans)


_seen: set[str] = set()


@planted("batch_size_does_not_matter")
def counts_its_batch(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    role = "self" if len(documents) == 1 else "mention"
    return tagged(documents, lambda text: (_with_role(one, role) for one in spans(text)))


@planted("order_and_ids_do_not_matter")
def looks_at_ids(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    found = (
        (
            one.doc_id,
            (_with_role(s, "self" if one.doc_id < "8" else "trial") for s in spans(one.text)),
        )
        for one in documents
    )
    return {"identifiers": rows_to_table(found)}


@planted_finder("same_when_called_again")
def remembers_texts(text: str) -> Iterator[Span]:
    role = "mention" if text in _seen else "self"
    _seen.add(text)
    return (_with_role(one, role) for one in spans(text))


@planted_finder("same_when_called_again")
def throws_dice(text: str) -> Iterator[Span]:
    value = f"NCT{random.randrange(10**8)}"  # noqa: S311 - the fault
    return (Span(one.start, one.end, type="nct", value=value) for one in spans(text))


_current = {"text": ""}


@planted_finder("threads_do_not_matter")
def shares_a_variable(text: str) -> list[Span]:
    _current["text"] = text
    time.sleep(0.002)
    return list(spans(_current["text"][: len(text)]))


@planted("empty_batch_gives_nothing")
def expects_a_document(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    if not documents.texts[0]:
        return {}
    return tagged(documents, spans)


@planted("input_is_not_changed")
def sorts_its_input(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    rows = tagged(documents, spans)
    documents.texts.sort()
    return rows


@planted_finder("same_in_another_process")
def looks_at_the_clock_of_the_place(text: str) -> Iterator[Span]:
    time.tzset()
    return (_with_role(one, "self" if time.timezone else "trial") for one in spans(text))


@planted_finder("same_with_another_hash_seed")
def takes_the_order_of_a_set(text: str) -> Iterator[Span]:
    role = next(iter({"self", "trial", "mention", "reference"} - set(text[:1])))
    return (_with_role(one, role) for one in spans(text))


@planted_finder("same_with_another_hash_seed")
def uses_hash(text: str) -> Iterator[Span]:
    role = "self" if hash(text) % 2 else "trial"
    return (_with_role(one, role) for one in spans(text))


@planted_finder("uses_no_network")
def asks_a_server(text: str) -> Iterator[Span]:
    with socket.socket() as asking:
        asking.settimeout(0.1)
        asking.connect_ex(("127.0.0.1", 9))
    return spans(text)


@planted_finder("prints_nothing")
def prints(text: str) -> Iterator[Span]:
    print("looking")  # noqa: T201 - the fault
    return spans(text)


@planted_finder("writes_only_to_its_cache")
def leaves_a_file(text: str) -> Iterator[Span]:
    Path("left_behind.txt").write_text("trials", encoding="utf-8")
    return spans(text)


@planted("starts_no_program")
def starts_a_program(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    subprocess.run([sys.executable, "-c", ""], check=True)
    return tagged(documents, spans)


@planted_finder("leaves_the_process_alone")
def changes_the_environment(text: str) -> Iterator[Span]:
    os.environ["OPSONIN_TRIALS"] = "found"
    return spans(text)


@planted_finder("leaves_the_process_alone")
def seeds_random(text: str) -> Iterator[Span]:
    random.seed(0)
    return spans(text)


@planted_finder("cost_of_1000_documents")
def is_slow(text: str) -> Iterator[Span]:
    until = time.process_time() + 0.002
    while time.process_time() < until:
        pass
    return spans(text)


@planted_finder("survives_a_megabyte")
def refuses_long_texts(text: str) -> Iterator[Span]:
    if len(text) > 100_000:
        raise ValueError("too long")
    return spans(text)


@planted_finder("survives_empty")
def wants_a_character(text: str) -> list[Span]:
    return list(spans(text)) if text[0] else []


@planted_finder("survives_white_space")
def wants_a_word(text: str) -> list[Span]:
    return list(spans(text)) if not text or text.split(maxsplit=1)[0] else []


@planted_finder("survives_bait")
def nests(text: str) -> list[Span]:
    def depth(at: int) -> int:
        return depth(at + 1) + 1 if text[at : at + 1] == "(" else 0

    return list(spans(text)) if depth(0) >= 0 else []


def _fussy(name: str, sign: str) -> None:
    def find(text: str) -> list[Span]:
        if sign in text:
            raise ValueError(f"cannot read {sign!r}")
        return list(spans(text))

    find.__name__ = f"cannot_read_{name}"
    planted_finder(f"survives_{name}")(find)


for _name, _sign in (
    *(("nul", "\0"), ("control", "\x1b"), ("line_ends", "\r"), ("emoji", "\U0001f468")),
    *(("right_to_left", "\u202e"), ("combining", "\u0301"), ("no_spaces", "x" * 4000)),
    *(("changing_length", "\u0130"), ("unassigned", "\uffff"), ("markup", "<![CDATA[")),
    *(("formulas", "=cmd"),),
):
    _fussy(_name, _sign)

planted("name_is_plain", name="Trial.Numbers")(sound)
planted("version_is_plain", name="has_a_wordy_version", version="the first one")(sound)


@dataclass(frozen=True, slots=True)
class Undescribed:
    """Options."""

    window: int = 5


@dataclass(frozen=True, slots=True)
class Changing:
    """Options.

    Attributes:
        prefix: Of trial numbers.
    """

    prefix: str = "NCT"

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", f"{self.prefix}+")


planted("options_are_described", name="does_not_describe_options", options=Undescribed)(sound)
planted("options_round_trip", name="changes_its_options", options=Changing)(sound)

_versions = count(1)
FAULTS["has_another_version_each_time"] = "rebuilt_from_name_version_and_options"


def _with_role(span: Span, role: str) -> Span:
    return Span(span.start, span.end, **span.columns, role=role)


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    changing = Tagger(
        name="has_another_version_each_time",
        version=str(next(_versions)),
        tag=sound,
        fills=("identifiers",),
    )
    return [*TAGGERS, changing]
