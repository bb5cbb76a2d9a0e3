from __future__ import annotations

import pytest

from opsonin_plugins.taggers.statements.statement import Statement, effect_of, opposition


def _said(
    predicate: str, *, negated: bool = False, rest: str = "", direction: str | None = None
) -> Statement:
    effect = effect_of(predicate, direction)
    return Statement(
        "a", 0, 0, 9, "X:1", "", predicate, "Y:1", rest, effect, negated, None, None,
        "chemical", "disease",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (_said("treats"), _said("treats", negated=True), "negation"),
        (_said("prevents"), _said("treats", negated=True), "negation"),
        (_said("decreases"), _said("increases"), "direction"),
        (_said("causes"), _said("prevents"), "direction"),
        (
            _said("associated_with", direction="increase"),
            _said("associated_with", direction="decrease"),
            "direction",
        ),
        (_said("decreases"), _said("increases", negated=True), None),
        (_said("detected_in"), _said("increases"), None),
        (_said("detected_in"), _said("causes", negated=True), None),
        (_said("treats"), _said("treats"), None),
        (_said("treats", rest="early"), _said("treats", negated=True, rest="late"), None),
        (_said("treats", rest="early"), _said("treats", negated=True), "negation"),
    ],
)
def test_opposition(one: Statement, other: Statement, kind: str | None) -> None:
    assert opposition(one, other) == opposition(other, one) == kind
