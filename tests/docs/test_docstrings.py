from __future__ import annotations

from dataclasses import dataclass

from opsonin_docs.docstrings import read_docstring


def described(text: str) -> object:
    """Find spans
    in a text.

    More about it,
    in a paragraph.

    Args:
        text (str): Where to look,
            with a colon: here.

    Source: a paper.

    Example::

        described("a")

            indented
    """
    return text


def bare() -> None: ...


def test_docstring_is_taken_apart() -> None:
    found = read_docstring(described)
    assert found.summary == "Find spans in a text."
    assert found.text == "More about it,\nin a paragraph.\n\nSource: a paper."
    assert found.entries == {"Args": {"text": "Where to look, with a colon: here."}}
    assert found.example == 'described("a")\n\n    indented'


def test_what_has_no_docstring_describes_nothing() -> None:
    @dataclass(frozen=True)
    class Generated:
        size: int = 1

    assert read_docstring(bare).summary == ""
    # Python writes the signature where a dataclass has no docstring.
    assert (Generated.__doc__ or "").startswith("Generated(size: ")
    assert read_docstring(Generated).summary == ""
