"""Says of an exception what it is, and where in a component's own code it arose."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import FrameType

_ENGINE = "opsonin"


def told(error: BaseException) -> str:
    """Return an exception in one line: its type, its message, and the line of the author's code.

    One that has come from another process says in ``in_words`` what was told there.
    """
    words = getattr(error, "in_words", None)
    if isinstance(words, str):
        return words
    name, message, place = type(error).__name__, str(error), own_line(error)
    said = f"{name}: {message}" if message else name
    return f"{said} ({place})" if place else said


def own_line(error: BaseException) -> str:
    """Return file and line of a component's own code at which an error arose; empty if in none.

    A component's own code is that of the package of the first function that the engine called:
    what fails inside of a library is the concern of the line that called it.
    """
    frames = [
        (_module(frame), frame, line) for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    packages = (name.partition(".")[0] for name, _, _ in frames)
    own = next((one for one in packages if one not in _FOREIGN), None)
    lines = [
        f"{_path(name, frame)}, line {line}"
        for name, frame, line in frames
        if name.partition(".")[0] == own
    ]
    return lines[-1] if lines else ""


#: Packages that no component belongs to.
_FOREIGN = frozenset({_ENGINE, "", *sys.stdlib_module_names})


def _module(frame: FrameType) -> str:
    """Return the full name of a frame's module, also of one that was started with ``-m``."""
    spec = frame.f_globals.get("__spec__")
    return str(spec.name if spec is not None else frame.f_globals.get("__name__", ""))


def _path(module: str, frame: FrameType) -> str:
    """Return the path of a module's file below the folder that it was imported from."""
    file = Path(frame.f_code.co_filename)
    n_parts = module.count(".") + 1 + (file.stem == "__init__")
    return "/".join(file.parts[-n_parts:])
