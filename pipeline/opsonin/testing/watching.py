"""Looks on while a component works: what it was given, what it read, what it gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any

import pyarrow as pa

from opsonin.components.component import Cleaner, Tagger
from opsonin.components.context import Context
from opsonin.components.documents import ByColumn, Documents
from opsonin.stages.checking import EDITS
from opsonin.testing.awkward import AWKWARD
from opsonin.testing.failing import NotApplicable
from opsonin.testing.ordinary import ORDINARY
from opsonin.testing.samples import Numbered, Sample, numbered
from opsonin.testing.staging import Function, TreatedSamples, treat
from opsonin.testing.subject import Subject

#: What to do when a check had nothing to look at.
GIVE_SAMPLES = "Give samples that the component is about: samples=[...] or --sample FILE."


@dataclass(slots=True)
class Call:
    """One call of a component.

    Attributes:
        documents: What it was given.
        read: The tables that it asked for, declared or not.
        result: What it gave; None if it raised.
    """

    documents: Documents
    read: list[str] = field(default_factory=list)
    result: Any = None


class _Watched(Documents):
    """A batch that notes which tables are asked for."""

    def __init__(self, documents: Documents, read: list[str]) -> None:
        loaders = {name: ByColumn(partial(documents.table, name)) for name in documents.table_names}
        super().__init__(documents.arrow, loaders, documents.analysis)
        self._read = read

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Note the name, then give the table."""
        self._read.append(name)
        return super().table(name, columns)


def watch(
    subject: Subject, documents: Numbered, *, is_alone: bool = False
) -> tuple[TreatedSamples, list[Call]]:
    """Put documents through the stage of a component and note its calls."""
    calls: list[Call] = []

    def spy(function: Function) -> Function:
        def watched(given: Documents, context: Context[Any]) -> Any:
            call = Call(given)
            calls.append(call)
            call.result = function(_Watched(given, call.read), context)
            return call.result

        return watched

    return treat(subject, documents, spy=spy, is_alone=is_alone), calls


def ordinary(subject: Subject) -> Numbered:
    """Return the author's samples and the kit's own, as far as a cleaner is given their types.

    A cleaner that is given none of them gets the kit's own as the first of its types.
    """
    own = subject.samples.documents()
    everything = (*own, *ORDINARY)
    types: tuple[str, ...] = getattr(subject.component, "media_types", ())
    chosen = [one for one in everything if not types or one.media_type in types]
    # Whatever an author gives as plain text is meant for the component.
    extra = [Sample(one.text, types[0]) for one in own if one not in chosen]
    return numbered([*extra, *chosen] or [Sample(one.text, types[0]) for one in ORDINARY])


def awkward(subject: Subject) -> dict[str, Numbered]:
    """Return the awkward texts by what is awkward about them, of a type that it is given."""
    types = getattr(subject.component, "media_types", ()) or ("text/plain",)
    return {
        name: numbered([Sample(text, types[0]) for text in texts], salt=name)
        for name, texts in AWKWARD.items()
    }


@lru_cache(maxsize=64)
def on_ordinary(subject: Subject) -> tuple[TreatedSamples, list[Call]]:
    """Return what came of ordinary documents, computed once for all checks of a component.

    Raises:
        NotApplicable: The component is none that works on texts.
    """
    return watch(subject, ordinary(subject))


@lru_cache(maxsize=64)
def on_awkward(subject: Subject) -> TreatedSamples:
    """Return what came of all awkward texts in one batch.

    No cleaner comes before that does not have to: it would mend what is awkward.
    """
    everything = tuple(one for group in awkward(subject).values() for one in group)
    return treat(subject, everything, is_alone=True)


def as_given(subject: Subject) -> list[Sample]:
    """Return ordinary documents with the texts that the component is given in a run.

    One that needs tables gets the documents as they are read: its tables belong to their texts.
    """
    if getattr(subject.component, "needs", ()) or getattr(subject.component, "refines", ()):
        return [one for _, one in ordinary(subject)]
    seen = texts_seen(on_ordinary(subject)[1])
    return [replace(one, text=seen[doc_id]) for doc_id, one in ordinary(subject) if doc_id in seen]


def texts_seen(calls: Iterable[Call]) -> dict[str, str]:
    """Return the text of each document as the component saw it."""
    return {
        doc_id: text
        for call in calls
        for doc_id, text in zip(call.documents.ids, call.documents.texts, strict=True)
    }


def require_rows(treated: TreatedSamples) -> None:
    """Make sure that there is something to look at.

    Raises:
        NotApplicable: The component gave no row and no edit.
    """
    if not treated.n_given and treated.rejects:
        raise NotApplicable("It only rejects documents.")
    if not treated.n_given:
        raise NotApplicable("It found nothing in the samples.", remedy=GIVE_SAMPLES)


def given_tables(result: Any) -> set[str]:
    """Return the names of the tables of which a result has rows."""
    if isinstance(result, Mapping):
        return {*result}
    rows = [getattr(entry, "rows", None) for entry in result or ()]
    return {name for one in rows if isinstance(one, Mapping) for name in one}


def declared_tables(component: Cleaner[Any] | Tagger[Any]) -> set[str]:
    """Return the tables of which a component may give rows."""
    if isinstance(component, Cleaner):
        return {*component.fills, EDITS}
    return {*component.fills, *component.refines}
