"""A vocabulary: names of concepts with their ids, licence and version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
