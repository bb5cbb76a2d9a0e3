"""Finders for the chrome of blogs and news sites that no single line gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from opsonin_plugins.cleaners import phrases, web_phrases
from opsonin_plugins.cleaners.headings import zone_of
from opsonin_plugins.cleaners.lines import Line, ends_sentence

_ENDS = (
    " .?:|\u00ab\u00bb\u2039\u203a<>\u2190\u2191\u2192\u2026!\u25b6\u25bc\u25be+[]-"
    "\u2013\u2014\u00b7\u2022"
)
_WORDS = phrases.MENU_WORDS | phrases.SITE | web_phrases.WEB_MENU_WORDS | web_phrases.TOPICS
_SEPARATOR = re.compile(r" ?[|\u00b7\u2022\u203a\u00bb/] ?")
_MAX_MENU_CHARS, _MAX_ROW_CHARS = 120, 60
_MIN_STEPS, _MIN_ROW, _LONGEST_NAME = 2, 3, 3
_PROSE_CHARS, _MIN_PROSE = 60, 2
_MAX_NAME_CHARS, _MAX_NAME_WORDS = 40, 5
_REPLY_WITHIN, _HEADING_WITHIN, _STAMP_WITHIN = 6, 3, 2
_COUNT = re.compile(r"\d{1,6}")
_MAX_CONTENTS = 15
_N_FIRST = 4

Removed = Mapping[int, str]


def is_web_line(line: Line) -> bool:
    """Return whether a line belongs to the page of a blog or news site, not to its article.

    >>> is_web_line(Line(0, 9, "Pin this!", "pin this!"))
    True
    """
    key = line.key
    plain = key.strip(_ENDS)
    if plain in web_phrases.WEB or plain in phrases.SITE or web_phrases.WEB_LINE.fullmatch(plain):
        return True
    if any(sign in plain and whole.fullmatch(plain) for sign, whole in web_phrases.INSIDE):
        return True
    return web_phrases.BRACKETED.fullmatch(key) is not None or _is_menu(plain)


def _is_menu(plain: str) -> bool:
    """Return whether a line is a menu: words of menus only, parted by signs or by spaces."""
    if len(plain) > _MAX_MENU_CHARS or " " not in plain:
        return False
    steps = [step for step in _SEPARATOR.split(plain) if step]
    if len(steps) >= _MIN_STEPS:
        return all(step in _WORDS for step in steps)
    n_names = _n_names(plain)
    if n_names == _MIN_ROW == plain.count(" ") + 1:
        # Three tools are a row; three sections of a site may be a heading.
        return all(word in web_phrases.TOOLS for word in plain.split())
    return n_names > _MIN_ROW or (n_names >= _MIN_STEPS and len(set(plain.split())) == 1)


def _n_names(plain: str) -> int:
    """Return of how many words of menus a line is made; 0 if it holds another word."""
    words = plain.split()
    names = 0
    while words:
        length = next((n for n in range(_LONGEST_NAME, 0, -1) if " ".join(words[:n]) in _WORDS), 0)
        if not length:
            return 0
        words = words[length:]
        names += 1
    return names


def weak_lines(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find buttons and counts beside chrome, and the words that open a page."""
    filled = [i for i, line in enumerate(lines) if line.content]
    for index in filled[:_N_FIRST]:
        if ends_sentence(lines[index].content):
            break
        if lines[index].key.strip(_ENDS) in web_phrases.FIRST_WORDS and index not in removed:
            yield index, "site_chrome"
    chrome = {i for i in removed if removed[i] == "site_chrome"}
    for index, below in pairwise(filled):
        is_count = lines[index].key == "comments" and lines[below].content.isdigit()
        if is_count and index not in removed:
            chrome.update((index, below))
            yield from ((index, "site_chrome"), (below, "site_chrome"))
    for order in (filled, filled[::-1]):
        was_chrome = was_count = False
        for index in order:
            # One bare figure may be a count; several are cells of a table.
            is_count = _COUNT.fullmatch(lines[index].content) is not None
            if index in removed or index in chrome:
                was_chrome, was_count = index in chrome, is_count
                continue
            was_chrome = was_chrome and (
                _is_weak(lines[index])
                or (
                    is_count
                    and not (was_count and lines[index].content != "0")
                    and _is_alone(lines, filled, index)
                )
            )
            was_count = is_count
            if was_chrome:
                chrome.add(index)
                yield index, "site_chrome"


def _is_alone(lines: Sequence[Line], filled: Sequence[int], index: int) -> bool:
    """Return whether no line of figures stands beside a line."""
    if lines[index].content == "0":
        return True
    place = filled.index(index)
    beside = [*filled[max(place - 1, 0) : place], *filled[place + 1 : place + 2]]
    return not any(lines[i].content[:1].isdigit() for i in beside)


def _is_weak(line: Line) -> bool:
    plain = line.key.strip(_ENDS)
    is_button = plain in phrases.MENU_WORDS or plain in web_phrases.WEB_MENU_WORDS
    is_button = is_button or (len(plain) <= _MAX_ROW_CHARS and _n_names(plain) >= _MIN_ROW)
    return bool(plain) and (is_button or web_phrases.WEAK.fullmatch(plain) is not None)


def contents(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find tables of contents: lines below such a heading that the text has again as headings."""
    for index, line in enumerate(lines):
        if line.key.strip(_ENDS) not in ("in this article", "table of contents", "contents"):
            continue
        found: list[int] = []
        for below in range(index + 1, len(lines)):
            content = lines[below].content
            if not content:
                continue
            is_again = any(lines[i].content == content for i in range(below + 1, len(lines)))
            if not is_again or len(found) == _MAX_CONTENTS:
                break
            found.append(below)
        if found:
            yield from ((i, "site_chrome") for i in [index, *found] if i not in removed)


def comments(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find the comments of readers: all from the first on, up to a section that is known."""
    filled = [i for i, line in enumerate(lines) if line.content]
    n_prose = 0
    for position, index in enumerate(filled):
        line = lines[index]
        if n_prose >= _MIN_PROSE and index not in removed and _is_comment(lines, filled, position):
            first = position
            while first and _is_comment_heading(lines[filled[first - 1]]):
                first -= 1
            for i in filled[first:]:
                if zone_of(lines[i]) is not None:
                    return
                if i not in removed:
                    yield i, "comment"
            return
        n_prose += len(line.content) >= _PROSE_CHARS and ends_sentence(line.content)


def _is_comment(lines: Sequence[Line], filled: Sequence[int], position: int) -> bool:
    """Return whether a comment begins: a name and a time, or ``Jo says:`` and a time."""
    name = lines[filled[position]]
    below = [lines[i].key.strip(" .") for i in filled[position + 1 : position + 1 + _STAMP_WITHIN]]
    if len(name.content) > _MAX_NAME_CHARS or not below:
        return False
    has_stamp = web_phrases.COMMENT_STAMP.fullmatch(below[0]) is not None
    if web_phrases.COMMENTER.fullmatch(name.key):
        return has_stamp
    if not has_stamp or len(name.content.split()) > _MAX_NAME_WORDS:
        return False
    above = filled[max(position - _HEADING_WITHIN, 0) : position]
    after = filled[position + 2 : position + _REPLY_WITHIN]
    return any(map(_is_comment_heading, [lines[i] for i in above])) or any(
        lines[i].key.strip(_ENDS) == "reply" for i in after
    )


def _is_comment_heading(line: Line) -> bool:
    plain = line.key.strip(" .:|").replace("\u2019", "'")
    return bool(plain) and web_phrases.COMMENT_HEADING.fullmatch(plain) is not None


FINDERS = (contents, comments, weak_lines)
