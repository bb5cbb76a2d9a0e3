"""The vocabularies that come with opsonin, out of one Parquet file with its account."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin import Vocabulary

_FOLDER = Path(__file__).parent
_FILE = "core.parquet"
#: Names of this vocabulary are everyday words and literal translations, no one's terms.
_LEXICON = "lexicon"


def core_vocabularies(folder: Path = _FOLDER) -> list[Vocabulary]:
    """Return one record for each source vocabulary; nothing but the account is read.

    Args:
        folder: Where ``core.parquet`` and ``core.json`` lie.
    """
    account = json.loads((folder / _FILE).with_suffix(".json").read_text(encoding="utf-8"))
    return [
        Vocabulary(
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"],
            sha256=entry["sha256"],
            n_concepts=entry["n_concepts"],
            n_terms=entry["n_terms"],
            load=partial(
                _load, folder / _FILE, group, entry["name"] == _LEXICON, account["folding"]
            ),
        )
        for group, entry in enumerate(account["vocabularies"])
    ]


def _load(path: Path, group: int, is_lexicon: bool, folding: str) -> pa.Table:  # noqa: FBT001 - bound by partial
    """Return the names of one vocabulary, with the matcher's hash as column ``key``."""
    with pq.ParquetFile(path) as file:
        table = file.read_row_group(group)
    metadata = {"opsonin:folding": folding}
    if is_lexicon:
        metadata["opsonin:match_kind"] = "lexicon"
    return table.replace_schema_metadata(metadata)
