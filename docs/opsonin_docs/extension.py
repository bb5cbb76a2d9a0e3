"""The directive ``generated``, which puts a generated part into a page.

In a page it is a block of code called ``{generated}`` whose first line names the part, such as
``hook register_taggers``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from opsonin_docs.commands import commands_part
from opsonin_docs.components import components_part
from opsonin_docs.hooks import hook_part, hooks_part
from opsonin_docs.names import names_part, testing_part
from opsonin_docs.records import record_part
from opsonin_docs.settings import settings_part
from opsonin_docs.tables import tables_part

#: Parts by name; those of the second group are told what they are about.
WHOLE: Mapping[str, Callable[[], str]] = {
    "commands": commands_part,
    "components": components_part,
    "hooks": hooks_part,
    "names": names_part,
    "settings": settings_part,
    "tables": tables_part,
    "testing": testing_part,
}
SINGLE: Mapping[str, Callable[[str], str]] = {"hook": hook_part, "record": record_part}


class UnknownPartError(LookupError):
    """A page asks for a part that nothing generates."""


def part(called: str) -> str:
    """Return a generated part as Markdown.

    Args:
        called: The name of the part and, for some, what it is about: ``record Tagger``.

    Raises:
        UnknownPartError: There is no such part, or nothing of that name to describe.
    """
    kind, _, about = called.partition(" ")
    if kind in WHOLE and not about:
        return WHOLE[kind]()
    known = ", ".join([*WHOLE, *(f"{one} NAME" for one in SINGLE)])
    unknown = UnknownPartError(f"There is no part {called!r}. Expected one of {known}.")
    if kind not in SINGLE or not about:
        raise unknown
    try:
        return SINGLE[kind](about)
    except (KeyError, AttributeError) as error:
        raise unknown from error


class Generated(SphinxDirective):
    """Puts a generated part in its place; its body is for readers of the Markdown alone."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the part as nodes of the page."""
        try:
            text = part(self.arguments[0])
        except UnknownPartError as error:
            raise self.error(str(error)) from error
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive to Sphinx."""
    app.add_directive("generated", Generated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
