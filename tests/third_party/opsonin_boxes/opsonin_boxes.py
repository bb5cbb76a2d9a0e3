"""Takes cookie banners, share bars, boxes of related articles and footnote marks out of HTML."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    Edit,
    Reject,
    Row,
    apply_edits,
    each_document,
    hookimpl,
)

#: A comment, an element whose content is no markup, or a tag; what is unfinished goes on to the
#: end. Possessive quantifiers keep it linear. Source: HTML Standard, "Tokenization".
TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)\s*+>|\Z)
    | <(?P<end>/?+)(?P<name>[a-z][a-z0-9:-]*+)
      (?P<attributes>(?:=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))|[^>])*+)(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""(?i)(?<![^\s"'/])(class|role)\s*+=\s*+(?:"([^"]*)|'([^']*)|(\S+))""")
#: What only ever names a note; a bare figure may be an exponent.
MARK = re.compile(r"\[\d{1,3}(?:[,-]\d{1,3}){0,9}\]|[*†‡§]{1,3}")
MARK_SIZE = 200

#: Source: class names in the templates of common consent banners, share bars and news sites.
CLASSES = {
    "cookie_banner": {"cookie-banner", "cookie-consent", "cookie-notice", "consent-banner"},
    "share_bar": {"share-bar", "share-buttons", "social-share", "sharing"},
    "related_box": {"related", "related-articles", "related-posts", "read-more"},
}
ROLES = {"dialog": "cookie_banner", "alertdialog": "cookie_banner"}
#: Elements that hold the whole text, whatever their class says.
PAGE = {"html", "body", "main", "article"}


@dataclass(frozen=True, slots=True)
class BoxOptions:
    """What is taken out.

    Attributes:
        classes: Further class names whose elements go, in lower case.
        marks: Whether footnote marks go.
    """

    classes: tuple[str, ...] = ()
    marks: bool = True


def visible(text: str) -> str:
    """Return roughly what a reader would see."""
    return html.unescape(TOKEN.sub("", text)).strip()


def reason_of(name: str, attributes: str, options: BoxOptions) -> str:
    """Return why an element has to go, in a word; nothing if it may stay."""
    if name in PAGE:
        return ""
    values: dict[str, str] = {}
    for key, *given in ATTRIBUTE.findall(attributes):
        values.setdefault(key.lower(), html.unescape("".join(given)).lower().strip())
    words = set(values.get("class", "").split())
    for reason, classes in CLASSES.items():
        if words & classes:
            return reason
    return "box" if words & set(options.classes) else ROLES.get(values.get("role", ""), "")


def removals(text: str, options: BoxOptions) -> Iterator[Edit]:
    """Yield what has to go, inner elements before outer ones; what no tag closes stays."""
    opened: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for tag in TOKEN.finditer(text):
        name = (tag["name"] or "").lower()
        if not name:
            continue
        if not tag["end"]:
            reason = reason_of(name, tag["attributes"], options)
            opened[name].append((tag.start(), tag.end(), reason))
        elif opened[name]:
            start, inner, reason = opened[name].pop()
            if name == "sup" and options.marks and tag.start() - inner < MARK_SIZE:
                is_mark = MARK.fullmatch(visible(text[inner : tag.start()]))
                reason = "footnote_mark" if is_mark else reason
            if reason:
                yield Edit(start, tag.end(), "", reason)


def clean(document: Document, context: Context[BoxOptions]) -> Cleaned | Reject:
    edits: list[Edit] = []
    for edit in sorted(removals(document.text, context.options), key=lambda edit: edit.start):
        # What lies in a box goes with the box.
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    n_boxes = sum(edit.reason != "footnote_mark" for edit in edits)
    if n_boxes and not visible(apply_edits(document.text, edits)):
        return Reject("only_boxes", f"Without its {n_boxes} boxes the page has no text.")
    count = Row(field="boxes_removed", value=str(n_boxes), basis="inferred")
    return Cleaned(edits, {"fields": [count] if n_boxes else []})


@hookimpl
def register_cleaners() -> list[Cleaner[Any]]:
    return [
        Cleaner(
            name="boxes",
            version="1",
            clean=each_document(clean),
            phase="markup",
            before=("html",),
            media_types=("text/html",),
            fills=("fields",),
            options=BoxOptions,
        )
    ]
