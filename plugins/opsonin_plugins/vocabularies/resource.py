"""The vocabularies that come with opsonin, out of one Parquet file with its account."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin import Vocabulary

_FILE = Path(__file__).with_name("core.parquet")
#: Names of this vocabulary are everyday words and literal translations, no one's terms.
_LEXICON = "lexicon"


def core_vocabularies() -> list[Vocabulary]:
    """Return one record for each source vocabulary; nothing but the account is read."""
    account = json.loads(_FILE.with_suffix(".json").read_text(encoding="utf-8"))
    return [
        Vocabulary(
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"],
            sha256=entry["sha256"],
            n_concepts=entry["n_concepts"],
            n_terms=entry["n_terms"],
            source=f"{entry['origin']}; {entry['licence_stated_at']}",
            load=partial(_load, group, entry["name"] == _LEXICON, account["folding"]),
        )
        for group, entry in enumerate(account["vocabularies"])
    ]


def _load(group: int, is_lexicon: bool, folding: str) -> pa.Table:  # noqa: FBT001 - bound by partial
    """Return the names of one vocabulary, with the matcher's hash as column ``key``."""
    with pq.ParquetFile(_FILE) as file:
        table = file.read_row_group(group)
    metadata = {"opsonin:folding": folding}
    if is_lexicon:
        metadata["opsonin:match_kind"] = "lexicon"
    return table.replace_schema_metadata(metadata)
