"""Takes one document through the stages in memory, as far as somebody wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from opsonin.components.component import Cleaner, Tagger
from opsonin.errors import ConfigError
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.raw_rows import raw_table
from opsonin.runner.ingest.reading import Reader
from opsonin.runner.isolation.isolation import isolated_cleaner, isolated_tagger
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import Ground, TagStep, tag_documents
from opsonin.tables.model import arrow_schema

#: Rejects that are named when no document was found.
_MAX_REFUSALS = 3


@dataclass(frozen=True, slots=True)
class Read:
    """The first document of a file.

    Attributes:
        found: The document.
        is_only: Whether there is no other.
    """

    found: Found
    is_only: bool


def read_first(pipeline: Pipeline, file: str) -> Read:
    """Return the first document of a file.

    Raises:
        ConfigError: There is no such file, or no document in it.
    """
    reader = Reader(pipeline.sources, pipeline.settings.max_document_bytes, ENGINE_VERSION)
    first: Found | None = None
    refused: list[Refused] = []
    for item in reader.read([file]):
        if isinstance(item, Found):
            if first is not None:
                return Read(first, is_only=False)
            first = item
        elif isinstance(item, Refused) and first is None and len(refused) < _MAX_REFUSALS:
            refused.append(item)
    if first is not None:
        return Read(first, is_only=True)
    reasons = "; ".join(f"{one.component}: {one.reason}: {one.detail}" for one in refused)
    raise ConfigError(
        f"There is no document in it{f' ({reasons})' if reasons else ''}.",
        where=file,
        remedy="Name another file.",
    )


def clean_one(
    found: Found, pipeline: Pipeline, cleaners: Sequence[tuple[Installed[Cleaner[Any]], bool]]
) -> StageOutput:
    """Clean a document.

    Args:
        found: The document.
        pipeline: Knows the tables.
        cleaners: The cleaners in their order, each with whether it is tried: one that is runs in
            this process, and rows of it that break the contract are an error.

    Raises:
        TableError: The cleaner that is tried breaks the contract of a table.
    """
    settings = pipeline.settings.to_json()
    steps = [
        CleanStep(
            one.component if is_tried else isolated_cleaner(one, settings),
            one.context,
            one.fingerprint,
            is_tried or one.is_required,
        )
        for one, is_tried in cleaners
    ]
    raw = raw_table([found], arrow_schema(pipeline.tables["raw"]))
    return clean_documents(raw, steps, version=ENGINE_VERSION)


def tag_one(
    cleaned: Mapping[str, pa.Table],
    pipeline: Pipeline,
    taggers: Sequence[tuple[Installed[Tagger[Any]], bool]],
) -> StageOutput:
    """Tag a document.

    Args:
        cleaned: The tables of the clean stage, with one document.
        pipeline: Knows the tables.
        taggers: As the cleaners of `clean_one`.

    Raises:
        TableError: The tagger that is tried breaks the contract of a table.
    """
    settings = pipeline.settings.to_json()
    steps = [
        TagStep(
            one.component if is_tried else isolated_tagger(one, settings),
            one.context,
            one.fingerprint,
            is_tried or one.is_required,
        )
        for one, is_tried in taggers
    ]
    ids, uris = (cleaned["documents"][name].to_pylist() for name in ("doc_id", "source_uri"))
    ground = Ground.of(
        cleaned,
        dict(zip(ids, uris, strict=True)),
        lambda name: cleaned.get(name, arrow_schema(pipeline.tables[name]).empty_table()),
        pipeline.tables,
    )
    touched = {
        name for one, _ in taggers for name in (*one.component.fills, *one.component.refines)
    }
    return tag_documents(ground, steps, touched)
