"""A vocabulary: names of concepts with their ids, licence and version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from functools import partial

import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Terms with licence and version.

    Attributes:
        name: Unique among vocabularies, such as ``mondo``.
        version: Version of its content.
        licence: SPDX expression.
        sha256: Digest of its terms: part of the fingerprint of every tagger that uses it.
        n_concepts: Number of different ids.
        n_terms: Number of names.
        source: Where its terms come from; for listings alone.
        load: Gives the terms: name x ``curie``, ``label``, ``term``, ``type`` (string),
            ``alt_curies`` (list<string>). The built-in matcher also reads a further column
            ``key`` (the term's normalised form) and the schema metadata ``opsonin:folding`` and
            ``opsonin:match_kind``, where they are there.
    """

    name: str
    version: str
    licence: str
    sha256: str
    n_concepts: int
    n_terms: int
    load: Callable[[], pa.Table]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One name of a concept.

    Attributes:
        curie: Id of the concept in Bioregistry's form, such as ``MONDO:0005148``.
        label: Preferred name of the concept.
        term: The name; a concept with three names has three terms. The preferred name is found
            only if it is one of them.
        type: What mentions of it are: ``disease``, ``gene``, ``chemical`` or another word.
        alt_curies: Other ids of the same concept.
    """

    curie: str
    label: str
    term: str
    type: str
    alt_curies: tuple[str, ...] = ()


def from_terms(terms: Iterable[Term], *, name: str, version: str, licence: str) -> Vocabulary:
    """Make a vocabulary out of its terms; digest and counts are computed.

    All terms are read at once, whenever the plugin is loaded: a vocabulary of more than some
    10,000 terms had better be a `Vocabulary` that knows its digest and reads a Parquet file.

    Args:
        terms: The names, in any order; those that are there twice count once.
        name: Unique among vocabularies, such as ``mondo``.
        version: Version of its content.
        licence: SPDX expression.

    >>> term = Term(curie="MONDO:0005148", label="diabetes", term="T2D", type="disease")
    >>> vocabulary = from_terms([term, term], name="mini", version="1", licence="CC0-1.0")
    >>> vocabulary.n_concepts, vocabulary.n_terms, vocabulary.load()["term"].to_pylist()
    (1, 1, ['T2D'])
    """
    rows = sorted({astuple(term) for term in terms})
    return Vocabulary(
        name=name,
        version=version,
        licence=licence,
        sha256=hashlib.sha256(json.dumps(rows).encode("ascii")).hexdigest(),
        n_concepts=len({curie for curie, *_ in rows}),
        n_terms=len(rows),
        load=partial(_as_table, rows),
    )


def _as_table(rows: list[tuple[str, str, str, str, tuple[str, ...]]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(_TERMS)
    arrays = [pa.array(cells, one.type) for cells, one in zip(columns, _TERMS, strict=True)]
    return pa.table(arrays, schema=_TERMS)


_TERMS = pa.schema(
    {
        "curie": pa.string(),
        "label": pa.string(),
        "term": pa.string(),
        "type": pa.string(),
        "alt_curies": pa.list_(pa.string()),
    }
)
