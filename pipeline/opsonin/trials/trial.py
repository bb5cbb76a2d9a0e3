"""What came of a trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from opsonin.components.kinds import Kind

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSubject:
    """The component that is tried.

    Attributes:
        kind: What it is; None if its plugin cannot be loaded, and nothing is known of it.
        name: Its name.
        version: Its version.
        distribution: The distribution that brings it, with its version; for a plugin that cannot
            be loaded with its own name as well.
        options: What it is called with, as JSON values.
    """

    kind: Kind | None
    name: str
    version: str
    distribution: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong.

    Attributes:
        message: What happened.
        traceback: The lines of the author's own files that led there, as Python prints them;
            empty if none did.
    """

    message: str
    traceback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """The document that the component was given.

    Attributes:
        source_uri: Where it was seen.
        doc_id: Its id.
        media_type: Its type.
        source: The source that read it.
        is_only: Whether FILE holds no other document.
    """

    source_uri: str
    doc_id: str
    media_type: str
    source: str
    is_only: bool


@dataclass(frozen=True, slots=True)
class EditMade:
    """An edit of a cleaner, in the coordinates of the text that it was given."""

    start: int
    end: int
    removed: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a source gave: a document, a reject, or a further resource.

    Attributes:
        kind: ``document``, ``reject`` or ``resource``.
        place: Where it is: ``source_uri``, or the uri of a resource.
        about: Its columns of table ``raw`` or ``rejects``.
        text: The text of a document.
    """

    kind: Literal["document", "reject", "resource"]
    place: str
    about: Mapping[str, Any]
    text: str | None = None


@dataclass(frozen=True, slots=True)
class RefinedRows:
    """What a refiner did to the rows of a table: those it took away, changed and added.

    Attributes:
        removed: Rows that it was given and did not give back.
        changed: Rows after the change; ``was`` holds the cells that were different.
        n_given: Number of rows that it was given.
    """

    removed: Rows
    changed: Rows
    n_given: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a component did to one document.

    Attributes:
        subject: The component.
        document: What it was given; None for sources, and where no document came so far.
        before: The components that treated the document before.
        text: The text that the component was given; None where it is given none.
        edits: Edits of a cleaner.
        rows: New rows by table, each with the covered ``text``.
        refined: What a refiner did, by table.
        items: What a source gave.
        is_complete: Whether these are all items.
        places: Where the documents were seen by ``doc_id``, for a tagger of corpus scope.
        place: Where an exporter has published.
        files: Files below the temporary folder that the exporter has written, and their sizes in
            bytes.
        notes: What the reader should know besides.
        seconds: Time that the component took.
        fault: What went wrong; None if nothing did.
    """

    subject: TrialSubject
    document: Tried | None = None
    before: tuple[str, ...] = ()
    text: str | None = None
    edits: Sequence[EditMade] = ()
    rows: Mapping[str, Rows] = field(default_factory=dict)
    refined: Mapping[str, RefinedRows] = field(default_factory=dict)
    items: Sequence[Item] = ()
    is_complete: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    place: str | None = None
    files: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    fault: Fault | None = None
