"""What comes of reading something with the source under test."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

from opsonin.components.component import RawDocument, Reject, Resource, UnreadableError
from opsonin.errors import ConfigError
from opsonin.testing.failing import CheckFailed
from opsonin.testing.sources.inputs import Case, source_of
from opsonin.testing.subject import Subject

Item = Resource | RawDocument | Reject
#: A source that never ends would otherwise keep a check busy for good.
_MAX_ITEMS = 200_000
_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What a source gave, in order, and how it ended.

    Attributes:
        items: Documents, rejects and resources.
        described: The same as plain values that can be compared; of resources the bytes as well.
        reason: Why it could not read on; empty if it came to the end.
    """

    items: tuple[Item, ...]
    described: tuple[tuple[object, ...], ...]
    reason: str = ""

    @property
    def documents(self) -> list[RawDocument]:
        """Only the documents."""
        return [item for item in self.items if isinstance(item, RawDocument)]

    @property
    def resources(self) -> list[Resource]:
        """Only the further resources."""
        return [item for item in self.items if isinstance(item, Resource)]

    @property
    def rejects(self) -> list[Reject]:
        """Only the rejects."""
        return [item for item in self.items if isinstance(item, Reject)]


def outcome(
    subject: Subject, case: Case, resource: Resource | None = None, *, limit: int = _MAX_ITEMS
) -> SourceOutcome:
    """Read something as the engine does: item by item, each used before the next is asked for.

    Args:
        subject: The source.
        case: What to read.
        resource: The resource that stands for it, if it is to be watched.
        limit: Number of items after which reading stops.

    Raises:
        CheckFailed: The source raised what the engine does not expect.
    """
    items: list[Item] = []
    described: list[tuple[object, ...]] = []
    reason = ""
    try:
        for item in reading(subject, resource or case.resource(), limit):
            items.append(item)
            described.append(description(item))
    except UnreadableError as error:
        reason = error.reason
    except OSError:
        reason = "io"
    except Exception as error:
        raise _unexpected(case, error) from error
    return SourceOutcome(tuple(items), tuple(described), reason)


def reading(subject: Subject, resource: Resource, limit: int = _MAX_ITEMS) -> Iterator[Item]:
    """Yield what the source gives, and close it at the end as the engine does."""
    installed = source_of(subject)
    items = iter(installed.component.read(resource, installed.context))
    try:
        yield from itertools.islice(items, limit)
    finally:
        close = getattr(items, "close", None)
        if close is not None:
            close()


def description(item: object) -> tuple[object, ...]:
    """Return an item as plain values; of a resource the digest of its bytes stands for them."""
    if isinstance(item, RawDocument):
        metadata = json.dumps(dict(item.metadata), sort_keys=True, default=repr)
        parts = (item.payload, item.text, item.media_type, item.encoding, item.key)
        return ("document", *parts, metadata, item.observed_at)
    if isinstance(item, Reject):
        return ("reject", item.reason, item.key)
    if isinstance(item, Resource):
        digest = content_digest(item) if item.kind == "file" else item.location
        return ("resource", item.uri, item.kind, digest)
    return ("odd", repr(item))


def content_digest(resource: Resource) -> str:
    """Return the digest of a resource's bytes, or why they end early."""
    digest = hashlib.sha256()
    try:
        with resource.open() as stream:
            while part := stream.read(_READ_BYTES):
                digest.update(part)
    except UnreadableError as error:
        return f"{digest.hexdigest()} {error.reason}"
    except OSError:
        return f"{digest.hexdigest()} io"
    return digest.hexdigest()


def expect_same(
    first: SourceOutcome, second: SourceOutcome, case: Case, what: str, remedy: str
) -> None:
    """Fail if two readings of one thing differ.

    Raises:
        CheckFailed: They do; the first difference is named.
    """
    if first.reason != second.reason:
        raise CheckFailed(
            f"{what}, it ended with {second.reason or 'the end'!r} instead of "
            f"{first.reason or 'the end'!r}.",
            where=case.name,
            remedy=remedy,
        )
    pairs = itertools.zip_longest(first.described, second.described)
    for place, (one, other) in enumerate(pairs):
        if one != other:
            raise CheckFailed(
                f"{what}, item {place} is {_short(other)} instead of {_short(one)}.",
                where=case.name,
                remedy=remedy,
            )


def _short(described: tuple[object, ...] | None) -> str:
    return "missing" if described is None else f"{described!r}"[:300]


def _unexpected(case: Case, error: Exception) -> CheckFailed:
    if isinstance(error, ConfigError):
        return CheckFailed(
            f"It asks the operator for something: {error}",
            where=case.name,
            remedy="Give options= with which the sample can be read.",
        )
    return CheckFailed(
        f"read() raised {type(error).__name__}: {str(error)[:200]}",
        where=case.name,
        remedy="Yield Reject(reason, detail) for a record, raise UnreadableError(reason, detail) "
        "where the rest cannot be read; anything else looks like a bug of yours.",
    )
