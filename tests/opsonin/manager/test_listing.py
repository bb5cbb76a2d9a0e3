import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opsonin.manager import remembered
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.manager.listing import Listed, list_states, registering
from opsonin.manager.remembered import Offered, cache_folder

Distribute = Callable[..., None]
PLUGIN = """
from opsonin import Tagger, hookimpl
@hookimpl
def register_taggers():
    return [Tagger(name="trials", version="3", tag=lambda documents, context: {})]
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPSONIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def listed(settings: Settings, name: str = "trials") -> Listed:
    (found,) = [one for one in list_states(settings) if one.name == name]
    return found


def test_components_are_known_once_a_plugin_was_loaded(distribute: Distribute) -> None:
    distribute("acme", {"acme_x": PLUGIN}, "trials = acme_x")
    settings = Settings(plugins=("*",))
    assert listed(settings).components is None
    load_plugins(settings)
    sys.modules.pop("acme_x")
    assert listed(settings).components == (Offered("tagger", "trials", "3"),)
    assert "acme_x" not in sys.modules
    assert [one.name for one in registering(list_states(settings), "tagger")] == ["trials"]
    assert registering(list_states(settings), "source") == ()
    # It is still known what a plugin would add if it were allowed.
    assert listed(Settings()).state == "disabled"
    assert listed(Settings()).components == (Offered("tagger", "trials", "3"),)


def test_changed_plugin_is_not_taken_for_the_one_that_was_loaded(
    distribute: Distribute, tmp_path: Path
) -> None:
    distribute("acme", {"acme_x": PLUGIN}, "trials = acme_x")
    settings = Settings(plugins=("*",))
    load_plugins(settings)
    (tmp_path / "site" / "acme_x.py").write_text(PLUGIN + "\n# changed\n")
    assert listed(settings).components is None


def test_broken_plugin_is_remembered_as_broken(distribute: Distribute) -> None:
    distribute("acme", {"acme_x": "1 / 0"}, "trials = acme_x")
    settings = Settings(plugins=("*",))
    assert listed(settings).state == "active"
    load_plugins(settings)
    found = listed(settings)
    assert (found.state, found.reason) == ("broken", "ZeroDivisionError: division by zero.")
    assert listed(Settings()).state == "disabled"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"stamp": 1}', '{"plugins": 3}'])
def test_damaged_memory_is_no_memory(distribute: Distribute, cache: Path, content: str) -> None:
    distribute("acme", {"acme_x": PLUGIN}, "trials = acme_x")
    settings = Settings(plugins=("*",))
    load_plugins(settings)
    for path in (cache / "plugins").iterdir():
        path.write_text(content)
    assert listed(settings).components is None
    load_plugins(settings)
    assert listed(settings).components is not None


def test_memory_that_cannot_be_written_is_no_error(
    distribute: Distribute, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribute("acme", {"acme_x": PLUGIN}, "trials = acme_x")
    cache.write_text("a file where the folder belongs")
    assert load_plugins(Settings(plugins=("*",))).broken == ()
    monkeypatch.delenv(remembered.CACHE_VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert cache_folder() == Path("/x/opsonin")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/ada")
    assert cache_folder() == Path("/home/ada/.cache/opsonin")


def test_listing_of_all_that_is_installed_imports_no_plugin() -> None:
    program = (
        "import sys\n"
        "from opsonin.cli.plugin_listing import list_installed\n"
        "list_installed(None, ('*',), kind=None, check=False, as_json=True)\n"
        "heavy = {'opsonin_plugins', 'opsonin_flows', 'pyarrow', 'pandera', 'numpy', 'prefect'}\n"
        "print(sorted(heavy & {*sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    assert '"distribution": "opsonin"' in done.stdout
    assert done.stderr.splitlines()[-1] == "[]"
