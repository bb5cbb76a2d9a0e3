"""How a check ends that does not pass."""

from __future__ import annotations

from opsonin.errors import OpsoninError


class CheckFailed(OpsoninError):  # noqa: N818 - read as a sentence: raise CheckFailed("...")
    """A component does not keep a promise; ``remedy`` says what its author can do."""


class NotApplicable(Exception):  # noqa: N818 - as above; it is no error
    """A check has nothing to say about a component.

    Attributes:
        reason: Why, such as "It is no refiner."
        remedy: What its author can do so that the check sees something, such as giving samples.
            Empty where the check is not meant for such a component.
    """

    def __init__(self, reason: str, *, remedy: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy
