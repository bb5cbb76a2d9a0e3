"""What an exporter promises about crashes: readers find the old output or the new one, whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from opsonin.testing.check import check
from opsonin.testing.elsewhere import described, elsewhere
from opsonin.testing.exporters.ground import TRIAL_SEED, Ground
from opsonin.testing.exporters.snapshots import description
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

#: How many moments are tried of each kind; each costs two exports.
_EVENTS, _CALLS, _TIMES = 6, 4, 2
#: What a file may have when the disk is full, in bytes.
_FILE_BYTES = (0, 100, 4096)
_FLIP = (
    "Write everything under a temporary name beside it, fsync, and put it in place with a single "
    "os.replace() or commit."
)


@dataclass(frozen=True, slots=True)
class EndedExport:
    """An export that was ended, or that found the disk full.

    Attributes:
        moment: When it ended.
        error: What it raised; empty if it was killed or came to its end.
        is_done: Whether it came to its end.
        before: What stood at the places of the old and the new output before.
        after: What stood there after.
        whole: What stands there after an undisturbed export.
        repeated: What stood there after the export was repeated.
        left: Names in the data folder, after repeating, that an undisturbed export does not leave.
    """

    moment: Mapping[str, float]
    error: str
    is_done: bool
    before: tuple[Any, ...]
    after: tuple[Any, ...]
    whole: tuple[Any, ...]
    repeated: tuple[Any, ...]
    left: tuple[str, ...]


@check("exporter")
def killed_first_export_publishes_nothing_half(subject: Subject) -> str:
    """Killed at any moment of the very first export, it leaves nothing or the whole output."""
    return _expect_whole(_killed(subject, is_first=True))


@check("exporter")
def killed_export_leaves_old_or_new(subject: Subject) -> str:
    """Killed at any moment, it leaves the old output or the new one, both whole."""
    return _expect_whole(_killed(subject, is_first=False))


@check("exporter")
def export_after_a_crash_is_whole(subject: Subject) -> None:
    """The export after a crash gives what an undisturbed one gives."""
    for trial in chain(_killed(subject, is_first=True), _killed(subject, is_first=False)):
        _expect_repeated(trial)


@check("exporter")
def export_after_a_crash_clears_up(subject: Subject) -> None:
    """The export after a crash takes away what the crash left behind."""
    for trial in chain(_killed(subject, is_first=True), _killed(subject, is_first=False)):
        if trial.left:
            raise CheckFailed(
                f"{trial.left[0]!r} is left behind.",
                where=_words(trial),
                remedy="Give temporary files one name, and remove them before you begin.",
            )


@check("exporter")
def full_disk_is_an_error(subject: Subject) -> str:
    """When the disk is full it raises, unless it could publish all the same."""
    n_trials = n_raised = 0
    for trial in _full(subject):
        n_trials += 1
        n_raised += not trial.is_done
        if trial.is_done and trial.after != trial.whole:
            raise CheckFailed(
                "It says that all is published, and it is not.",
                where=_words(trial),
                remedy="Let OSError pass.",
            )
    return f"{n_raised} of {n_trials} raise"


@check("exporter")
def full_disk_leaves_old_or_new(subject: Subject) -> str:
    """When the disk is full readers find the old output or the new one, both whole."""
    return _expect_whole(_full(subject))


@check("exporter")
def export_after_a_full_disk_is_whole(subject: Subject) -> None:
    """When there is room again the export gives what an undisturbed one gives."""
    for trial in _full(subject):
        _expect_repeated(trial)


@check("exporter")
def exports_at_once_do_not_mix(subject: Subject) -> None:
    """Two exports of a snapshot at the same time leave one whole output."""
    ground = Ground.of(subject)
    place = ground.export_apart(2)["place"]
    whole = ground.read(place)
    ground.renew()
    ground.export_apart(1)
    arguments = {
        "subject": described(subject),
        "snapshot": description(ground.made, 2, ground.data),
        "count": 2,
    }
    function = "opsonin.testing.exporters.trials:tried_together"
    said = elsewhere(function, arguments, seed=TRIAL_SEED).result
    if not any("place" in one for one in said):
        raise CheckFailed(
            f"Neither came to its end: {said[0].get('error', 'it died')}",
            remedy="Give temporary files of different processes different names, or take a lock.",
        )
    if ground.read(place) != whole:
        raise CheckFailed(
            "The output is not what one export gives.",
            remedy="Give temporary files of different processes different names, or take a lock.",
        )


class _Trials:
    """Trials that are carried out when somebody looks at them first, and kept."""

    def __init__(self, trials: Iterator[EndedExport]) -> None:
        self._coming = trials
        self._known: list[EndedExport] = []

    def __iter__(self) -> Iterator[EndedExport]:
        """Yield the trials; a check that fails at one needs no further ones."""
        yield from self._known
        for trial in self._coming:
            self._known.append(trial)
            yield trial


@lru_cache(maxsize=4)
def _killed(subject: Subject, *, is_first: bool) -> _Trials:
    def carried_out() -> Iterator[EndedExport]:
        ground, reference = _prepared(subject, is_first=is_first)
        for moment in _moments(reference):
            trial = _trial(ground, reference, moment)
            if not trial.is_done:
                yield trial

    return _Trials(carried_out())


@lru_cache(maxsize=2)
def _full(subject: Subject) -> _Trials:
    def carried_out() -> Iterator[EndedExport]:
        ground, reference = _prepared(subject, is_first=False)
        for size in _FILE_BYTES:
            yield _trial(ground, reference, {"file_bytes": float(size)})

    return _Trials(carried_out())


@dataclass(frozen=True, slots=True)
class _Reference:
    """An undisturbed export: its places, what stands there, and how much it did."""

    is_first: bool
    places: tuple[str, ...]
    whole: tuple[Any, ...]
    listed: tuple[str, ...]
    n_events: int
    n_calls: int
    seconds: float


def _prepared(subject: Subject, *, is_first: bool) -> tuple[Ground, _Reference]:
    """Return the ground before the export that is to be disturbed, and how it goes undisturbed."""
    ground = Ground.of(subject)
    places = [] if is_first else [ground.export_apart(1)["place"]]
    if all(Path(place).is_relative_to(ground.data) for place in places):
        ground = ground.kept()
    said = ground.export_apart(1 if is_first else 2)
    places.append(said["place"])
    return ground, _Reference(
        is_first,
        tuple(places),
        tuple(map(ground.read, places)),
        tuple(ground.listed()),
        said["events"],
        said["calls"],
        said["seconds"],
    )


def _trial(ground: Ground, reference: _Reference, moment: Mapping[str, float]) -> EndedExport:
    ground.renew()
    number = 1 if reference.is_first else 2
    if not reference.is_first and ground.start.name == "start":
        # The old output lies somewhere else and has to be put there again.
        ground.export_apart(1)
    before = tuple(map(ground.read, reference.places))
    said = ground.export_apart(number, moment)
    after = tuple(map(ground.read, reference.places))
    ground.export_apart(number)
    return EndedExport(
        moment,
        said.get("error", ""),
        "place" in said,
        before,
        after,
        reference.whole,
        tuple(map(ground.read, reference.places)),
        tuple(sorted({*ground.listed()} - {*reference.listed})),
    )


def _moments(reference: _Reference) -> Iterator[Mapping[str, float]]:
    for number in _spread(reference.n_events, _EVENTS):
        yield {"event": number}
    for number in _spread(reference.n_calls, _CALLS):
        yield {"call": number}
    for number in range(_TIMES):
        # Inside native code, where nothing can be counted.
        yield {"after_s": max(reference.seconds * (number + 0.5) / _TIMES, 1e-4)}


def _spread(count: int, wanted: int) -> Sequence[int]:
    if count <= wanted:
        return range(1, count + 1)
    return sorted({1 + round(place * (count - 1) / (wanted - 1)) for place in range(wanted)})


def _expect_whole(trials: Iterable[EndedExport]) -> str:
    n_trials = 0
    for trial in trials:
        n_trials += 1
        for before, after, whole in zip(trial.before, trial.after, trial.whole, strict=True):
            if after not in (before, whole):
                raise CheckFailed(
                    "Readers find neither what was there before nor the new output: "
                    f"{_difference(after, before, whole)}.",
                    where=_words(trial),
                    remedy=_FLIP,
                )
    if not n_trials:
        raise NotApplicable("It was done before it could be ended.")
    return f"{n_trials} moments"


def _expect_repeated(trial: EndedExport) -> None:
    if trial.repeated != trial.whole:
        raise CheckFailed(
            "Repeated after that, the export gives another output than an undisturbed one.",
            where=_words(trial),
            remedy="Begin anew: take what is half done for nothing.",
        )


def _difference(found: Any, before: Any, whole: Any) -> str:
    if isinstance(found, dict) and isinstance(whole, dict):
        old = before if isinstance(before, dict) else {}
        n_new = sum(found.get(name) == one for name, one in whole.items())
        n_old = sum(found.get(name) == one for name, one in old.items())
        return f"{n_new} of {len(whole)} new files, {n_old} of {len(old)} old ones"
    return "nothing at all" if found is None else "something in between"


def _words(trial: EndedExport) -> str:
    (kind, value), *_ = trial.moment.items()
    words = {
        "event": f"killed before change {value:.0f} of the file system",
        "call": f"killed before call {value:.0f} of a C function",
        "after_s": f"killed after {value * 1000:.1f} ms",
        "file_bytes": f"no file may have more than {value:.0f} bytes",
    }
    return words[kind]
