from __future__ import annotations

from dataclasses import dataclass

from opsonin_docs.docstrings import attributes_of, description_of, read_docstring


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


@dataclass(frozen=True)
class Bounds:
    """Bounds.

    Attributes:
        min_*: The least value.
        step: How far apart.
    """

    min_words: int = 1
    step: int = 1


@dataclass(frozen=True)
class More(Bounds):
    """More bounds.

    Attributes:
        min_lines: The least lines.
    """

    min_lines: int = 1


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


def test_inherited_attributes_are_described_by_the_class_that_has_them() -> None:
    found = attributes_of(More)
    assert description_of("step", found) == "How far apart."
    assert description_of("min_lines", found) == "The least lines."


def test_pattern_describes_a_family_of_attributes() -> None:
    found = attributes_of(Bounds)
    assert description_of("min_words", found) == "The least value."
    assert description_of("max_words", found) == ""
