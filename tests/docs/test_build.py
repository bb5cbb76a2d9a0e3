"""The pages are built strictly and without the network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def build(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    """Build a single page with the settings of the project, as ``make docs`` does."""
    (folder / "pages").mkdir()
    shutil.copy(DOCS / "conf.py", folder / "pages")
    (folder / "pages" / "opsonin_docs").symlink_to(DOCS / "opsonin_docs")
    (folder / "pages" / "index.md").write_text(page, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "pages", "html"]
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)


@pytest.mark.slow
def test_page_with_a_generated_part_is_built_and_fetches_nothing(tmp_path: Path) -> None:
    built = build(tmp_path, "# Page\n\n```{generated} record Tagger\n```\n\n[up](#page)\n")
    assert (built.returncode, built.stderr) == (0, "")
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    assert "Tables that it adds rows to." in page
    loaded = re.findall(r'<(?:script|img|link|iframe)[^>]* (?:src|href)="([^"]+)"', page)
    assert loaded
    styles = "".join(path.read_text("utf-8") for path in (tmp_path / "html").rglob("*.css"))
    loaded += re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", styles)
    assert [one for one in loaded if "//" in one.removeprefix("data:")] == []


@pytest.mark.slow
def test_faults_of_a_page_are_refused(tmp_path: Path) -> None:
    faults = "[a](missing.md) [b](#nowhere)\n\n```{generated} tabels\n```\n"
    built = build(tmp_path, f"# Page\n\n{faults}")
    assert built.returncode != 0
    assert "'myst' cross-reference target not found: 'missing.md'" in built.stderr
    assert "'myst' cross-reference target not found: 'nowhere'" in built.stderr
    assert "There is no part 'tabels'" in built.stderr


def test_every_page_says_what_it_is_about() -> None:
    for page in DOCS.rglob("*.md"):
        first = page.read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
        assert re.match(r"# \S", first), page.name
