"""Writes generated parts into pages, for those who read the pages as Markdown.

``python -m opsonin_docs.bodies docs/stages/*.md`` puts into each block called ``{generated}`` what
it stands for. When the pages are built, the part is generated anew and the body is passed over.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from opsonin_docs.extension import part

_BLOCK = re.compile(
    r"^(?P<fence>`{3,})\{generated\} (?P<called>[^\n]+)\n(?:[^\n]*\n)*?(?P=fence)$", re.MULTILINE
)


def with_bodies(page: str) -> str:
    r"""Return a page with a body in each block that stands for a generated part.

    >>> with_bodies("```{generated} hook run_started\nold\n```").splitlines()[0]
    '````{generated} hook run_started'

    Raises:
        UnknownPartError: Nothing generates a part that the page asks for.
    """
    return _BLOCK.sub(lambda found: _block(found["called"]), page)


def without_bodies(page: str) -> str:
    """Return a page without the blocks that stand for generated parts."""
    return _BLOCK.sub("", page)


def _block(called: str) -> str:
    body = part(called)
    # A fence is longer than those inside it.
    longest = max((len(run) for run in re.findall(r"^`{3,}", body, re.MULTILINE)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{{generated}} {called}\n{body}\n{fence}"


def main(paths: list[str]) -> None:
    """Write the bodies into these pages."""
    for path in map(Path, paths):
        page = path.read_text(encoding="utf-8")
        path.write_text(with_bodies(page), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
