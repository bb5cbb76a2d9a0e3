from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from opsonin.errors import ConfigError, PluginError
from opsonin.testing import plugin_checks, run_checks
from opsonin.testing.check import Check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.finding import find_subjects
from opsonin.testing.results import judge
from opsonin.testing.samples import Given, Sample
from opsonin.testing.watching import ordinary
from planted import taggers


def test_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'identifiers'"):
        run_checks("identifers")


def test_unknown_check_gets_the_nearest() -> None:
    with pytest.raises(ConfigError, match="Did you mean 'prints_nothing'"):
        run_checks("identifiers", checks=["print_nothing"])


def test_unknown_expected_failure_is_an_error() -> None:
    with pytest.raises(ConfigError, match="There is no check 'x'"):
        run_checks("identifiers", expected_failures={"x": "because"})


def test_broken_plugin_is_named() -> None:
    class Broken:
        def register_taggers(self) -> list[object]:
            return []

    with pytest.raises(PluginError, match="It implements no hook"):
        run_checks(Broken())


def test_options_reach_the_component() -> None:
    (subject,) = find_subjects("quality_gate", options={"drop": ["short"]})
    assert getattr(subject.installed.options, "drop") == ("short",)  # noqa: B009 - typed as object
    assert subject.rebuilt().installed.options == subject.installed.options


def test_options_of_a_plugin_are_those_of_its_components() -> None:
    subjects = find_subjects("signals", options={"quality_gate": {"drop": ["short"]}})
    stated = {one.name: one.installed.options for one in subjects}
    assert getattr(stated["quality_gate"], "drop") == ("short",)  # noqa: B009 - as above
    with pytest.raises(ConfigError, match="expected the options of a component"):
        find_subjects("taggers", options={"drop": ["short"]})


def test_expected_failure_is_no_failure() -> None:
    subject = next(one for one in find_subjects(taggers) if one.name == "gives_rows_twice")
    (result,) = (
        judge(one, subject, {"no_row_is_given_twice": "known"})
        for one in [_check("no_row_is_given_twice")]
    )
    assert (result.status, result.is_bad) == ("expected", False)
    assert result.detail.startswith("known (")


def test_expected_failure_of_one_component_concerns_no_other() -> None:
    subject = next(one for one in find_subjects(taggers) if one.name == "gives_rows_twice")
    result = judge(_check("no_row_is_given_twice"), subject, {"sound.no_row_is_given_twice": "?"})
    assert result.status == "failed"


def test_mended_failure_is_told() -> None:
    subject = next(one for one in find_subjects(taggers) if one.name == "sound")
    result = judge(_check("name_is_plain"), subject, {"name_is_plain": "long ago"})
    assert (result.status, result.is_bad) == ("unexpectedly_passed", True)
    assert result.remedy == "Take it out of expected_failures."


def test_reasons_and_remedies_stand_in_the_result() -> None:
    def fails(_subject: object) -> None:
        raise CheckFailed("It is blue.", where="here", remedy="Paint it.")

    def sees_nothing(_subject: object) -> None:
        raise NotApplicable("It is dark.", remedy="Give light.")

    (subject,) = find_subjects("identifiers")
    failed = judge(Check("x", ("tagger",), fails, "x"), subject, {})
    assert (failed.status, failed.detail, failed.remedy) == (
        "failed",
        "here: It is blue.",
        "Paint it.",
    )
    unseen = judge(Check("x", ("tagger",), sees_nothing, "x"), subject, {})
    assert (unseen.status, unseen.is_bad, unseen.remedy) == ("not_applicable", False, "Give light.")


def test_plugin_that_is_no_module_is_not_asked_for_in_another_process() -> None:
    class Plugin:
        register_taggers = staticmethod(taggers.register_taggers)

    results = run_checks(Plugin(), checks=["prints_nothing"])
    assert {one.status for one in results} == {"not_applicable"}
    assert "give its module" in results[0].detail


test_kit_by_pytest = plugin_checks(
    taggers,
    expected_failures={
        f"{name}.{check}": "planted"
        for name, check in taggers.FAULTS.items()
        if name == "gives_rows_twice"
    },
    leave_out=[one.name for one in taggers.TAGGERS if one.name not in {"sound", "gives_rows_twice"}]
    + ["has_another_version_each_time"],
)


def test_kit_does_not_import_pytest() -> None:
    code = (
        "import sys; from opsonin.testing import run_checks; "
        "run_checks('identifiers', checks=['name_is_plain']); "
        "sys.exit('pytest' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _check(name: str) -> Check:
    from opsonin.testing.registry import checks_of  # noqa: PLC0415 - read where it is used

    return next(one for one in checks_of("tagger") if one.name == name)


def test_files_of_text_are_samples_for_cleaners_and_taggers(tmp_path: Path) -> None:
    page, archive = tmp_path / "page.html", tmp_path / "archive.bin"
    page.write_text("<p>NCT04385095</p>", encoding="utf-8")
    archive.write_bytes(b"\xff\xfe\x00")
    (html,) = find_subjects("html", samples=[page, archive, "plain"])
    given = {one for _, one in ordinary(html)}
    assert Sample("<p>NCT04385095</p>", "text/html") in given
    # A plain text is meant for the component, which is only given pages.
    assert Sample("plain", "text/html") in given
    assert html.samples.texts == (Sample("plain"),)


def test_plugin_with_the_name_of_its_component_is_told(caplog: pytest.LogCaptureFixture) -> None:
    # Plugin `signals` has more components than the cleaner of that name.
    run_checks("signals", checks=["name_is_plain"])
    (told,) = caplog.messages
    assert told == (
        "signals is the name of a plugin, too; all it has is checked: "
        "signals, quality_gate, quality"
    )


def test_what_samples_are_taken_for_is_said() -> None:
    samples: list[Given] = ["NCT04385095", Sample("<p>NCT04385095</p>", "text/html")]
    (result,) = run_checks("identifiers", checks=["ordinary_documents_pass"], samples=samples)
    assert "(yours: 1 as text/html, 1 as text/plain)" in result.detail
