"""What a component makes of texts: its tables, for tests of what it finds."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from opsonin.components.component import Cleaner, Tagger
from opsonin.errors import ConfigError, StageError
from opsonin.testing.awkward_documents import FAULTS
from opsonin.testing.finding import find_subjects
from opsonin.testing.samples import Numbered, Sample
from opsonin.testing.staging import treat
from opsonin.testing.subject import Subject

#: What a cleaner may fill or change, besides its edits.
_CLEANED = ("documents", "segments", "flags", "fields", "signals", "removed", "alignment")


def tables_of(
    texts: Iterable[str | Sample],
    component: str,
    *,
    plugin: ModuleType | None = None,
    options: Mapping[str, object] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Put texts through what comes before a cleaner or tagger in a run, and through it.

    Example::

        rows = tables_of(["Take 25 mg."], "doses")["doses"]
        assert [row["text"] for row in rows] == ["25 mg"]

    Args:
        texts: The documents; a string is a plain text.
        component: Name of the cleaner or tagger.
        plugin: The module that registers it, if it is not installed.
        options: Options of the component.

    Returns:
        The rows of each table, sorted by document: for a tagger its own rows of the tables that
        it fills and all rows of those that it refines; for a cleaner its own rows of the tables
        of the clean stage, and table ``documents`` with the text that it left. The documents are
        numbered: ``int(row["doc_id"], 16)`` is the place of a text in ``texts``. Table
        ``rejects`` holds what the component rejected on purpose.

    Raises:
        ConfigError: There is no such cleaner or tagger, or an option is wrong.
        StageError: The component raised, or a span lies outside the text.
        TableError: Its rows break the contract of a table.
    """
    subject = _subject(component, plugin, json.dumps(options or {}, default=str), _path())
    samples = (Sample(one) if isinstance(one, str) else one for one in texts)
    documents: Numbered = tuple((f"{place:032x}", one) for place, one in enumerate(samples))
    treated = treat(subject, documents, is_required=True)
    for row in treated.rejects:
        if row["reason"] in FAULTS:
            raise StageError(
                f"It becomes a reject ({row['reason']}): {row['detail']}",
                where=f"{component}, text {int(row['doc_id'], 16)}",
                remedy=FAULTS[row["reason"]],
            )
    found = {name: treated.tables[name].to_pylist() for name in _names(subject)}
    whole = {"documents", "alignment", *getattr(subject.component, "refines", ())}
    own = {
        name: rows if name in whole else [row for row in rows if row["component"] == component]
        for name, rows in found.items()
    }
    return {**own, "rejects": [dict(row) for row in treated.rejects]}


def _names(subject: Subject) -> tuple[str, ...]:
    one = subject.component
    return _CLEANED if isinstance(one, Cleaner) else (*one.fills, *one.refines)  # type: ignore[union-attr] # `_subject` gives no other kinds


def _path() -> str:
    """Return where plugins are found: tests may add to it."""
    return os.pathsep.join(sys.path)


@lru_cache(maxsize=16)
def _subject(component: str, plugin: ModuleType | None, options: str, path: str) -> Subject:  # noqa: ARG001 - a key
    """Return a cleaner or tagger; loading plugins takes long, so that many texts share it."""
    stated = json.loads(options)
    found = find_subjects(
        component if plugin is None else plugin,
        options={component: stated} if stated else None,
    )
    for one in found:
        if one.name == component and isinstance(one.component, Cleaner | Tagger):
            return one
    kinds = ", ".join(f"{one.kind} {one.name}" for one in found)
    raise ConfigError(
        f"There is no cleaner or tagger {component!r}, but {kinds}.",
        remedy="Only cleaners and taggers make tables of texts.",
    )
