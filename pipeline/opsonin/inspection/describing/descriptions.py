"""All files with which an export describes itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from opsonin.inspection.describing.card import card
from opsonin.inspection.describing.croissant import croissant
from opsonin.inspection.describing.dictionary import dictionary
from opsonin.inspection.describing.facts import ExportFacts
from opsonin.inspection.describing.history import history
from opsonin.inspection.describing.package import package
from opsonin.inspection.describing.page import page
from opsonin.inspection.describing.views import views


def descriptions(facts: ExportFacts) -> Mapping[str, bytes]:
    """Return the content of each file by name.

    Views and Croissant are there for Parquet only: both say how columns are read from it.
    """
    found = {
        "README.md": card(facts).encode(),
        "CHANGES.md": history(facts).encode(),
        "dictionary.md": dictionary(facts).encode(),
        "dictionary.html": page(facts).encode(),
        "datapackage.json": _json(package(facts)),
    }
    if facts.format == "parquet":
        found["views.sql"] = views(facts).encode()
        found["croissant.json"] = _json(croissant(facts))
    return found


def _json(value: Mapping[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
