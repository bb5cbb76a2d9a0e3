from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from opsonin import ConfigError
from opsonin.manager.options import build_options, check_options_type
from opsonin.tables.clean import Signals
from opsonin.tables.model import arrow_schema
from opsonin_plugins.signals.gate import GateOptions
from opsonin_plugins.signals.rules import Mark, Rule, Thresholds, rules_of

Measured = Callable[[str], Mapping[str, float]]

ABSTRACT = (
    "BACKGROUND: Serum ferritin (SF) was measured in 48 patients (31 women; mean age 61.4 +/- 9.2 "
    "years) with stage III-IV disease.\nMETHODS: SF was measured at 0, 4 and 12 weeks (ELISA, "
    "n = 144).\nRESULTS: SF fell from 412.5 to 198.3 ng/mL (p < 0.001; 95% CI -251.2 to -177.1) "
    "in those treated with drug A, but not with placebo (p = 0.47).\nCONCLUSION: Drug A lowers SF."
)


def marks_of(measures: Mapping[str, float]) -> set[str]:
    return {
        rule.mark
        for rule in rules_of(Thresholds())
        # What the text alone does not say is nothing here.
        if rule.breaks(np.array([measures.get(rule.measure, 0)], np.float32))[0]
    }


def test_every_threshold_is_one_of_a_measure() -> None:
    measures = {*arrow_schema(Signals).names}
    assert {field.name.split("_", 1)[1] for field in fields(Thresholds)} <= measures
    everything = {field.name: 1.0 for field in fields(Thresholds)}
    rules = list(rules_of(Thresholds(**everything)))
    assert len(rules) == len(fields(Thresholds))
    assert {rule.mark for rule in rules} == set(get_args(Mark))


def test_every_measure_has_a_threshold() -> None:
    bounded = {field.name.split("_", 1)[1] for field in fields(Thresholds)}
    own = {"doc_id", "component", "component_version", "flag_density"}
    assert {*arrow_schema(Signals).names} - own <= bounded


def test_a_value_at_the_threshold_is_not_marked() -> None:
    values = np.array([0.1, 0.2, 0.3], np.float32)
    assert Rule("x", "max", 0.2, "list").breaks(values).tolist() == [False, False, True]
    assert Rule("x", "min", 0.2, "list").breaks(values).tolist() == [True, False, False]


def test_a_threshold_of_nothing_is_no_rule() -> None:
    names = {rule.measure for rule in rules_of(Thresholds(min_n_words=None))}
    assert "punctuated_line_fraction" not in names
    assert [
        rule.bound for rule in rules_of(Thresholds(min_n_words=None)) if rule.measure == "n_words"
    ] == ["max"]


def test_an_abstract_full_of_numbers_is_not_marked(measured: Measured) -> None:
    assert marks_of(measured(ABSTRACT)) == set()


def test_hard_line_breaks_are_not_marked(measured: Measured) -> None:
    words = ABSTRACT.split()
    wrapped = "\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4))
    assert marks_of(measured(wrapped)) == set()
    assert marks_of(measured(" ".join(words))) == set()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Mice of the second group sleep.", "short"),
        (f"{ABSTRACT}\n\n{ABSTRACT}", "repetitive"),
        ("Share this page\n" * 40, "repetitive"),
        ("\n".join(f"- item {n} of the list that is to be had here" for n in range(40)), "list"),
        (f"{ABSTRACT}\nLorem ipsum dolor sit amet.", "boilerplate"),
        (" ".join(f"#{word}" for word in ABSTRACT.split()), "symbols"),
        (" ".join(str(number) for number in range(100, 400)), "not_prose"),
    ],
)
def test_text_of_low_quality_is_marked(measured: Measured, text: str, mark: str) -> None:
    assert mark in marks_of(measured(text))


def test_bounds_that_no_document_can_keep_are_refused() -> None:
    with pytest.raises(ConfigError, match="min_n_words 60 is greater than max_n_words 50"):
        build_options(Thresholds, {"min_n_words": 60, "max_n_words": 50}, "quality")


@pytest.mark.parametrize("options", [Thresholds, GateOptions])
def test_options_can_be_configured(options: type[Thresholds]) -> None:
    check_options_type(options, "quality")
    assert build_options(options, {"min_n_words": 30}, "quality").min_n_words == 30


def test_an_unknown_mark_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"drop\[0\] is 'repetitiv', expected one of 'short'"):
        build_options(GateOptions, {"drop": ["repetitiv"]}, "quality_gate")
