"""Quotation marks without a partner, and the clauses that are lost where one stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.cleaners.damage.page import Damage, Page

UNBALANCED = "unbalanced_quote"
GARBLE = "mt_garble"
#: Stands in every text that has something for `unbalanced_quotes`.
SIGN = '["\u201c\u201d]'

#: German and the Nordic languages open or close with other marks, so nothing is known there.
#: An equals sign before or an angle bracket behind is markup.
_OTHER_STYLE = re.compile("[\u201e\u00ab\u00bb\u300c\u300d]|''|``|=\"|\">")
#: A mark after a digit may be inches or seconds of arc.
_MEASURE = re.compile('\\d ?["\u201d]')
_WORD = re.compile(r"[\w'\u2019-]{0,40}")
#: What follows a quotation: who said it, or the rest of the sentence it stands in.
_SAYING = re.compile(
    r"(?:(?:he|she|they|it|who|which|the|a|an|and|but|or|as|according|one|is|was|to)\b|"
    r"(?:[a-z]+ly )?(?:sa(?:id|ys|ying)|t(?:old|ells)|add|explain|not|ask|wr[io]te|report|"
    r"announc|claim|warn|stat|argu|conclud|tweet|insist|recall|repl|continu|admit)[a-z]*)"
)


_DETAILS = {
    "opened": "a quotation is opened and never closed",
    "closed": "a quotation is closed that was never opened",
    "begun": "a quotation is opened by a closing mark",
    "reversed": "a quotation is closed by an opening mark",
}


def unbalanced_quotes(page: Page) -> Iterator[Damage]:
    """Yield the quotation marks of each paragraph that have no partner in it.

    A quotation that goes on in the next paragraph is opened again there and closed at its end.

    Source: The Chicago Manual of Style, 13.32 (quotations of more than one paragraph).
    """
    passages = list(_passages(page))
    for number, (start, end) in enumerate(passages):
        content = page.text[start:end]
        if "\u201c" not in content and "\u201d" not in content and '"' not in content:
            continue
        if _OTHER_STYLE.search(content) is not None:
            continue
        following = passages[number + 1][0] if number + 1 < len(passages) else -1
        goes_on = following >= 0 and page.text[following] in "\"\u201c'\u2018"
        for at, what in _without_partner(content, goes_on=goes_on):
            yield _damage(content, at, start, what)
            if page.origin and what == "closed" and _breaks_off(content, at):
                yield _garble(content, at, start)


def _passages(page: Page) -> Iterator[tuple[int, int]]:
    """Yield the blocks of prose, those together that a line end parts in mid-sentence."""
    current: tuple[int, int] | None = None
    for start, end in page.prose:
        if current and page.text[current[1] : start] == "\n" and _goes_on(page.text, start):
            current = current[0], end
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current


def _goes_on(text: str, start: int) -> bool:
    return text[start].islower() or text[start - 2] not in '.!?:"\u201d)'


def _without_partner(content: str, *, goes_on: bool) -> Iterator[tuple[int, str]]:
    n_straight = content.count('"')
    is_curly = "\u201c" in content or "\u201d" in content
    if not is_curly:
        if n_straight % 2:
            yield from _straight(content, goes_on=goes_on)
    elif n_straight == 0 or len(re.findall('["\u201c\u201d]', content)) % 2:
        # Marks of both styles make pairs of many kinds; only that one is too many is certain.
        yield from _curly(content, goes_on=goes_on)


def _straight(content: str, *, goes_on: bool) -> Iterator[tuple[int, str]]:
    """Yield the odd one of an odd number of straight marks, as far as its neighbours tell."""
    places = [match.start() for match in re.finditer('"', content)]
    if _MEASURE.search(content) or (goes_on and places[0] == 0):
        return
    open_at = -1
    for at in places:
        opens = _is_opening(content, at)
        if opens and open_at >= 0:
            yield open_at, "opened"
            return
        if not opens and open_at < 0:
            yield at, "closed"
            return
        open_at = at if opens else -1
    yield open_at, "opened"


def _is_opening(content: str, at: int) -> bool:
    before = content[at - 1 : at]
    after = content[at + 1 : at + 2]
    return (not before or before.isspace() or before in "([\u2014\u2013-") and not after.isspace()


def _is_closing(content: str, at: int) -> bool:
    after = content[at + 1 : at + 2]
    return not content[at - 1].isspace() and (not after or after.isspace())


def _curly(content: str, *, goes_on: bool) -> Iterator[tuple[int, str]]:
    if "\u201c" not in content and content.count("\u201d") % 2 == 0:
        return
    open_at = -1
    for match in re.finditer('["\u201c\u201d]', content):
        at = match.start()
        is_mark_of_end = match[0] == "\u201d"
        if open_at >= 0 and (is_mark_of_end or _is_closing(content, at)):
            if not is_mark_of_end:
                yield at, "reversed"
            open_at = -1
        elif not is_mark_of_end:
            # Within a quotation a mark that touches no word is a slip for its end.
            if open_at >= 0 and not content[at + 1 : at + 2].isspace():
                yield open_at, "opened"
            open_at = at
        elif _is_opening(content, at):
            yield at, "begun"
            open_at = at
        elif not _MEASURE.match(content, max(at - 1, 0)) and not _MEASURE.match(
            content, max(at - 2, 0)
        ):
            yield at, "closed"
    if open_at >= 0 and not goes_on:
        yield open_at, "opened"


def _damage(content: str, at: int, offset: int, what: str) -> Damage:
    """Return the mark with the word that it touches."""
    start, end = at, at + 1
    if what in {"opened", "begun"}:
        word = _WORD.match(content, end)
        end = word.end() if word else end
    else:
        while start and at - start < 40 and not content[start - 1].isspace():  # noqa: PLR2004 - of a word
            start -= 1
    return Damage(offset + start, offset + end, UNBALANCED, _DETAILS[what])


def _breaks_off(content: str, at: int) -> bool:
    """Return whether a sentence goes on behind a stray mark with neither speaker nor verb."""
    rest = content[at + 1 : at + 60]
    if not rest.startswith(", ") or not rest[2:3].islower():
        return False
    return _SAYING.match(rest, 2) is None


def _garble(content: str, at: int, offset: int) -> Damage:
    before = max(content.rfind(mark, 0, at) for mark in (". ", "? ", "! ")) + 2
    start = before if before > 1 else 0
    word = _WORD.match(content, at + 3)
    end = word.end() if word else at + 1
    return Damage(offset + start, offset + end, GARBLE, "a clause was lost around a stray mark")
