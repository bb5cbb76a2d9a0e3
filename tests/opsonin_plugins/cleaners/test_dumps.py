"""Made-up dumps of pages without markup, with all the furniture that sites print around a text.

The letter before a line says what it is: K main text, R main text after the repair in the next line
(>), + a line that a hard wrap parted from the one above, S or M kept beside the main text, X
furniture. Losing main text is worse than keeping furniture, so every line of main text counts, and
of the furniture most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

DUMPS = Path(__file__).parent / "dumps"
NAMES = sorted(path.stem for path in DUMPS.glob("*.txt"))
GAPS = {"close": "\n", "spaced": "\n\n"}
#: A short line may stand in a longer one as well.
SHORT = 25
#: Least share of the furniture of all dumps that goes. It is what was reached, rounded down.
LEAST_REMOVED = 0.78
#: Column of ``documents`` -> value, by dump.
HEADS: dict[str, dict[str, Any]] = {
    "wire_story": {"doc_type": "newswire", "authors": ["Lorna Castellan"], "publisher": "Reuters"},
    "pubmed": {"doc_type": "abstract_page", "journal": "Lancet Respir Med"},
    "spun_post": {"doc_type": "blog", "text_origin": "spun", "published_value": "2022-11-18"},
    "chinese_newswire": {"text_origin": "translated", "dateline_place": "Guangzhou"},
    "university": {
        "title": "Zebrafish study sheds light on heart repair",
        "published_value": "2024-01-17",
    },
    "broadcaster": {
        "title": "Covid: Antibody drug cuts deaths in sickest patients",
        "authors": ["Nadia Ferris"],
        "published_value": "2021-06-16",
    },
    "mojibake": {"title": "Vitamin D doesn\u2019t prevent fractures, large trial finds"},
    "aggregator": {
        "title": "Eating slowly may help people with type 2 diabetes control glucose, "
        "study suggests",
    },
    "patients_charity": {"published_value": "2022-09-22"},
    "public_broadcaster": {
        "title": "Antarctic station doctor treats rare tick disease by video link",
        "authors": ["Imogen Stark"],
    },
    "medline_export": {"doc_type": "abstract_page", "journal": "J Clin Endocrinol Metab"},
}


@dataclass
class Row:
    """A line of a dump: what it is, how it stands there, and how it is to read."""

    mark: str
    raw: str
    wanted: str
    rest: list[str] = field(default_factory=list)


def read_dump(name: str) -> list[Row]:
    rows: list[Row] = []
    for line in (DUMPS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, text = line[:1], line[2:]
        if mark == ">":
            rows[-1].wanted = text
        elif mark == "+":
            rows[-1].rest.append(text)
            joined = rows[-1].wanted.removesuffix("-")
            rows[-1].wanted = joined + ("" if joined != rows[-1].wanted else " ") + text
        else:
            rows.append(Row(mark, text, text.strip()))
    return rows


def text_of(rows: list[Row], gap: str) -> str:
    return gap.join("\n".join([row.raw, *row.rest]) for row in rows) + "\n"


def places(page: Any, rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """Yield for each line where it has gone: K main text, S beside it, X nowhere."""
    blocks = [(bare(block["text"]), block["is_main"]) for block in page.blocks]
    for row in rows:
        text = bare(row.wanted)
        whole = [is_main for block, is_main in blocks if block == text]
        part = [is_main for block, is_main in blocks if len(text) > SHORT and text in block]
        found = whole or part
        yield row, "X" if not found else "K" if found[0] else "S"


def bare(text: str) -> str:
    return re.sub(r"[\s\u00ad]+", "", text)


def cases() -> Iterator[tuple[str, str]]:
    """Yield dumps and gaps; close lines cannot tell a wrap from the end of a paragraph."""
    for name in NAMES:
        is_wrapped = any(row.rest for row in read_dump(name))
        yield from ((name, gap) for gap in GAPS if gap != "close" or not is_wrapped)


@pytest.mark.parametrize(("name", "gap"), list(cases()))
def test_no_main_text_of_a_dump_is_lost(
    clean_page: Callable[..., Any], name: str, gap: str
) -> None:
    rows = read_dump(name)
    page = clean_page(text_of(rows, GAPS[gap]))
    lost = [
        (place, row.wanted)
        for row, place in places(page, rows)
        if row.mark in "KR" and place != "K"
    ]
    assert lost == []


def test_most_furniture_of_dumps_goes(clean_page: Callable[..., Any]) -> None:
    n_gone = n_all = 0
    for name in NAMES:
        rows = read_dump(name)
        found = [
            place
            for row, place in places(clean_page(text_of(rows, "\n\n")), rows)
            if row.mark == "X"
        ]
        n_gone += found.count("X")
        n_all += len(found)
    assert n_gone / n_all >= LEAST_REMOVED


@pytest.mark.parametrize("name", sorted(HEADS))
def test_the_head_of_a_dump_is_read(clean_page: Callable[..., Any], name: str) -> None:
    page = clean_page(text_of(read_dump(name), "\n\n"))
    assert {column: page.document[column] for column in HEADS[name]} == HEADS[name]
