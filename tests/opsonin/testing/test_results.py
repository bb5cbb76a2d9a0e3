from __future__ import annotations

from typing import Any

import pyarrow as pa

from opsonin import Documents, Tagger, hookimpl
from opsonin.testing.check import Check
from opsonin.testing.finding import find_subjects
from opsonin.testing.results import judge
from opsonin.testing.running import run_checks
from planted import taggers


def wrong(_documents: Documents, _context: Any) -> dict[str, pa.Table]:
    """Give a column that there is not."""
    raise ZeroDivisionError


class Raising:
    @hookimpl
    def register_taggers(self) -> list[Tagger[Any]]:
        return [
            Tagger(name="raising", version="1", tag=wrong, fills=("links",), scope="corpus"),
            Tagger(name="unlike", version="1", tag=wrong, fills=("dates",)),
        ]


def test_one_cause_is_explained_once() -> None:
    results = [one for one in run_checks(Raising()) if one.subject == "raising" and one.is_bad]
    first, *others = results
    assert "ZeroDivisionError" in first.detail
    assert first.remedy == "Raise no error, whatever the documents are."
    assert others
    assert {one.detail for one in others} == {f"For the same reason as {first.check}."}


def test_value_that_breaks_the_contract_is_one_cause() -> None:
    subject = next(s for s in find_subjects(taggers) if s.name == "gives_an_unknown_role")
    names = ("ordinary_documents_pass", "rows_keep_the_contract")
    first, second = (judge(_check(subject.kind, name), subject, {}) for name in names)
    assert "role" in first.detail
    assert second.detail == "For the same reason as ordinary_documents_pass."


def test_fault_of_the_kit_is_not_blamed_on_the_component() -> None:
    def stumbles(_subject: object) -> None:
        raise KeyError("of the kit")

    (subject,) = find_subjects("identifiers")
    result = judge(Check("x", ("tagger",), stumbles, "x"), subject, {})
    assert result.remedy == "It comes from opsonin or the kit, not from the component: report it."


def _check(kind: Any, name: str) -> Check:
    from opsonin.testing.registry import checks_of  # noqa: PLC0415 - read where it is used

    return next(one for one in checks_of(kind) if one.name == name)
