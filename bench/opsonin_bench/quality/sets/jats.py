"""Articles in JATS: their text as the standard library reads it, and their references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.unpacking import unpacked

_WORD = re.compile(r"\w+")
#: What stands in blocks of its own; what stands in these is a word with what is around it.
_BLOCKS = frozenset(
    ("p", "title", "label", "article-title", "list-item", "td", "th", "ref", "caption")
)
_NOT_TEXT = frozenset(("table", "tex-math", "object-id", "alt-text", "ref-list", "permissions"))
_IDS = {"doi": "doi", "pmid": "pmid"}


@dataclass(frozen=True, slots=True)
class Article:
    """What an article holds.

    Attributes:
        words: Words of its title, abstract, body, captions and notes; not those of tables and
            references.
        n_references: Number of its references.
    """

    words: tuple[str, ...]
    n_references: int


@dataclass(frozen=True, slots=True)
class References:
    """The references of a paper: of each its year, volume, DOI and PubMed id, as far as stated."""

    fields: tuple[frozenset[tuple[str, str]], ...]


def load_articles(path: Path) -> Sequence[Case[Article]]:
    """Read the articles beside the one that is named."""
    cases = []
    for file in sorted(path.parent.glob("*.nxml")):
        root = ET.fromstring(file.read_bytes())  # noqa: S314 - gold, not foreign
        meta = root.find("front/article-meta")
        parts = [] if meta is None else [meta.find("title-group/article-title")]
        parts += [] if meta is None else meta.findall("abstract")
        parts += [root.find(name) for name in ("body", "back", "floats-group")]
        text = "".join(piece for part in parts if part is not None for piece in _text(part))
        words = tuple(_WORD.findall(text.lower()))
        gold = Article(words, len(list(root.iter("ref"))))
        cases.append(Case(Item(file.stem, file.read_bytes(), ".nxml"), gold))
    return cases


def _text(element: ET.Element) -> Iterator[str]:
    if element.tag not in _NOT_TEXT:
        edge = " " if element.tag in _BLOCKS else ""
        yield edge + (element.text or "")
        for one in element:
            yield from _text(one)
        yield edge
    yield element.tail or ""


def score_articles(gold: Mapping[str, Article], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of the words, and the share of references found."""
    counts, references = Counts(), Counts()
    for key, article in gold.items():
        rows = predicted[key].rows["segments"] if key in predicted else []
        blocks = [row for row in rows if row["kind"] != "sentence"]
        found = [
            word
            for row in blocks
            if row["kind"] not in ("reference", "table")
            for word in _WORD.findall(row["text"].lower())
        ]
        counts += counts_of(found, article.words)
        n_found = sum(row["kind"] == "reference" for row in blocks)
        right = min(n_found, article.n_references)
        references += Counts(right, n_found, article.n_references)
    return [*f1_figures("words of the text", counts), *f1_figures("references", references)]


def load_references(path: Path) -> Sequence[Case[References]]:
    """Read the lists of references of the papers of CRAFT."""
    cases = []
    for file in sorted((unpacked(path) / "craft-dev" / "articles" / "txt").glob("*.references")):
        root = ET.fromstring(file.read_bytes())  # noqa: S314 - gold, not foreign
        fields = tuple(frozenset(_fields(one)) for one in root.iter("ref"))
        cases.append(Case(Item(file.stem, file.read_bytes(), ".xml"), References(fields)))
    return cases


def _fields(reference: ET.Element) -> Iterator[tuple[str, str]]:
    for name in ("year", "volume"):
        found = next(reference.iter(name), None)
        if found is not None and found.text:
            yield name, found.text.strip()
    for one in reference.iter("pub-id"):
        kind = _IDS.get(one.get("pub-id-type", ""))
        if kind and one.text:
            yield kind, one.text.strip().lower()


def score_references(
    gold: Mapping[str, References], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return how many of the stated fields the citations of the papers have."""
    counts: dict[str, Counts] = {}
    for key, paper in gold.items():
        rows = predicted[key].rows["citations"] if key in predicted else []
        for name in ("year", "volume", "doi", "pmid"):
            expected = [value for one in paper.fields for field, value in one if field == name]
            counts[name] = counts.get(name, Counts()) + counts_of(_values(rows, name), expected)
    return [one for name, found in counts.items() for one in f1_figures(name, found)]


def _values(rows: Iterable[Row], name: str) -> list[str]:
    return [str(row[name]).lower() for row in rows if row[name] is not None]


GOLD_SETS = (
    GoldSet(
        name="JATS articles",
        path="jats/pone.0000217.nxml",
        tables=("segments",),
        load=load_articles,
        score=score_articles,
    ),
    GoldSet(
        name="CRAFT references",
        path="craft/craft-dev.tar.xz",
        tables=("citations",),
        load=load_references,
        score=score_references,
    ),
)
