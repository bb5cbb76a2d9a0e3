"""How the fields of references are compared, whatever their punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from opsonin_bench.quality.figures import Counts, Figure

#: Fields in the order of the table.
FIELDS = ("year", "pages", "doi", "volume", "title", "container")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")
_VOLUME = re.compile(r"\d+|\b[IVXLC]+\b")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
#: "58(5):1583-1606": some annotators have volume and pages in one field.
_PAGES_BEHIND = re.compile(
    r"\d\s?(?:\([^()]{0,40}\))?\s?[:,]\s?(\w{0,4}\d+\s?[-\u2010-\u2015]+\s?\w{0,2}\d+)"
)
#: Field -> what it says, in a form that can be compared.
Said = Mapping[str, str]


def annotated(fields: Sequence[tuple[str, str]]) -> Said:
    """Return what the annotation of a reference says.

    Args:
        fields: Label of AnyStyle and words of each.
    """
    first: dict[str, str] = {}
    for label, words in fields:
        first.setdefault(label, words)
    volume = first.get("volume", "")
    behind = _PAGES_BEHIND.search(volume)
    year, number = _YEAR.search(first.get("date", "")), _VOLUME.search(volume)
    doi = _DOI.search(" ".join(words for _, words in fields))
    return _filled(
        year=year[0] if year else "",
        pages=_digits(first.get("pages", "")) or _digits(behind[1] if behind else ""),
        doi=doi[0].rstrip(".,;)").lower() if doi else "",
        volume=number[0] if number else "",
        title=_plain(first.get("title", "")),
        container=_plain(first.get("journal") or first.get("container-title") or ""),
    )


def said(row: Mapping[str, object]) -> Said:
    """Return what a row of table ``citations`` says."""
    stated = {name: str(row[name]) if row.get(name) is not None else "" for name in FIELDS}
    number = _VOLUME.search(stated["volume"])
    return _filled(
        year=stated["year"],
        pages=_digits(stated["pages"]),
        doi=stated["doi"],
        volume=number[0] if number else stated["volume"],
        title=_plain(stated["title"]),
        container=_plain(stated["container"]),
    )


def field_figures(pairs: Iterable[tuple[Said, Said]], kind: str) -> list[Figure]:
    """Return F1 of each field over pairs of what is right and what was found."""
    counts = dict.fromkeys(FIELDS, Counts())
    for gold, found in pairs:
        for name in FIELDS:
            is_right = name in gold and gold[name] == found.get(name)
            counts[name] += Counts(int(is_right), int(name in found), int(name in gold))
    return [Figure(f"{name}, {kind}: F1", one.f1, one.expected) for name, one in counts.items()]


def _filled(**fields: str) -> Said:
    return {name: value for name, value in fields.items() if value}


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words.lower()).strip().removeprefix("in ")


def _digits(pages: str) -> str:
    return "-".join(re.findall(r"\d+", pages))
