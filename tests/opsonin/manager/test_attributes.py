from dataclasses import dataclass

from opsonin.manager.attributes import attributes_of, description_of


class Documented:
    """A class.

    Attributes:
        window: Words around the mention
            that are looked at.
        names (list): Their names: all of them.

    Raises:
        ValueError: Not an attribute.
    """


class Bare:
    pass


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


def test_docs_of_attributes_are_read() -> None:
    assert attributes_of(Documented) == {
        "window": "Words around the mention that are looked at.",
        "names": "Their names: all of them.",
    }
    assert attributes_of(Bare) == {}


def test_inherited_attributes_are_described_by_the_class_that_has_them() -> None:
    found = attributes_of(More)
    assert description_of("step", found) == "How far apart."
    assert description_of("min_lines", found) == "The least lines."


def test_pattern_describes_a_family_of_attributes() -> None:
    found = attributes_of(Bounds)
    assert description_of("min_words", found) == "The least value."
    assert description_of("max_words", found) == ""
