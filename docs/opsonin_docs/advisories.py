"""Checks that no dependency is older than what mends its published weaknesses: advisories.py.

The list is kept by hand and needs no network: it holds what concerns this project.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from opsonin_docs.markdown import table

ROOT = Path(__file__).parents[2]
_TABLE = re.compile(
    r"(?<=<!-- advisories -->\n).*?(?=^<!-- /advisories -->)", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Advisory:
    """A weakness of a dependency.

    Attributes:
        package: The distribution.
        floor: The first version without it.
        source: Where it is published.
        what: What it is.
    """

    package: str
    floor: str
    source: str
    what: str


ADVISORIES = (
    Advisory("lxml", "6.1.3", "LP#2165901", "external parameter entities were read by default"),
    Advisory("lxml", "6.1.0", "CVE-2026-41066", "`iterparse` read files that an entity named"),
    Advisory("pyarrow", "23.0.1", "CVE-2026-25087", "memory used after it was freed, in IPC files"),
    Advisory("pyarrow", "14.0.1", "CVE-2023-47248", "a Parquet or IPC file could run code"),
    Advisory("orjson", "3.9.15", "CVE-2024-27454", "deeply nested JSON overflowed the stack"),
    Advisory("duckdb", "1.1.0", "CVE-2024-41672", "`sniff_csv` read files that were locked out"),
    Advisory("jinja2", "3.1.6", "CVE-2025-27516", "a template could leave its sandbox"),
    Advisory("starlette", "0.49.1", "CVE-2025-62727", "a `Range` header took quadratic time"),
    Advisory("h11", "0.16.0", "CVE-2025-43859", "wrong ends of chunks were taken for right ones"),
)


def too_old(project: str, lock: str) -> Iterator[str]:
    """Yield what allows or installs a version with a known weakness.

    Args:
        project: Text of ``pyproject.toml``.
        lock: Text of ``uv.lock``.
    """
    locked = {one["name"]: one.get("version", "0") for one in tomllib.loads(lock)["package"]}
    direct = [Requirement(one) for one in tomllib.loads(project)["project"]["dependencies"]]
    for one in ADVISORIES:
        if Version(locked.get(one.package, one.floor)) < Version(one.floor):
            yield f"uv.lock has {one.package} {locked[one.package]}, {_wanted(one)}"
        for requirement in direct:
            if requirement.name == one.package and not _has_floor(requirement, one.floor):
                yield f"pyproject.toml allows {requirement}, {_wanted(one)}"


def _wanted(one: Advisory) -> str:
    return f"{one.floor} is wanted: {one.what} ({one.source})."


def _has_floor(requirement: Requirement, floor: str) -> bool:
    lowest = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
    return any(version >= Version(floor) for version in lowest)


def advisories_table() -> str:
    """Return the list as a table, with a blank line around it."""
    header = ("package", "at least", "what older ones do", "source")
    rows = [(f"`{one.package}`", one.floor, one.what, one.source) for one in ADVISORIES]
    return f"\n{table(header, rows)}\n\n"


def renewed(page: str) -> str:
    """Return a page with the list of today."""
    return _TABLE.sub(lambda _: advisories_table(), page)


def main(pages: list[str]) -> int:
    """Write the list into pages; say what is too old, and return how much."""
    for page in map(Path, pages):
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
    names = ("pyproject.toml", "uv.lock")
    found = list(too_old(*((ROOT / name).read_text("utf-8") for name in names)))
    sys.stderr.writelines(f"{line}\n" for line in found)
    return len(found)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
