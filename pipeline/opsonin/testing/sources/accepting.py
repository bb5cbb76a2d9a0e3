"""What a source promises about what it takes: decided from little, without side effects."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from opsonin.components.component import Resource
from opsonin.runner.ingest.peeking import HEAD_BYTES
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.sources.formats import MAKERS, made
from opsonin.testing.sources.inputs import Case, accepts, cases, first_source, source_of
from opsonin.testing.sources.streams import file_resource
from opsonin.testing.subject import Subject

_DECIDE = "Decide from kind, head, uri and the scheme of location alone."
#: Seed of the noise, so that a failure can be repeated.
_SEED = 20


@check("source")
def accepting_reads_nothing(subject: Subject) -> None:
    """``accepts`` opens nothing: it is asked about every file of a run."""
    for resource in _offered(subject):
        opened: list[str] = []

        def note(opened: list[str] = opened) -> BinaryIO:
            opened.append("")
            raise OSError("accepts() must not open the resource")

        _answer(subject, replace(resource, open=note))
        if opened:
            raise CheckFailed("accepts() opened the resource.", where=resource.uri, remedy=_DECIDE)


@check("source")
def accepting_depends_on_kind_head_and_place(subject: Subject) -> None:
    """``accepts`` gives the same answer whatever the size, the stamp and the folder are."""
    for resource in _offered(subject):
        answer = _answer(subject, resource)
        others = [
            replace(resource, size_bytes=0, stamp="1:2"),
            replace(resource, size_bytes=1 << 40, stamp=""),
            resource,
        ]
        if resource.kind == "file":
            others.append(replace(resource, location="/elsewhere/entirely"))
        for other in others:
            if _answer(subject, other) != answer:
                raise CheckFailed(
                    f"accepts() says {answer} and then {not answer} with size_bytes="
                    f"{other.size_bytes}, stamp={other.stamp!r}, location={other.location!r}.",
                    where=resource.uri,
                    remedy=_DECIDE,
                )


@check("source")
def accepting_answers_for_any_head(subject: Subject) -> None:
    """``accepts`` answers yes or no for any bytes and any name."""
    for resource in _odd():
        _answer(subject, resource)


@check("source")
def samples_reach_the_source(subject: Subject) -> None:
    """The author's samples are read by this source and not by another one before it."""
    given = [case for case in cases(subject) if case.is_given]
    if not given:
        raise NotApplicable("No samples were given.")
    for case in given:
        if not accepts(subject, case.resource()):
            raise CheckFailed(
                "accepts() refuses a sample.", where=case.name, remedy="Look at head and uri."
            )
        first = first_source(subject, case.resource())
        if first != subject.name:
            priority = source_of(subject).component.priority
            raise CheckFailed(
                f"Source {first!r} is asked before this one, which has priority {priority}.",
                where=case.name,
                remedy="Raise the priority, and let accepts() take nothing but your format.",
            )


@check("source")
def source_for_anything_goes_last(subject: Subject) -> None:
    """A source that takes any content has a negative priority, so that others have a chance."""
    offered = [file_resource("what.is.this", head) for head in _contents()]
    taken = [resource for resource in offered if _answer(subject, resource)]
    if len(taken) == len(offered) and source_of(subject).component.priority >= 0:
        raise CheckFailed(
            f"It accepts all of {len(offered)} kinds of content and has priority "
            f"{source_of(subject).component.priority}.",
            remedy="Look at the first bytes, or set priority=-1.",
        )


def _offered(subject: Subject) -> Iterator[Resource]:
    yield from (Case(name, made(name)).resource() for name in MAKERS)
    yield Resource("", "/some/folder", open=_closed, kind="location")
    yield Resource("", "https://example.org/feed", open=_closed, kind="location")
    try:
        yield from (case.resource() for case in cases(subject))
    except NotApplicable:
        # What others read is enough to be asked about.
        return


def _odd() -> Iterator[Resource]:
    for head in _contents():
        for name in ("a.txt", "", ".", "a/\u202e b%FF#x~2", "x" * 5000, "a.csv.gz"):
            yield file_resource(name, head)
    for location in ("", "/", "://", "s3://", "@", "a\nb", "\udcff", "http://[", "x" * 5000):
        yield Resource("", location, open=_closed, kind="location")


def _contents() -> list[bytes]:
    """Return beginnings of files of which no source should want all."""
    noise = random.Random(_SEED).randbytes(HEAD_BYTES)  # noqa: S311 - nothing is kept secret
    return [
        noise,
        b"",
        b"\0" * HEAD_BYTES,
        b"Plain words about lupus.\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"<" * HEAD_BYTES,
        b"{" * HEAD_BYTES,
        b"[" * HEAD_BYTES,
        b'"' * HEAD_BYTES,
        b"\xff\xfe" + "Wide.".encode("utf-16-le"),
        "\ufeffMarked, \u05e9\u05dc\u05d5\u05dd.".encode(),
        "\U0001f600".encode() * 1024 + b"\xf0\x9f",
        b",;\t|\r\n" * 500,
        b"PK\x03\x04",
        b"PAR1\x15",
        b"\x1f\x8b",
    ]


def _answer(subject: Subject, resource: Resource) -> bool:
    source = source_of(subject).component
    try:
        answer: object = source.accepts(resource)
    except Exception as error:
        raise CheckFailed(
            f"accepts() raised {type(error).__name__}: {error}; the engine takes that for no.",
            where=f"{resource.uri[:80] or resource.location[:80]!r}, head {resource.head[:20]!r}",
            remedy="Answer for any bytes and any name.",
        ) from error
    if not isinstance(answer, bool):
        raise CheckFailed(
            f"accepts() returned {answer!r}.",
            where=resource.uri[:80],
            remedy="Return True or False: put bool(...) around it.",
        )
    return answer


def _closed() -> BinaryIO:
    raise OSError("there is nothing to open")
