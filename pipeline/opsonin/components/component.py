"""Sources, cleaners, taggers and exporters: frozen, typed records that name a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Generic, Literal, TypeVar

import pyarrow as pa

from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned
from opsonin.components.snapshot import Snapshot as Snapshot  # noqa: PLC0414 - a re-export

O = TypeVar("O")  # noqa: E741 - the options of a component

Isolation = Literal["inline", "process"]
Phase = Literal["markup", "repair", "strip", "describe", "segment"]

#: The order in which cleaners run: first markup is taken off, then damage is repaired, chrome is
#: stripped, metadata is described, and last the text is cut into segments.
PHASES: tuple[Phase, ...] = ("markup", "repair", "strip", "describe", "segment")


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that may hold documents: a folder, a file, a member of an archive, a URL.

    Attributes:
        uri: Where it is, relative to the input; percent-encoded where it is not UTF-8.
        location: The operator's own words, or an absolute path, for sources that open it.
        open: Opens the bytes; raises OSError, or `UnreadableError` to name the reason. Sources
            for folders and URLs do not call it.
        size_bytes: Size, if known beforehand.
        head: The first 4,096 bytes, empty for what has no bytes (a folder, a URL). When a source
            leaves it out of a file, the engine reads it.
        kind: ``location`` for an input or folder that has to be listed, ``file`` for bytes.
        stamp: What changes whenever the bytes do: size, times and inode, or an etag. A resource
            that stands in the store under an equal stamp is not opened again. Empty if nothing
            can be relied on.
    """

    uri: str
    location: str
    open: Callable[[], BinaryIO]
    size_bytes: int | None = None
    head: bytes = b""
    kind: Literal["location", "file"] = "file"
    stamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One source item.

    Attributes:
        payload: The stored bytes, or the record's own; their digest is the document's id.
        text: The decoded source with carriage returns kept.
        media_type: Found from the content, so that the same bytes have the same type.
        encoding: How the payload was decoded.
        key: The record's key inside its resource; empty when the resource is the document. The
            document's place is then ``uri#key``; for a resource of kind ``location`` the key is
            the whole place. Choose one that stays with the record: its own id, not its position.
        metadata: What the record itself says besides its text. Only JSON values, and only such
            as the payload holds. The built-in cleaners know ``title``, ``authors``, ``journal``,
            ``doi``, ``pmid``, ``publisher``, ``published`` and their everyday variants.
        observed_at: When it was seen, ISO 8601, as stated by a feed or an archive.
    """

    payload: bytes
    text: str | None
    media_type: str
    encoding: str = "utf-8"
    key: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)
    observed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """What a source could not turn into a document, or a document that a cleaner refuses.

    Attributes:
        reason: A lower-case word such as ``empty``, ``undecodable`` or ``too_large``. ``io``,
            ``timeout`` and ``memory`` say that the next run may have more luck: what was read
            before is kept, and ``--sync`` takes nothing away.
        detail: What exactly happened, for people.
        key: For sources: the record's key inside the resource; empty for the whole resource. As
            for `RawDocument`, it is the whole place where the resource is a ``location``.
    """

    reason: str
    detail: str
    key: str = ""


#: What the engine itself takes apart, before any table is checked.
_FIELDS: Mapping[str, tuple[type, ...]] = {
    "payload": (bytes,),
    "text": (str, type(None)),
    "key": (str,),
    "metadata": (Mapping,),
    "observed_at": (str, type(None)),
}


def broken_promise(item: object) -> Reject | None:
    """Say what is wrong with what a source gave as a document, or nothing."""
    if not isinstance(item, RawDocument):
        return Reject("contract", f"The source gave {type(item).__name__}.")
    if (
        type(item.payload) is bytes
        and type(item.text) is str
        and type(item.key) is str
        and type(item.metadata) is dict
        and item.observed_at is None
    ):
        # What nearly all documents are; the question in general costs as much as their digest.
        return None
    for name, kinds in _FIELDS.items():
        if not isinstance(getattr(item, name), kinds):
            kind = type(getattr(item, name)).__name__
            return Reject("contract", f"The source gave {kind} as {name} of a document.")
    return None


def sound_reject(reject: Reject) -> Reject:
    r"""Return a reject that table ``rejects`` takes, or one that says why it does not.

    >>> sound_reject(Reject("Not One Word!", "too long")).reason
    'contract'
    """
    # Pandera takes a quarter of a second to import, and rejects are rare.
    from opsonin.tables.spans import WORD  # noqa: PLC0415

    reason, detail, key = reject.reason, reject.detail, reject.key
    key = key if isinstance(key, str) else ""
    told = str(detail).encode("utf-8", "replace").decode("utf-8").replace("\0", r"\0")
    if isinstance(reason, str) and re.fullmatch(WORD, reason) and isinstance(detail, str):
        return Reject(reason, told, key)
    wrong = f"Its reject has the reason {reason!r} and the detail {told!r}."
    expected = "A reason is one lower-case word such as empty or too_large; a detail is a string."
    return Reject("contract", sound_reject(Reject("contract", f"{wrong} {expected}")).detail, key)


class UnreadableError(Exception):
    """The bytes of a resource are not what they should be; what was read of it before is kept.

    Sources and the streams that they open raise it from anywhere; the engine makes a `Reject`.

    Attributes:
        reason: A lower-case code such as ``truncated`` or ``corrupt``.
        detail: What exactly happened, for people.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


#: One signature composes folders, archives and formats: a source may yield further resources,
#: which go back to the sources that accept them.
Read = Callable[[Resource, Context[O]], Iterable[Resource | RawDocument | Reject]]
#: A cleaner gives for each document, in order, what it did or why the document cannot go on; or,
#: for the whole batch at once, a table by name, its edits under ``edits`` (``doc_id``, ``start``,
#: ``end``, ``replacement``, ``reason``; those of a document in order).
Clean = Callable[[Documents, Context[O]], Sequence[Cleaned | Reject] | Mapping[str, pa.Table]]
Tag = Callable[[Documents, Context[O]], Mapping[str, pa.Table]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Generic[O]):
    """Reads resources into raw documents.

    Attributes:
        name: Unique among sources.
        version: Change it whenever the output may change.
        accepts: Whether the source reads this resource; decided from ``kind``, ``head``, ``uri``
            and the scheme of ``location`` alone. The first source in order of ``priority``
            (highest first) and name that accepts a resource gets it.
        read: Yields documents, rejects and further resources, lazily. What the operator names
            has no ``uri`` yet: a source of a place that is no file (an API, a mailbox) first
            yields the resource with a ``uri`` of its own, and gives ``uri#id`` as key of each
            record, so that a reject is taken back when its record is well again. It may wait
            for a server no longer than the ``timeout_s`` of its ``[limits]`` for one item.
        priority: Higher goes first; sources for any content should be negative.
        options: A frozen dataclass with defaults.
        isolation: ``process`` runs it in a worker process with limits on memory and time.
    """

    name: str
    version: str
    accepts: Callable[[Resource], bool]
    read: Read[O]
    priority: int = 0
    options: type[O] = NoOptions  # type: ignore[assignment]
    isolation: Isolation = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaner(Generic[O]):
    """Edits text and describes what it finds.

    Attributes:
        name: Unique among all components.
        version: Change it whenever the output may change.
        clean: Gets a batch, gives for each document, in order, a `Cleaned` or a `Reject`; or a
            table by name for the whole batch, with the edits under ``edits``.
        phase: When it runs; within a phase by ``after``, ``before`` and name. What ``markup``
            cleaners are given still has its tags, until ``html`` and ``markdown`` take them off.
        after: Cleaners of the same phase that run before this one when they are there.
        before: Cleaners of the same phase that run after this one when they are there, such as
            ``html`` for one that edits markup.
        fills: Tables of the clean stage that it gives rows of.
        needs: Tables of the clean stage whose rows by earlier cleaners it reads.
        media_types: It is only given documents of these types; empty for all.
        options: A frozen dataclass with defaults.
        isolation: ``process`` runs it in a worker process with limits on memory and time.
    """

    name: str
    version: str
    clean: Clean[O]
    phase: Phase
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    options: type[O] = NoOptions  # type: ignore[assignment]
    isolation: Isolation = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger(Generic[O]):
    """Finds evidence in clean text.

    Attributes:
        name: Unique among all components.
        version: Change it whenever the output may change.
        tag: Gets a batch, gives a table of rows for each table that it fills or refines, with
            the columns ``doc_id``, ``clean_start`` and ``clean_end`` (span tables) and those of
            the table that it knows. A refiner gives back the rows that it was given with their
            ids, changed or left out, and new ones with a null id. Tables that name their
            documents in other columns, such as ``links``, have those in the place of
            ``doc_id``; `pyarrow.Table.from_pylist` is enough for them.
        fills: Tables that it adds rows to.
        refines: Tables whose rows it changes or takes away; it runs after all that fill them. It
            may change every column but those that the engine fills: ``text``, raw offsets, the
            segment and who made the row are the engine's, whatever it gives there. An id that
            it was not given breaks the contract.
        needs: Tables that it reads; it runs after all that fill and refine them.
        after: Taggers of the same scope that run before this one when they are there; ``*`` for
            all others that refine what it refines.
        before: Taggers of the same scope that run after this one when they are there.
        scope: ``corpus`` taggers run once per commit over all documents. They may read, besides
            what they need, the tables that they fill: their own rows from the last commit that
            name no document that has changed, or none under a new fingerprint. `is_new` of the
            documents tells which have changed; rows that are not given again go.
        uses_vocabularies: Whether its results depend on the selected vocabularies.
        options: A frozen dataclass with defaults.
        isolation: ``process`` runs it in a worker process with limits on memory and time.
    """

    name: str
    version: str
    tag: Tag[O]
    fills: tuple[str, ...] = ()
    refines: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    scope: Literal["document", "corpus"] = "document"
    uses_vocabularies: bool = False
    options: type[O] = NoOptions  # type: ignore[assignment]
    isolation: Isolation = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter(Generic[O]):
    """Publishes a committed snapshot somewhere, all or nothing.

    Attributes:
        name: Unique among all components.
        version: Change it whenever the output may change.
        export: Publishes the snapshot and returns where it can be found, for people; an empty
            string if it leaves this one out. It must be repeatable: after a crash it is called
            again.
        options: A frozen dataclass with defaults.
        is_default: Whether it takes part where the configuration names no exporters.
    """

    name: str
    version: str
    export: Callable[[Snapshot, Context[O]], str]
    options: type[O] = NoOptions  # type: ignore[assignment]
    is_default: bool = True


Component = Source[Any] | Cleaner[Any] | Tagger[Any] | Exporter[Any]
