from opsonin.manager.attributes import attribute_docs


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


def test_docs_of_attributes_are_read() -> None:
    assert attribute_docs(Documented) == {
        "window": "Words around the mention that are looked at.",
        "names": "Their names: all of them.",
    }
    assert attribute_docs(Bare) == {}
