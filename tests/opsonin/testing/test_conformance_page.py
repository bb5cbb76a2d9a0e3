from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from opsonin.components.kinds import KINDS
from opsonin.testing.check import Check
from opsonin.testing.registry import checks_of
from planted import (
    cleaners,
    planted_exporters,
    planted_sources,
    planted_vocabularies,
    refiners,
    taggers,
)

PAGE = Path(__file__).parents[3] / "docs" / "conformance.md"
BEGIN, END = "<!-- begin: checks -->", "<!-- end: checks -->"
REWRITE = "OPSONIN_WRITE_DOCS"

#: Faults that need a module of their own.
ALONE = {
    "heavy": "import_is_light",
    "loud": "import_does_nothing_else",
    "undocumented": "docstring_says_what_it_does",
}


def faults() -> dict[str, list[str]]:
    """Check -> faults that it catches, of which tests plant every one."""
    found: dict[str, list[str]] = {}
    pairs = [pair for one in (cleaners, taggers, refiners) for pair in one.FAULTS.items()]
    pairs += ALONE.items()
    for planted in (planted_sources, planted_exporters, planted_vocabularies):
        pairs += [(name, caught[1]) for name, caught in planted.FAULTS.items()]
    for name, check in pairs:
        if name not in found.setdefault(check, []):
            found[check].append(name)
    return found


def lines() -> Iterator[str]:
    checks = {one.name: one for kind in KINDS for one in checks_of(kind)}
    planted = faults()
    yield "| check | for | what is promised | faults planted to prove it |"
    yield "|---|---|---|---|"
    for one in checks.values():
        names = ", ".join(name.replace("_", " ") for name in planted.get(one.name, []))
        yield f"| `{one.name}` | {_kinds(one)} | {one.doc} | {names} |"


def _kinds(one: Check) -> str:
    kinds = [kind for kind in KINDS if one in checks_of(kind)]
    return "all" if len(kinds) == len(KINDS) else ", ".join(kinds)


def test_page_lists_every_check_and_fault() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    expected = f"{before}{BEGIN}\n" + "\n".join(lines()) + f"\n{END}{after}"
    if os.environ.get(REWRITE):
        PAGE.write_text(expected, encoding="utf-8")
    assert page == expected, f"Run this test with {REWRITE}=1 and look at the page."


def test_every_kind_has_twenty_checks() -> None:
    counts = {kind: len(checks_of(kind)) for kind in KINDS}
    assert min(counts.values()) >= 20, counts


def test_every_fault_is_caught_by_a_check_that_there_is() -> None:
    known = {one.name for kind in KINDS for one in checks_of(kind)}
    assert {*faults()} <= known
