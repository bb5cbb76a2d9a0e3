from __future__ import annotations

import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.identifiers import IDENTIFIERS

_ROOT = Path(__file__).parents[3]
_GOLD = Path(os.environ.get("OPSONIN_GOLD", _ROOT.parent / "shared" / "gold"))

Segment = tuple[str, bool, str]


def _tag(
    segments: list[Segment], own: dict[str, str] | None = None
) -> list[tuple[str, str, str, str]]:
    """Return type, value, role and text of what is found in a document of such segments."""
    text = "\n\n".join(segment[2] for segment in segments)
    rows: list[dict[str, object]] = []
    at = 0
    for kind, is_main, part in segments:
        rows.append(
            {
                "doc_id": "0" * 32,
                "clean_start": at,
                "clean_end": at + len(part),
                "kind": kind,
                "is_main": is_main,
            }
        )
        at += len(part) + 2
    columns = {"doi": None, "pmid": None, "pmcid": None, **(own or {})}
    batch = pa.RecordBatch.from_pylist([{"doc_id": "0" * 32, "text": text, **columns}])
    documents = Documents(batch, {"segments": lambda: pa.Table.from_pylist(rows)})
    found = IDENTIFIERS.tag(documents, Context(NoOptions()))["identifiers"].to_pylist()
    return [
        (row["type"], row["value"], row["role"], text[row["clean_start"] : row["clean_end"]])
        for row in found
    ]


def _roles(segments: list[Segment], own: dict[str, str] | None = None) -> list[str]:
    return [role for _, _, role, _ in _tag(segments, own)]


def test_identifier_in_the_metadata_is_the_documents_own() -> None:
    assert _roles([("metadata", False, "doi: 10.1000/a."), ("paragraph", True, "Text.")]) == [
        "self"
    ]


def test_labelled_identifier_before_the_body_is_the_documents_own() -> None:
    assert _roles([("paragraph", True, "doi:10.1000/a"), ("paragraph", True, "Text.")]) == ["self"]


def test_labelled_identifier_in_the_body_is_a_mention() -> None:
    assert _roles([("paragraph", True, "We follow others (doi:10.1000/a).")]) == ["mention"]


def test_known_doi_of_the_document_is_its_own_wherever_it_stands() -> None:
    segments: list[Segment] = [("paragraph", True, "Cite as 10.1000/A or 10.1000/b.")]
    assert _roles(segments, {"doi": "10.1000/a"}) == ["self", "mention"]


def test_document_has_one_identifier_of_each_type() -> None:
    head = "doi: 10.1000/a. PMID: 12. Comment in doi: 10.1000/b"
    assert _roles([("metadata", False, head)]) == ["self", "self", "mention"]


def test_identifiers_of_references_and_below_their_heading() -> None:
    segments: list[Segment] = [
        ("paragraph", True, "Text."),
        ("reference", False, "1. Lee JS. doi: 10.1000/a."),
        ("heading", True, "References"),
        ("list_item", True, "2. Lee JS. https://a.org/x"),
        ("heading", True, "Appendix"),
        ("paragraph", True, "https://a.org/y"),
    ]
    assert _roles(segments) == ["reference", "reference", "mention"]


def test_trial_registrations_are_trials_and_urls_are_never_the_document() -> None:
    head = "Registered: NCT04385095, https://a.org"
    assert _roles([("metadata", False, head)]) == ["trial", "mention"]


def test_document_without_identifiers_or_segments() -> None:
    assert _tag([("paragraph", True, "Nothing here.")]) == []
    assert _tag([]) == []


def _line_kind(action: str, role: str) -> str:
    if action == "metadata":
        return "metadata"
    return "reference" if "reference" in role else "paragraph"


@pytest.mark.skipif(not (_GOLD / "seeds").is_dir(), reason=f"no gold data in {_GOLD}")
def test_identifiers_of_the_seeds() -> None:
    evidence = json.loads((_GOLD / "seeds" / "evidence.json").read_text("utf-8"))
    lines = json.loads((_GOLD / "seeds" / "clean.json").read_text("utf-8"))["files"]
    n_expected = 0
    for doc in evidence["docs"]:
        raw = (_ROOT / "seeds" / doc["file"]).read_bytes().decode()
        segments: list[Segment] = [
            (
                _line_kind(line["action"], line["role"]),
                line["action"] not in {"metadata", "section"},
                text,
            )
            for line, text in zip(lines[doc["file"]]["lines"], raw.split("\n"), strict=False)
            if line["action"] not in {"remove", "separator"}
        ]
        expected = [
            (
                one["type"],
                one["value"],
                "trial" if one["role"] == "trial registration" else one["role"],
                one["span"]["text"],
            )
            for one in doc["identifiers"]
        ]
        n_expected += len(expected)
        assert _tag(segments) == expected
    assert n_expected == 11
