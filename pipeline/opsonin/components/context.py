"""What a component is told besides its documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from opsonin.components.vocabulary import Vocabulary

O_co = TypeVar("O_co", covariant=True)


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a component that has none."""


@dataclass(frozen=True, slots=True)
class Context(Generic[O_co]):
    """What a component is told besides its documents.

    Attributes:
        options: The component's options, an instance of its ``options`` class.
        vocabularies: The selected vocabularies, for taggers that declare ``uses_vocabularies``.
        cache: A folder that outlives the run, shared by all components and workers, for compiled
            indexes or what a server said last. Write below a folder of your own name, under a
            temporary name, and rename; it may be emptied at any time, and results must be the
            same without it. It need not exist yet. None where nothing may be written.
    """

    options: O_co
    vocabularies: tuple[Vocabulary, ...] = field(default=())
    cache: Path | None = None
