"""Tells an author where in the own files an error arose, and leaves out everybody else's."""

from __future__ import annotations

import importlib.util
import traceback
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from opsonin.errors import OpsoninError, StageError, TableError
from opsonin.trials.trial import Fault


def package_places(module: str) -> tuple[Path, ...]:
    """Return the folder of the package that a module belongs to, or the file of a lone module.

    Nothing is imported. Folders that several distributions share (namespace packages) are passed
    through.

    Args:
        module: Full name, as an entry point gives it.
    """
    spec = _spec(module)
    if spec is None:
        return ()
    if spec.submodule_search_locations:
        return tuple(Path(one).resolve() for one in spec.submodule_search_locations)
    return (Path(spec.origin).resolve(),) if spec.origin else ()


def _spec(module: str) -> ModuleSpec | None:
    name, *rest = module.split(".")
    try:
        spec = importlib.util.find_spec(name)
        while spec is not None and spec.origin is None and rest:
            name = f"{name}.{rest.pop(0)}"
            spec = PathFinder.find_spec(name, spec.submodule_search_locations)
    except (ImportError, ValueError):
        return None
    return spec


def fault_of(error: BaseException, places: Sequence[Path]) -> Fault:
    """Return what went wrong, with the lines of the traceback that lie in certain places.

    Args:
        error: What was raised.
        places: Folders and files of the author.
    """
    if isinstance(error, OpsoninError) and not _has_own(error, places):
        inner = error.__cause__ or error.__context__
        while inner is not None and not _has_own(inner, places):
            inner = inner.__cause__ or inner.__context__
        if inner is None:
            return Fault(_for_author(error))
        # What the engine says around it is nothing that the author can mend.
        error = inner
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    told = traceback.TracebackException.from_exception(error)
    _keep_own(told, places)
    return Fault(message, tuple("".join(told.format()).rstrip().splitlines()))


def _for_author(error: OpsoninError) -> str:
    """Return an error with a remedy for who can change the code: rows are mended, not left out."""
    if not isinstance(error, TableError | StageError):
        return str(error)
    return f"{error.where}: {error.message} Mend the code of the component."


def _has_own(error: BaseException, places: Sequence[Path]) -> bool:
    return any(_is_own(frame, places) for frame in traceback.extract_tb(error.__traceback__))


def _keep_own(told: traceback.TracebackException, places: Sequence[Path]) -> None:
    seen: set[int] = set()
    waiting: list[traceback.TracebackException | None] = [told]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.stack = traceback.StackSummary.from_list(
            [frame for frame in one.stack if _is_own(frame, places)]
        )
        waiting += [one.__cause__, one.__context__, *(one.exceptions or ())]


def _is_own(frame: traceback.FrameSummary, places: Sequence[Path]) -> bool:
    path = Path(frame.filename)
    return any(path.is_relative_to(place) for place in places) or any(
        path.resolve().is_relative_to(place) for place in places
    )
