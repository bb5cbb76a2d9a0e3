"""What components under test are tried on, besides awkward texts."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """One document for a cleaner or tagger.

    Attributes:
        text: Its decoded source.
        media_type: What a source would call it.
        metadata: What the record says besides its text, as a JSON object.
    """

    text: str
    media_type: str = "text/plain"
    metadata: str = "{}"


#: What an author may give as sample: a text, a document, a file or folder, or a function.
Given = str | Sample | Path | Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Samples:
    """What an author gives, because the component is about it.

    Attributes:
        texts: Documents for cleaners and taggers.
        files: Files and folders for sources.
        functions: For sources, makers of a file with so many records (number -> bytes). For
            exporters, what reads back all that stands at a place (place -> anything comparable).
    """

    texts: tuple[Sample, ...] = ()
    files: tuple[Path, ...] = ()
    functions: tuple[Callable[[Any], Any], ...] = ()

    @classmethod
    def of(cls, given: Iterable[Given] | None) -> Samples:
        """Sort what an author gives: a string is a plain text, a path a file.

        A plain text is given to a cleaner as the first of its ``media_types``, if it has any; give
        a `Sample` to say its type. The type of a file is that of its ending.

        For a source a string with a scheme, such as ``s3://bucket/x``, is a place to read.
        """
        everything = tuple(given or ())
        texts = (Sample(one) if isinstance(one, str) else one for one in everything)
        return cls(
            tuple(one for one in texts if isinstance(one, Sample)),
            tuple(one for one in everything if isinstance(one, Path)),
            tuple(one for one in everything if callable(one)),
        )

    def documents(self) -> tuple[Sample, ...]:
        """Return the texts, and the files that are text, of the type that their ending says."""
        return (*self.texts, *(one for path in self.files for one in _text_in(path)))


def _text_in(path: Path) -> Iterator[Sample]:
    if path.is_file():
        media_type = mimetypes.guess_type(path.name)[0] or "text/plain"
        with suppress(UnicodeDecodeError):
            yield Sample(path.read_bytes().decode("utf-8"), media_type)


#: Documents by id, ready for a stage.
Numbered = tuple[tuple[str, Sample], ...]


def numbered(samples: Sequence[Sample], *, salt: str = "") -> Numbered:
    """Give samples ids as their bytes would: in no order that says anything.

    Args:
        samples: The documents.
        salt: Another one gives other ids, and so another order.
    """
    return tuple(
        (hashlib.sha256(f"{salt}:{place}:{one.text}".encode()).hexdigest()[:32], one)
        for place, one in enumerate(samples)
    )
