"""How far the documents of a publisher may stray from what they were: ``[drift]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opsonin.errors import ConfigError
from opsonin.manager.places import Place
from opsonin.manager.typed import MisfitError, build

#: A measure of fewer documents would tell of single ones, which `opsonin forget` could not erase.
_FEWEST_DOCUMENTS = 5
_FEWEST_RUNS, _MOST_RUNS = 3, 1000


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """When a publisher's documents of one run are told to have drifted.

    Attributes:
        enabled: Whether publishers are measured and compared.
        runs: How many earlier runs of the publisher they are compared with, the newest ones.
        min_runs: With fewer earlier runs nothing is compared.
        min_documents: A publisher of whom a run brings fewer documents is not measured in it.
            Source: ours; half of the width of a share's band comes from ten documents.
        deviations: Half of the width of the band in robust standard deviations. Source: Iglewicz
            and Hoaglin, How to Detect and Handle Outliers (1993): 3.5 for scores of the median
            absolute deviation.
        fail: Whether a run in which a publisher has drifted ends with exit code 1, and its flow
            run as failed. What it has committed stands.
    """

    enabled: bool = True
    runs: int = 30
    min_runs: int = 5
    min_documents: int = 10
    deviations: float = 3.5
    fail: bool = False

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            ValueError: A number is out of range.
        """
        if not _FEWEST_RUNS <= self.min_runs <= self.runs <= _MOST_RUNS:
            raise ValueError(
                f"min_runs is {self.min_runs} and runs {self.runs}, expected "
                f"{_FEWEST_RUNS} <= min_runs <= runs <= {_MOST_RUNS}."
            )
        if self.min_documents < _FEWEST_DOCUMENTS:
            raise ValueError(
                f"min_documents is {self.min_documents}, expected {_FEWEST_DOCUMENTS} or more: "
                "measures of fewer would tell of single documents."
            )
        if self.deviations <= 0:
            raise ValueError(f"deviations is {self.deviations}, expected more than 0.")


def drift_options(stated: Mapping[str, object]) -> DriftOptions:
    """Return the options that ``[drift]`` states; it has been checked.

    >>> drift_options({"runs": 10}).runs
    10
    """
    options: DriftOptions = build(DriftOptions, stated)
    return options


def check_drift(stated: Mapping[str, object], place: Place) -> None:
    """Make sure that ``[drift]`` can be understood.

    Args:
        stated: The table.
        place: Where it stands.

    Raises:
        ConfigError: A key is unknown, or a value has the wrong type or is out of range.
    """
    try:
        build(DriftOptions, stated)
    except MisfitError as error:
        message = error.message.removeprefix("The options are refused: ")
        raise ConfigError(message, where=str(place.at(*error.keys)), remedy=error.remedy) from error
