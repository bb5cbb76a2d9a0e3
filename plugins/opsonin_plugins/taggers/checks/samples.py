"""Claims that rest on very few people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.quantities.people import PEOPLE

#: Fewer people than this are a small sample for a claim about an effect. Source: the seeds' gold.
_FEW = 10
_TREATED = re.compile(
    r"\b(?:injected|treated|gave|given|administered|vaccinated|randomi[sz]ed|enrolled|received|"
    r"infused|transplanted|immuni[sz]ed|tested)\b[^.;\n]{0,40}\Z"
)
_RECEIVED = re.compile(
    r"[^.;\n]{0,40}\b(?:were (?:treated|given|injected|vaccinated|infused|enrolled|"
    r"randomi[sz]ed)|received|underwent)\b"
)
_EFFECT = re.compile(
    r"\b(?:effective(?:ness|ly)?|efficacy|remission|recover(?:y|ed)|cured?|improve[ds]?|"
    r"improvement|response|responded|beneficial|benefit|successful(?:ly)?|safe|survived)\b",
    re.IGNORECASE,
)


def check_samples(text: str, figures: Sequence[Figure]) -> Iterator[Check]:
    """Yield a check for each small number of treated people in a text that claims an effect."""
    for one in figures:
        is_few = one.kind == "count" and one.high is None and 1 < one.value < _FEW
        if not is_few or one.noun not in PEOPLE or not one.is_stated or one.comparator != "=":
            continue
        if one.role == "numerator":
            continue
        before = text[max(0, one.start - 80) : one.start]
        if not (_TREATED.search(before) or _RECEIVED.match(text, one.end)):
            continue
        if _EFFECT.search(text, one.end, one.end + 600):
            rule = f"n = {one.value:g}, less than {_FEW}, with a claim about an effect"
            yield Check("small_sample", (one,), one.value, float(_FEW), "suspicious", rule)
            return
