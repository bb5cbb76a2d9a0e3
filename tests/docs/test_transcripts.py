from __future__ import annotations

from pathlib import Path

import pytest

from opsonin_docs.transcripts import (
    FailedCommandError,
    Transcript,
    agrees,
    disagreements,
    main,
    reader,
    renewed,
    transcripts_of,
)

DOCS = Path(__file__).parents[2] / "docs"
PAGE = """# Page

```console
$ count
one
two
$ hush
```

```python
$ not a command
```
"""


def test_commands_are_found_with_their_answers() -> None:
    assert transcripts_of(PAGE) == [Transcript("count", "one\ntwo"), Transcript("hush", "")]


@pytest.mark.parametrize(
    ("quoted", "answer"),
    [
        ("one\ntwo", "one  \ntwo\n"),
        ("...\ntwo", "zero\none\ntwo\n"),
        ("one\n...", "one\n"),
        ("one\n...\nthree", "one\ntwo\nthree"),
        ("took ... s (a+b)", "took 1.2 s (a+b)"),
        ("a\n\nb", "a\n\nb"),
    ],
)
def test_quotation_is_true(quoted: str, answer: str) -> None:
    assert agrees(quoted, answer)


@pytest.mark.parametrize(
    ("quoted", "answer"),
    [
        ("one\ntwo", "one\n"),
        ("one", "one\ntwo"),
        ("one\n...\nfour", "one\ntwo\nthree"),
        ("took ... s", "took 1.2\ns"),
        ("...\nb", "ab"),
    ],
)
def test_quotation_is_false(quoted: str, answer: str) -> None:
    assert not agrees(quoted, answer)


def test_false_quotation_is_reported_and_renewed() -> None:
    answers = {"count": "one\nthree\n", "hush": "noise\n"}
    (found,) = disagreements(PAGE, answers.__getitem__)
    assert found == "$ count\nquoted:\none\ntwo\nanswered:\none\nthree\n"
    new = renewed(PAGE, answers.__getitem__)
    assert new == PAGE.replace("two", "three")
    assert renewed(new, answers.__getitem__) == new


def test_error_is_not_written_into_a_page_that_quotes_none() -> None:
    answers = {"count": "Error: There is nothing to count.", "hush": ""}
    with pytest.raises(FailedCommandError, match="count\nError: There is nothing"):
        renewed(PAGE, answers.__getitem__)
    failing = PAGE.replace("one\ntwo", "Error: There was something.")
    assert "nothing to count" in renewed(failing, answers.__getitem__)


def test_command_renews_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ ls seeds | wc -l\nmany\n$ opsonin --version\nopsonin ...\n```\n")
    main([str(page)])
    assert page.read_text() == (
        "```console\n$ ls seeds | wc -l\n4\n$ opsonin --version\nopsonin ...\n```\n"
    )


@pytest.mark.slow
@pytest.mark.parametrize("page", ["glossary.md", "first-run.md", "options.md"])
def test_page_quotes_what_opsonin_says_of_the_seeds(page: str, tmp_path: Path) -> None:
    with reader(tmp_path) as ask:
        assert disagreements((DOCS / page).read_text(encoding="utf-8"), ask) == []


def test_every_word_of_the_glossary_has_an_example() -> None:
    _, *entries = (DOCS / "glossary.md").read_text(encoding="utf-8").split("\n### ")
    bare = [entry.split("\n")[0] for entry in entries if not transcripts_of(entry)]
    assert len(entries) > 30
    assert bare == []
