"""What a source under test reads: its author's samples, and what it takes of everyday formats."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from opsonin.components.component import Resource, Source
from opsonin.manager.pipeline import Installed
from opsonin.testing.failing import NotApplicable
from opsonin.testing.sources.formats import FEW, MAKERS, WORD_FOR_WORD, Maker, made, texts
from opsonin.testing.sources.streams import file_resource
from opsonin.testing.subject import Subject

_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\S{0,2000}")
#: Samples larger than this are read as they are, but not damaged again and again.
_MAX_SAMPLE_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class Case:
    """Something that the source under test reads.

    Attributes:
        name: What it is called; of a file the name, which is its place too.
        data: Its bytes; None for a place that has to be listed.
        location: Where it lies.
        maker: Makes files of the same format with more records, if anybody can.
        texts: The texts of its records, where they are known.
        is_given: Whether the author of the source gave it.
    """

    name: str
    data: bytes | None
    location: str = ""
    maker: Maker | None = field(default=None, compare=False)
    texts: tuple[str, ...] | None = None
    is_given: bool = False

    def resource(self, opener: Callable[[], BinaryIO] | None = None) -> Resource:
        """Return it as the engine hands it to a source.

        Args:
            opener: Opens its bytes; only for files.
        """
        if self.data is not None:
            return file_resource(self.name, self.data, opener, location=self.location)
        return Resource(uri="", location=self.location, open=_cannot_open, kind="location")

    def with_data(self, data: bytes) -> Case:
        """Return it with other bytes."""
        return replace(self, data=data, texts=None)


def source_of(subject: Subject) -> Installed[Source[Any]]:
    """Return the source under test with its options and context."""
    return subject.installed


def accepts(subject: Subject, resource: Resource) -> bool:
    """Ask the source under test whether it reads something."""
    return bool(source_of(subject).component.accepts(resource))


def cases(subject: Subject) -> tuple[Case, ...]:
    """Return what the source reads.

    Raises:
        NotApplicable: Nobody gave a sample, and it takes none of the everyday formats.
    """
    found = _cases(subject)
    if not found:
        raise NotApplicable(
            f"There is no sample that {subject.name} reads.",
            remedy="Give samples=[Path('a.xyz')], or the place of something that it lists.",
        )
    return found


def files(subject: Subject) -> Sequence[tuple[Case, bytes]]:
    """Return what the source reads of files, with their bytes.

    Raises:
        NotApplicable: It reads none, or none small enough.
    """
    found = [
        (case, case.data)
        for case in cases(subject)
        if case.data is not None and len(case.data) <= _MAX_SAMPLE_BYTES
    ]
    if not found:
        raise NotApplicable("It lists places and reads no bytes itself.")
    return found


@lru_cache(maxsize=4)
def _cases(subject: Subject) -> tuple[Case, ...]:
    given = tuple(_given(subject))
    everyday = [
        case for case in _everyday() if first_source(subject, case.resource()) == subject.name
    ]
    places = () if everyday or given else _filled(subject)
    return (*given, *everyday, *places)


def _given(subject: Subject) -> Iterator[Case]:
    makers = {_kind_of(maker(FEW)): maker for maker in subject.samples.functions}
    written = {path.read_bytes() for path in subject.samples.files if path.is_file()}
    for place, sample in enumerate(subject.samples.texts):
        if sample.text.encode() in written:
            # Files of text are samples of texts too.
            continue
        if _PLACE.fullmatch(sample.text):
            yield Case(sample.text, None, sample.text, is_given=True)
        else:
            yield Case(f"sample{place}.txt", sample.text.encode(), is_given=True)
    for path in subject.samples.files:
        if path.is_dir():
            yield Case(path.name, None, str(path.resolve()), is_given=True)
        else:
            data = path.read_bytes()
            maker = makers.pop(_kind_of(data), None)
            yield Case(path.name, data, str(path.resolve()), maker, is_given=True)
    for place, maker in enumerate(makers.values()):
        yield Case(f"made{place}.bin", maker(FEW), maker=maker, is_given=True)


def _kind_of(data: bytes) -> bytes:
    """Return what files of one format begin with, near enough to find a sample's maker."""
    return data[:4]


def _everyday() -> Iterator[Case]:
    for name, maker in MAKERS.items():
        known = tuple(texts(FEW)) if name in WORD_FOR_WORD else None
        yield Case(name, made(name), maker=maker, texts=known)


def _filled(subject: Subject) -> tuple[Case, ...]:
    folder = subject.scratch("input")
    fill_folder(folder)
    return places(subject, folder)


def places(subject: Subject, folder: Path) -> tuple[Case, ...]:
    """Return the ways to name a folder of files that the source understands."""
    listing = subject.scratch("list") / "list.txt"
    listing.write_text(f"{folder}\n", encoding="utf-8")
    found = (f"{folder}", f"file://{folder}", f"{folder}/*.txt", f"@{listing}")
    named = [Case(location, None, location) for location in found]
    return tuple(case for case in named if first_source(subject, case.resource()) == subject.name)


def fill_folder(folder: Path) -> None:
    """Write files into a folder: nested ones, with odd names, and one that is hidden."""
    inner = folder / "inner folder" / string.ascii_lowercase
    inner.mkdir(parents=True)
    for number, path in enumerate(
        (folder / "b.txt", folder / "a.txt", inner / "50% naïve #1.txt", folder / ".hidden.txt")
    ):
        path.write_text(f"Text {number}.\n", encoding="utf-8")


def first_source(subject: Subject, resource: Resource) -> str:
    """Return the name of the source that a run would ask to read something; empty for none."""
    everyone = subject.pipeline.sources
    return next((one.name for one in everyone if _takes(one, resource)), "")


def _takes(one: Installed[Source[Any]], resource: Resource) -> bool:
    try:
        return bool(one.component.accepts(resource))
    except Exception:  # noqa: BLE001 - the engine leaves a source out that cannot tell
        return False


def _cannot_open() -> BinaryIO:
    raise IsADirectoryError("a location has no bytes")
