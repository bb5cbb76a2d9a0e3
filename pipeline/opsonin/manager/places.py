"""Says where in a configuration something stands: file, line and table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from opsonin.manager.toml_lines import Keys, lines_of


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the settings. As a string it is what a message begins with.

    Attributes:
        file: The configuration file; None for values that come from elsewhere.
        section: The table, as its header names it; or in words, where there is no file.
        keys: The way from the table to the value that is meant.
    """

    file: Path | None = None
    section: str | tuple[str, ...] = ()
    keys: Keys = ()

    def at(self, *keys: str | int) -> Place:
        """Return the place of something inside of what stands here."""
        return Place(self.file, self.section, (*self.keys, *keys))

    def __str__(self) -> str:
        """Return ``file, line 3, [table]``, as far as each of them is known."""
        parts = []
        section = self.section if isinstance(self.section, tuple) else ()
        if self.file is not None:
            parts.append(str(self.file))
            line = _line(self.file, (*section, *self.keys))
            parts += [f"line {line}"] if line else []
        if section:
            parts.append(f"[{'.'.join(section)}]")
        elif isinstance(self.section, str):
            parts.append(self.section)
        return ", ".join(parts)


def _line(file: Path, path: Keys) -> int | None:
    """Return the line of a value, or of the nearest thing around it that has one."""
    try:
        lines = lines_of(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        # The settings may have come here from another machine.
        return None
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)


def spelt(keys: Keys) -> str:
    """Write the way to a value as one writes it in Python.

    >>> spelt(("rules", 1, "window"))
    'rules[1].window'
    """
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")
