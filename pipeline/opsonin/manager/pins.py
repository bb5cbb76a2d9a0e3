"""``[require_plugins]``: which third-party distributions a run insists on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opsonin.errors import ConfigError
from opsonin.manager.places import Place
from opsonin.manager.typed import MisfitError, build

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """What a distribution must be.

    Attributes:
        version: Its version.
        digest: ``sha256:`` and 64 hexadecimal digits over its files, as
            `opsonin plugins lock` writes it.
    """

    version: str
    digest: str

    def __post_init__(self) -> None:
        """Check the form of the digest.

        Raises:
            ValueError: It is none.
        """
        if not _DIGEST.fullmatch(self.digest):
            raise ValueError(
                f"digest is {self.digest!r}, expected 'sha256:' and 64 hexadecimal digits. "
                "`opsonin plugins lock` writes it."
            )


def check_pins(stated: Mapping[str, Mapping[str, object]], place: Place) -> None:
    """Make sure that ``[require_plugins]`` can be understood.

    Raises:
        ConfigError: A key is unknown or missing, or a value has the wrong type or form.
    """
    for name, pin in stated.items():
        try:
            build(Pin, pin)
        except MisfitError as error:
            message = error.message.removeprefix("The options are refused: ")
            raise ConfigError(
                f"{name}: {message}", where=str(place.at(name, *error.keys)), remedy=error.remedy
            ) from error


def pins_of(stated: Mapping[str, Mapping[str, object]]) -> dict[str, Pin]:
    """Return the pins by the name of the distribution as the configuration writes it."""
    return {name: build(Pin, pin) for name, pin in stated.items()}
