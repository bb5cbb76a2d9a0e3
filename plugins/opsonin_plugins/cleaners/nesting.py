"""Where the elements of HTML begin and end, for cleaners that edit markup."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from opsonin_plugins.cleaners.elements import BLOCKS, CLOSES, CLOSES_P, VOID
from opsonin_plugins.cleaners.markup import Token, attributes, tokens


class Element(NamedTuple):
    """An element with its tags; a named tuple because a page has thousands of them.

    Attributes:
        name: Name of the tag in lower case.
        start: First code point of its start tag in the markup.
        end: First code point after its end tag, or after its content where that is left out.
        inner_start: First code point of its content.
        inner_end: First code point after its content.
        tag: Source of its start tag.
    """

    name: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    tag: str

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes of its start tag by name."""
        return attributes(self.tag)


class _Open(NamedTuple):
    name: str
    start: int
    inner_start: int
    tag: str

    def closed(self, inner_end: int, end: int) -> Element:
        """Return the element that ends here."""
        return Element(self.name, self.start, end, self.inner_start, inner_end, self.tag)


def _opened(token: Token) -> _Open:
    return _Open(token.name, token.start, token.end, token.text)


def elements(markup: str) -> list[Element]:
    """Return the elements of HTML in the order in which they start.

    End tags that are missing are taken to stand where the enclosing element or the text ends, or
    where the standard says so (section 13.1.2.4, optional tags); those without a start tag are
    passed over. Time is linear in the size of the markup, but for sorting.

    >>> [(one.name, one.start, one.end) for one in elements("<ul><li>a<li>b</ul>")]
    [('ul', 0, 19), ('li', 4, 9), ('li', 9, 14)]
    """
    found: list[Element] = []
    stack: list[_Open] = []
    n_open: Counter[str] = Counter()

    def close(inner_end: int, end: int) -> None:
        one = stack.pop()
        n_open[one.name] -= 1
        found.append(one.closed(inner_end, end))

    for token in tokens(markup):
        if token.kind == "start":
            ended = CLOSES.get(token.name, CLOSES_P if token.name in BLOCKS else frozenset())
            while stack and stack[-1].name in ended:
                close(token.start, token.start)
            if token.name in VOID:
                found.append(_opened(token).closed(token.end, token.end))
                continue
            stack.append(_opened(token))
            n_open[token.name] += 1
        elif token.kind == "end" and n_open[token.name]:
            while stack[-1].name != token.name:
                close(token.start, token.start)
            close(token.start, token.end)
    while stack:
        close(len(markup), len(markup))
    return sorted(found, key=lambda one: (one.start, -one.end))
