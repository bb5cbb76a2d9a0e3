from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from authored import author_in

Command = Callable[..., Result]

PLUGIN = """
import re
from opsonin import Cleaned, Cleaner, Edit, Exporter, Span, Tagger, each_document, hookimpl
from opsonin import per_document

def find(text):
    return [Span(*m.span(), type="word", value=m[0]) for m in re.finditer(r"[A-Z]{2,}", text)]

def clean(document, context):
    stars = re.finditer(r"[*]+", document.text)
    return Cleaned([Edit(m.start(), m.end(), "", "stars") for m in stars])

def export(snapshot, context):
    place = snapshot.data / "out.txt"
    place.write_text("published")
    return str(place)

@hookimpl
def register_taggers():
    tag = per_document(find, "identifiers")
    return [Tagger(name="shouts", version="1", tag=tag, fills=("identifiers",))]

@hookimpl
def register_cleaners():
    return [Cleaner(name="starless", version="1", clean=each_document(clean), phase="strip")]

@hookimpl
def register_exporters():
    return [Exporter(name="notes", version="1", export=export)]
"""
LIMIT_S = 120


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    with author_in(tmp_path / "site", monkeypatch) as author:
        yield author("loud_plugin", PLUGIN)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample.txt"
    path.write_text("The WHO and the ** CDC\nsaid nothing.\n", encoding="utf-8")
    return path


@pytest.mark.usefixtures("plugin")
def test_rows_of_a_tagger_are_marked_in_the_text(opsonin: Command, sample: Path) -> None:
    result = opsonin("try", sample, "--component", "shouts")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("tagger shouts 1 of loud_plugin 1.0, ")
    assert "document sample.txt (text/plain, 35 code points), read by text" in result.stdout
    assert "identifiers: 2 new rows" in result.stdout
    assert "  The [WHO] and the  [CDC]\n" in result.stdout
    assert "said nothing" not in result.stdout


@pytest.mark.usefixtures("plugin")
def test_edits_of_a_cleaner_stand_in_their_context(opsonin: Command, sample: Path) -> None:
    result = opsonin("try", sample, "--component", "starless")
    assert result.exit_code == 0, result.output
    assert "  16:18 stars  The WHO and the [-**-] CDC⏎said nothing.⏎" in result.stdout


@pytest.mark.usefixtures("plugin")
def test_json_has_everything(opsonin: Command, sample: Path) -> None:
    result = opsonin("try", sample, "--component", "starless", "--json")
    trial = json.loads(result.stdout)
    assert trial["edits"] == [
        {"start": 16, "end": 18, "removed": "**", "replacement": "", "reason": "stars"}
    ]
    assert trial["subject"]["kind"] == "cleaner"
    assert trial["fault"] is None
    assert not list(Path(tempfile.gettempdir()).iterdir())


def test_error_of_the_component_is_shown_with_its_own_lines(
    opsonin: Command, plugin: Path, sample: Path
) -> None:
    plugin.write_text(PLUGIN.replace("return [Span", "1 / 0; return [Span"), encoding="utf-8")
    result = opsonin("try", sample, "--component", "shouts")
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if line.startswith("  File")]
    assert lines == [f'  File "{plugin}", line 7, in find']
    assert "ZeroDivisionError: division by zero" in result.stdout


def test_plugin_that_cannot_be_loaded_is_named(
    opsonin: Command, plugin: Path, sample: Path
) -> None:
    plugin.write_text(PLUGIN.replace("import re", "import ree"), encoding="utf-8")
    result = opsonin("try", sample, "--component", "shouts")
    assert result.exit_code == 1
    assert "plugin loud_plugin of loud_plugin 1.0 cannot be loaded." in result.stdout
    assert "ModuleNotFoundError: No module named 'ree'" in result.stdout
    assert "importlib" not in result.stdout


@pytest.mark.usefixtures("plugin")
def test_mistakes_are_told_in_one_line(opsonin: Command, sample: Path) -> None:
    for file, component, expected in (
        (sample, "shout", "Did you mean 'shouts'?"),
        ("nowhere.txt", "shouts", "There is no input 'nowhere.txt'."),
    ):
        result = opsonin("try", file, "--component", component)
        assert result.exit_code == 1
        assert expected in result.stderr
        assert "Traceback" not in result.output


@pytest.mark.slow
@pytest.mark.usefixtures("plugin")
def test_exporter_publishes_where_nobody_else_looks(opsonin: Command, sample: Path) -> None:
    result = opsonin("try", sample, "--component", "notes", "--json")
    assert result.exit_code == 0, result.output
    place = Path(json.loads(result.stdout)["place"])
    assert place.read_text() == "published"
    assert place.is_relative_to(tempfile.gettempdir())
    assert not Path("data").exists()


def lines_of(process: subprocess.Popen[str]) -> queue.Queue[str]:
    """Read what a process writes as it comes."""
    found: queue.Queue[str] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            found.put(line)

    threading.Thread(target=read, daemon=True).start()
    return found


def until(lines: queue.Queue[str], text: str) -> str:
    """Return what is written up to a line that holds some text."""
    seen = ""
    end = time.monotonic() + LIMIT_S
    while text not in seen:
        seen += lines.get(timeout=max(end - time.monotonic(), 0.1))
    return seen


@pytest.mark.slow
def test_trial_is_repeated_after_a_change_until_ctrl_c(plugin: Path, sample: Path) -> None:
    command = [sys.executable, "-c", "from opsonin.cli import main; main()", "try", str(sample)]
    process = subprocess.Popen(
        [*command, "--component", "shouts", "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        lines = lines_of(process)
        assert "[WHO]" in until(lines, "Waiting for a change")
        # Of the same size: what was compiled a moment ago must not be taken for it.
        plugin.write_text(PLUGIN.replace("[A-Z]{2,}", "[a-z]{7,}"), encoding="utf-8")
        again = until(lines, "Waiting for a change")
        assert "loud_plugin.py changed" in again
        assert "said [nothing]." in again
        sample.write_text("Everything changed.\n", encoding="utf-8")
        assert "[verything] [changed]" in until(lines, "Waiting for a change")
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT_S) == 130
        assert until(lines, "Stopped.") == "Stopped.\n"
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.slow
def test_component_that_hangs_is_ended_by_the_next_change(plugin: Path, sample: Path) -> None:
    hanging = PLUGIN.replace("def find(text):", "def find(text):\n    import time; time.sleep(999)")
    plugin.write_text(hanging, encoding="utf-8")
    command = [sys.executable, "-c", "from opsonin.cli import main; main()", "try", str(sample)]
    process = subprocess.Popen(
        [*command, "--component", "shouts", "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        lines = lines_of(process)
        # Long enough for the child to have said where its plugin lies.
        time.sleep(5)
        plugin.write_text(PLUGIN, encoding="utf-8")
        assert "[WHO]" in until(lines, "Waiting for a change")
        process.terminate()
        assert process.wait(LIMIT_S) == 130
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.slow
def test_watching_what_does_not_exist_ends(opsonin: Command, sample: Path) -> None:
    result = opsonin("try", sample, "--component", "no_such_thing", "--watch")
    assert result.exit_code == 1
