"""Documents and components that the tests of the stages make up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from opsonin.components.component import Clean, Cleaner, Tag, Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.stages.calling import Failure
from opsonin.stages.cleaning import CleanStep
from opsonin.stages.coordinates import Coordinates, Segments
from opsonin.stages.tagging import Ground, TagStep
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema
from placed_texts import placed

CONTEXT = Context(options=NoOptions())


@pytest.fixture(scope="session")
def doc_id() -> Callable[[int], str]:
    """The id of the n-th document."""
    return "{:032x}".format


@pytest.fixture(scope="session")
def coordinates() -> Callable[..., Coordinates]:
    """Where spans stand in some texts, which edits may have made of others."""
    return placed


@pytest.fixture(scope="session")
def ground(
    doc_id: Callable[[int], str], coordinates: Callable[..., Coordinates]
) -> Callable[..., Ground]:
    """What taggers stand on when nothing was cleaned: one segment over each text."""

    def build(
        texts: Sequence[str], *, stored: Mapping[str, pa.Table] = MappingProxyType({})
    ) -> Ground:
        ids = [doc_id(number) for number in range(len(texts))]
        columns = {"doc_id": pa.array(ids, pa.string()), "text": pa.array(texts, pa.string())}

        def load(name: str) -> pa.Table:
            return stored.get(name, arrow_schema(CONTRACT[name]).empty_table())

        ends = np.cumsum([len(text) for text in texts])
        whole = Segments.of(np.zeros(len(texts), np.int64), np.append(0, ends)[:-1], ends)
        return Ground(
            documents=pa.record_batch(columns),
            coordinates=coordinates(dict(zip(ids, texts, strict=True)), segments=whole),
            uris={one: f"{one}.txt" for one in ids},
            load=load,
            tables=CONTRACT,
        )

    return build


@pytest.fixture(scope="session")
def tagger() -> Callable[..., TagStep]:
    """A tagger around a function."""

    def build(
        name: str,
        tag: Tag[Any],
        *,
        is_required: bool = True,
        cached: Mapping[str, pa.Table] | None = None,
        rejected: Mapping[str, Failure] = MappingProxyType({}),
        **wiring: Any,
    ) -> TagStep:
        component = Tagger(name=name, version="1", tag=tag, **wiring)
        return TagStep(component, CONTEXT, "f" * 32, is_required, cached, rejected)

    return build


@pytest.fixture(scope="session")
def cleaner() -> Callable[..., CleanStep]:
    """A cleaner around a function."""

    def build(
        name: str,
        clean: Clean[Any],
        *,
        is_required: bool = True,
        cached: Mapping[str, pa.Table] | None = None,
        **wiring: Any,
    ) -> CleanStep:
        component = Cleaner(name=name, version="1", clean=clean, **{"phase": "strip", **wiring})
        return CleanStep(component, CONTEXT, "f" * 32, is_required, cached)

    return build


@pytest.fixture(scope="session")
def raw(doc_id: Callable[[int], str]) -> Callable[..., pa.Table]:
    """Table ``raw`` of some texts."""

    def build(texts: Sequence[str | None], media_type: str = "text/plain") -> pa.Table:
        rows = [
            {
                "doc_id": doc_id(number),
                "component": "text",
                "component_version": "1",
                "source_uri": f"{number}.txt",
                "media_type": media_type,
                "encoding": "utf-8",
                "size_bytes": len((text or "").encode()),
                "text": text,
                "metadata": "{}",
            }
            for number, text in enumerate(texts)
        ]
        return pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACT["raw"]))

    return build
