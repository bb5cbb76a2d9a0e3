import base64
import hashlib
import json
import sys
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path

import pytest

from opsonin.errors import ConfigError, PluginError
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.contents import contents_of, stamp_of
from opsonin.manager.listing import list_states
from opsonin.manager.pipeline import build_pipeline

Distribute = Callable[..., None]
PLUGIN = """
from opsonin import Tagger, hookimpl
@hookimpl
def register_taggers():
    return [Tagger(name="trials", version="1", tag=lambda documents, context: {})]
"""


@pytest.fixture
def site(distribute: Distribute, tmp_path: Path) -> Path:
    """A distribution with a RECORD, as an installer leaves it."""
    distribute("acme-trials", {"acme_trials": PLUGIN}, "trials = acme_trials", version="2.0")
    folder = tmp_path / "site"
    record(folder)
    return folder


def record(site: Path) -> None:
    info = site / "acme_trials-2.0.dist-info"
    (info / "INSTALLER").write_text("pip")
    lines = [f"{info.name}/RECORD,,", "../../bin/acme,sha256=abc,3", "__pycache__/x.pyc,,"]
    for path in (site / "acme_trials.py", *info.glob("[IMe]*")):
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest())
        name = path.relative_to(site).as_posix()
        lines.append(f"{name},sha256={digest.decode().rstrip('=')},{path.stat().st_size}")
    (info / "RECORD").write_text("\n".join(lines))


def digest() -> str:
    return contents_of(distribution("acme-trials"), ["acme_trials"]).digest


def pinned(**changes: str) -> Settings:
    pin = {"version": "2.0", "digest": digest(), **changes}
    return Settings(plugins=("trials",), require_plugins={"Acme_Trials": pin})


def test_run_starts_with_what_it_requires(site: Path) -> None:
    assert site.is_dir()
    pipeline = build_pipeline(pinned())
    assert "trials" in [one.name for one in pipeline.taggers]


def test_digest_is_that_of_the_files_whoever_installed_them(site: Path) -> None:
    before = digest()
    info = site / "acme_trials-2.0.dist-info"
    (info / "INSTALLER").write_text("another")
    (info / "direct_url.json").write_text(json.dumps({"url": "file:///x", "dir_info": {}}))
    (site / "__pycache__").mkdir(exist_ok=True)
    (site / "__pycache__" / "x.pyc").write_bytes(b"x")
    record(site)
    assert digest() == before
    assert contents_of(distribution("acme-trials"), []).is_recorded


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("version", "wants acme-trials 1.9, and 2.0 is installed. Install acme-trials==1.9"),
        ("digest", "found sha256:"),
        ("file", "Changed since it was installed: acme_trials.py. Install acme-trials==2.0 again"),
        ("gone", "Changed since it was installed: acme_trials.py."),
    ],
)
def test_run_refuses_what_it_does_not_require(site: Path, change: str, words: str) -> None:
    settings = pinned()
    if change == "version":
        settings = pinned(version="1.9")
    elif change == "digest":
        settings = pinned(digest="sha256:" + "0" * 64)
    elif change == "file":
        (site / "acme_trials.py").write_text(PLUGIN + "# one more line\n")
    else:
        (site / "acme_trials.py").unlink()
    with pytest.raises(PluginError) as caught:
        build_pipeline(settings)
    message = str(caught.value)
    assert message.startswith("plugin trials of acme-trials 2.0: [require_plugins] wants acme-tri")
    assert words in message
    assert "`opsonin plugins lock`" in message
    # It was not imported to find that out.
    assert "acme_trials" not in sys.modules
    (listed,) = [one for one in list_states(settings) if one.name == "trials"]
    assert listed.state == "broken"
    assert words in str(listed.reason)


def test_editable_installation_says_what_it_is(site: Path) -> None:
    info = site / "acme_trials-2.0.dist-info"
    (info / "direct_url.json").write_text(json.dumps({"dir_info": {"editable": True}}))
    settings = pinned()
    assert not contents_of(distribution("acme-trials"), []).is_recorded
    build_pipeline(settings)
    (site / "acme_trials.py").write_text(PLUGIN + "# one more line\n")
    with pytest.raises(PluginError, match="It runs from its source folder, where every edit"):
        build_pipeline(settings)


def test_plugin_that_nobody_requires_is_refused_once_some_are(
    site: Path, distribute: Distribute
) -> None:
    assert site.is_dir()
    distribute("other", {"other_x": PLUGIN.replace("trials", "x")}, "other = other_x")
    settings = Settings(plugins=("*",), require_plugins=pinned().require_plugins)
    with pytest.raises(PluginError, match=r"plugin other of other .*not in \[require_plugins\]"):
        build_pipeline(settings)


def test_plugin_that_is_required_and_not_installed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "opsonin.toml"
    pin = f'{{ version = "1", digest = "sha256:{"0" * 64}" }}'
    path.write_text(f"[require_plugins]\nacme = {pin}\n")
    with pytest.raises(ConfigError) as caught:
        build_pipeline(load_settings(path))
    assert str(caught.value).startswith(
        f"{path}, line 2, [require_plugins]: acme is required and not installed. Install it"
    )


@pytest.mark.parametrize(
    ("pin", "message"),
    [
        ('{ version = "1" }', "line 2, [require_plugins]: acme: digest is missing"),
        ('{ version = "1", digest = "x" }', "acme: digest is 'x', expected 'sha256:' and 64"),
        ('{ version = 1, digest = "x" }', "acme: version is 1, expected a string."),
        ('"1.0"', "require_plugins.acme is '1.0', expected a table."),
    ],
)
def test_mistakes_in_pins_are_explained(tmp_path: Path, pin: str, message: str) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text(f"[require_plugins]\nacme = {pin}\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert message in str(caught.value)


def test_stamp_changes_with_any_file(site: Path) -> None:
    found = distribution("acme-trials")
    before = stamp_of(found, ["acme_trials"])
    assert stamp_of(found, ["acme_trials"]) == before
    (site / "acme_trials.py").write_text(PLUGIN + "#")
    assert stamp_of(found, ["acme_trials"]) != before
    (site / "acme_trials.py").unlink()
    assert stamp_of(found, ["acme_trials"]) != before
