"""What a trial works with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from opsonin.components.component import Component
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.trials.finding import Chosen
from opsonin.trials.trial import Subject

C = TypeVar("C", bound=Component)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a trial works with.

    Attributes:
        chosen: The component.
        subject: The same in words.
        pipeline: All components; the one to be tried is among them.
        files: Where documents are read from.
    """

    chosen: Chosen
    subject: Subject
    pipeline: Pipeline
    files: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where the document is read from, for what is tried on a single one."""
        return self.files[0]

    def own(self, installed: Sequence[Installed[C]]) -> Installed[C]:
        """Return the component among others of its kind."""
        (own,) = (one for one in installed if one.name == self.subject.name)
        return own

    def options_of(self, installed: Sequence[Installed[Any]]) -> object:
        """Return the options that the component is called with."""
        return self.own(installed).context.options
