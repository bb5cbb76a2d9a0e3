import sys
from collections.abc import Callable

import pytest

from opsonin.errors import PluginError
from opsonin.manager import compatibility
from opsonin.manager.compatibility import IncompatibleError, check_api
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.manager.listing import list_states
from opsonin.manager.pipeline import build_pipeline

Distribute = Callable[..., None]
HOOK = "from opsonin import hookimpl\n@hookimpl\ndef register_taggers(): return []\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "is_accepted"),
    [
        ("0.2", "0.1", False),
        ("0.2", "0.3", False),
        ("0.2", "0.2", True),
        ("1.3", "1.2", True),
        ("1.3", "1.4", False),
        ("2.0", "1.0", False),
        ("2.0", "2", False),
        ("2.0", 2.0, False),
    ],
)
def test_minor_versions_fit_from_version_one_on(
    monkeypatch: pytest.MonkeyPatch, *, ours: str, theirs: object, is_accepted: bool
) -> None:
    monkeypatch.setattr(compatibility, "HOOK_API", ours)
    if is_accepted:
        check_api(theirs, "acme")
    else:
        with pytest.raises(IncompatibleError):
            check_api(theirs, "acme")


def test_message_names_both_versions_and_the_remedy() -> None:
    with pytest.raises(IncompatibleError) as caught:
        check_api("9.1", "acme-trials")
    assert str(caught.value) == (
        "It was written for hook API 9.1; opsonin 0.1.0 has 0.1. Upgrade opsonin (pip install "
        "--upgrade opsonin), or install an older version of acme-trials for hook API 0.1."
    )
    with pytest.raises(IncompatibleError, match="pip install --upgrade acme-trials"):
        check_api("0.0", "acme-trials")


def test_incompatible_plugin_is_named_and_never_imported(distribute: Distribute) -> None:
    source = f"OPSONIN_HOOK_API: str = '0.9'\n{HOOK}raise AssertionError\n"
    distribute("acme-old", {"acme_old": source}, "old = acme_old")
    states = {one.name: one.state for one in list_states(Settings(plugins=("*",)))}
    assert states["old"] == "incompatible"
    plugins = load_plugins(Settings(plugins=("*",)))
    (broken,) = plugins.broken
    assert (broken.plugin, broken.state) == ("old", "incompatible")
    assert "hook API 0.9" in broken.error
    assert "acme_old" not in sys.modules
    (listed,) = [one for one in list_states(Settings()) if one.name == "old"]
    assert (listed.state, listed.reason) == ("incompatible", broken.error)
    with pytest.raises(PluginError, match=r"plugin old of acme-old 1\.2: It was written for hook"):
        build_pipeline(Settings(plugins=("old",)))


def test_version_that_only_the_import_tells_is_found_by_it(distribute: Distribute) -> None:
    source = f"OPSONIN_HOOK_API = '.'.join(['0', '9'])\n{HOOK}"
    distribute("acme-sly", {"acme_sly": source}, "sly = acme_sly")
    (broken,) = load_plugins(Settings(plugins=("*",))).broken
    assert broken.state == "incompatible"


@pytest.mark.parametrize(
    ("requirement", "state"),
    [
        ("opsonin", "active"),
        ("opsonin>=0.1,<0.2", "active"),
        ("opsonin-helpers>=9", "active"),
        ("opsonin>=9; extra == 'new'", "active"),
        ("opsonin ((broken", "active"),
        ("opsonin>=9", "incompatible"),
        ("Opsonin[s3] (<0.1)", "incompatible"),
    ],
)
def test_requirement_on_opsonin_counts(
    distribute: Distribute, requirement: str, state: str
) -> None:
    distribute("acme", {"acme_x": HOOK}, "acme = acme_x", requires=requirement)
    (listed,) = [one for one in list_states(Settings(plugins=("*",))) if one.name == "acme"]
    assert listed.state == state
