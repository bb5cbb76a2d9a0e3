"""The ids that ship, held against the Bioregistry itself."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow.compute as pc
import pytest

from opsonin_plugins.vocabularies.plugin import register_vocabularies


@cache
def registered() -> dict[str, Any]:
    """Return the Bioregistry's record of each prefix that it has, in lower case."""
    data = (files("bioregistry") / "data" / "bioregistry.json").read_text("utf-8")
    records: dict[str, Any] = json.loads(data)
    return records


@cache
def shipped() -> dict[str, frozenset[str]]:
    """Return the local parts of all ids by prefix, as they are written."""
    found: dict[str, set[str]] = defaultdict(set)
    for vocabulary in register_vocabularies():
        terms = vocabulary.load()
        for column in (terms["curie"], pc.list_flatten(terms["alt_curies"])):
            for curie in pc.unique(column).to_pylist():
                prefix, _, local = curie.partition(":")
                found[prefix].add(local)
    return {prefix: frozenset(locals_) for prefix, locals_ in found.items()}


def test_vocabularies_ship_ids() -> None:
    assert {"MONDO", "HP", "MESH", "HGNC", "CHEBI", "NCBITaxon"} <= shipped().keys()


@pytest.mark.parametrize("prefix", sorted(shipped()))
def test_prefix_is_the_one_of_the_bioregistry_but_for_case(prefix: str) -> None:
    record = registered()[prefix.lower()]
    assert not record.get("deprecated", False)
    preferred = record.get("preferred_prefix")
    assert preferred is None or preferred == prefix


@pytest.mark.parametrize("prefix", sorted(shipped()))
def test_every_id_has_the_form_that_the_bioregistry_has_for_it(prefix: str) -> None:
    record = registered()[prefix.lower()]
    imported = (record.get(source, {}).get("pattern") for source in ("miriam", "wikidata"))
    # Patterns of other registries hold the prefix as well.
    stated = record.get("pattern") or next(one for one in imported if one)
    pattern = re.compile(stated)
    assert [local for local in sorted(shipped()[prefix]) if not pattern.match(local)] == []
