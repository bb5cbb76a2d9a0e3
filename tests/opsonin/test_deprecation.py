"""What has a new name is understood under the old one for a while, and says who uses it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

import opsonin
from opsonin import OpsoninDeprecationWarning, Tagger, deprecation, hookimpl
from opsonin.deprecation import Renamed
from opsonin.manager import loading, registration
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.manager.hooks import Hooks, hookspec

SINCE = {"since": "0.2", "until": "0.3"}


def tagger() -> Tagger[Any]:
    return Tagger(name="old_hand", version="1", tag=lambda *_: {})


def test_hook_of_an_old_name_is_called_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {"register_annotators": Renamed("register_taggers", **SINCE)}
    monkeypatch.setattr(deprecation, "RENAMED_HOOKS", renamed)
    plugin = SimpleNamespace(register_annotators=hookimpl(lambda: [tagger()]))
    with pytest.warns(OpsoninDeprecationWarning) as caught:
        plugins = load_plugins(Settings(), extra=[("mine", plugin)])
    assert "old_hand" in [one.record.name for one in plugins.taggers]
    (warning,) = [one.message for one in caught]
    assert isinstance(warning, OpsoninDeprecationWarning)
    assert (warning.plugin, warning.replacement) == (
        "plugin mine of mine unreleased",
        "register_taggers",
    )
    assert str(warning) == (
        "plugin mine of mine unreleased uses hook register_annotators, which is called "
        "register_taggers since hook API 0.2 and goes in 0.3. Use register_taggers instead."
    )


class OlderHooks(Hooks):
    """Hooks of a version in which an argument got another name."""

    @hookspec
    def run_failed(self, run_id: str, error: str, message: str) -> None:  # type: ignore[override]
        """Observe that a run ended; ``message`` is the old name of ``error``."""


def test_argument_of_an_old_name_is_filled_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = {("run_failed", "message"): Renamed("error", **SINCE)}
    monkeypatch.setattr(deprecation, "RENAMED_ARGUMENTS", renamed)
    monkeypatch.setattr(loading, "Hooks", OlderHooks)
    heard: list[str] = []

    def note(message: str) -> None:
        heard.append(message)

    plugin = SimpleNamespace(run_failed=hookimpl(note))
    with pytest.warns(OpsoninDeprecationWarning, match="argument message of run_failed, which is"):
        plugins = load_plugins(Settings(), extra=[("mine", plugin)])
    plugins.observe("run_failed", run_id="1", error="why")
    assert heard == ["why"]


def test_public_name_of_an_old_name_is_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names: Mapping[str, Renamed] = {"Annotator": Renamed("Tagger", **SINCE)}
    monkeypatch.setattr(deprecation, "RENAMED_NAMES", names)
    with (
        deprecation.on_behalf_of("plugin mine of mine 1.0"),
        pytest.warns(
            OpsoninDeprecationWarning, match=r"plugin mine of mine 1\.0 uses opsonin\.Ann"
        ),
    ):
        assert opsonin.Annotator is Tagger
    with pytest.raises(AttributeError, match="no attribute 'Anotator'"):
        opsonin.Anotator  # noqa: B018 - to look it up is the point


def test_what_has_no_new_name_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_plugins(Settings())
    assert registration.HOOKS
    for old, renamed in deprecation.RENAMED_HOOKS.items():
        assert old not in registration.HOOKS
        assert renamed.replacement in registration.HOOKS
    for old, renamed in deprecation.RENAMED_NAMES.items():
        assert old not in opsonin.__all__
        assert renamed.replacement in opsonin.__all__
