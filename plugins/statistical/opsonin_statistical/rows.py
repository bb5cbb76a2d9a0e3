"""Table ``mentions`` to marks and spans of tokens, and new mentions to its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Tokens
from opsonin_statistical.concept import Concept, kin_of
from opsonin_statistical.dictionary import Ints, owners_of, tokens_of
from opsonin_statistical.finding import Spans
from opsonin_statistical.merging import Marks

MATCH_KIND = "model"


def kinds_of(mentions: pa.Table, types: Sequence[str]) -> Ints:
    """Return for each row the number of its kind among the model's types, -1 for others."""
    encoded = pc.dictionary_encode(mentions["type"].combine_chunks())
    numbers = {name: number for number, name in enumerate(types)}
    known = [numbers.get(kin_of(name), -1) for name in encoded.dictionary.to_pylist()]
    kinds: Ints = np.array(known or [-1], np.int64)[encoded.indices.to_numpy()]
    return kinds


def spans_of(tokens: Tokens, mentions: pa.Table, kinds: Ints, ids: list[str]) -> tuple[Ints, Spans]:
    """Return the rows whose kind the model knows and that cover a token, and what they cover."""
    rows = np.flatnonzero(kinds >= 0)
    firsts, behind = tokens_of(tokens, mentions.take(pa.array(rows)), ids)
    some = behind > firsts
    return rows[some], Spans(firsts[some], behind[some], kinds[rows[some]])


def marks_of_rows(mentions: pa.Table, kinds: Ints, ids: list[str]) -> Marks:
    """Return the rows of table ``mentions`` as marks, all with share 1."""
    return Marks(
        owners_of(mentions, ids),
        mentions["clean_start"].to_numpy().astype(np.int64),
        mentions["clean_end"].to_numpy().astype(np.int64),
        kinds,
        np.ones(mentions.num_rows, np.float32),
    )


def marks_of_spans(tokens: Tokens, spans: Spans, shares: np.ndarray) -> Marks:
    """Return spans of tokens as marks."""
    return Marks(
        tokens.documents[spans.firsts].astype(np.int64),
        tokens.starts[spans.firsts].astype(np.int64),
        tokens.ends[spans.behind - 1].astype(np.int64),
        spans.types,
        shares,
    )


def new_rows(
    marks: Marks,
    types: Sequence[str],
    concepts: Sequence[Concept | None],
    ids: Sequence[str],
    schema: pa.Schema,
) -> pa.Table:
    """Return new rows of table ``mentions``.

    Args:
        marks: Where they stand.
        types: Name of each kind.
        concepts: What each stands for.
        ids: The documents of the batch.
        schema: Columns of the table.
    """
    none = Concept("")
    linked = [one or none for one in concepts]
    n_rows = len(linked)
    cells = {
        "doc_id": [ids[owner] for owner in marks.owner.tolist()],
        "clean_start": marks.starts.astype(np.int32),
        "clean_end": marks.ends.astype(np.int32),
        "type": [types[kind] for kind in marks.kind.tolist()],
        "curie": [one.curie or None for one in linked],
        "label": [one.label for one in linked],
        "alt_curies": [list(one.alt_curies) for one in linked],
        "score": np.clip(marks.shares, 0, 1).astype(np.float32),
        "match_kind": [MATCH_KIND] * n_rows,
        "is_preferred": [True] * n_rows,
        "negated": [False] * n_rows,
        "uncertain": [False] * n_rows,
        "hypothetical": [False] * n_rows,
        "vocabulary": [one.vocabulary for one in linked],
        "vocabulary_version": [one.version for one in linked],
    }
    columns = [
        pa.array(cells[one.name], one.type) if one.name in cells else pa.nulls(n_rows, one.type)
        for one in schema
    ]
    return pa.table(columns, schema=pa.schema([pa.field(one.name, one.type) for one in schema]))
