"""Reads the store's small JSON records, which say in what format they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import orjson

from opsonin.errors import StoreError
from opsonin.store import files

T = TypeVar("T")


def read_versioned(
    path: Path, take: Callable[[Mapping[str, Any]], T], *, name: str, newest: int, remedy: str
) -> T | None:
    """Return what a record holds; None if there is none.

    Args:
        path: Where it is.
        take: Makes of its content what it stands for.
        name: What it is called in errors, with its article.
        newest: The newest format that is understood.
        remedy: What to do when it is damaged.

    Raises:
        StoreError: It is damaged, or a newer opsonin has written it.
    """
    data = files.read_file(path)
    if data is None:
        return None
    try:
        content = orjson.loads(data)
        if content["format"] > newest:
            raise StoreError(
                f"{name[0].upper()}{name[1:]} has format {content['format']}, "
                f"this opsonin reads {newest}.",
                where=str(path),
                remedy="Upgrade opsonin.",
            )
        return take(content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{name[0].upper()}{name[1:]} is damaged.", where=str(path), remedy=remedy
        ) from error
