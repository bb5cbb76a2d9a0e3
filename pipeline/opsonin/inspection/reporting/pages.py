"""The page: markup, style and script of the package, with the data and a policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from opsonin.inspection.reporting.encoding import packed

#: In this order they make up one script.
_SCRIPTS = (
    "parts",
    "data",
    "overview",
    "listing",
    "reader",
    "evidence",
    "graph",
    "quality",
    "keys",
)
_FOLDER = "page"
#: A page of a report is told by this line.
GENERATOR = '<meta name="generator" content="opsonin report">'


def page(title: str, data: Iterable[tuple[str, str]], *, has_files: bool) -> str:
    """Return the page of a report.

    Nothing of it is fetched from a network: the policy forbids it, and allows no other script than
    the page's own, and the data files beside it where there are some. Style and script are packed
    like the data, a small loader unpacks them.

    Args:
        title: What the browser shows.
        data: (name, what `opsonin.inspection.reporting.encoding.packed` gave) of the data within.
        has_files: Whether further data is loaded from files beside the page.
    """
    style, loader = _read("style.css"), _wrapped(_read("loader.js"))
    script = _wrapped("".join(_read(f"{name}.js") for name in _SCRIPTS))
    beside = " 'self' file:" if has_files else ""
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; "
        f"script-src '{_digest(loader)}' '{_digest(script)}'{beside}; "
        "base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types opsonin"
    )
    data = [("page", packed([style, script], is_small=True)), *data]
    blocks = (f'<script type="text/plain" id="{name}">{text}</script>' for name, text in data)
    shell = _read("page.html")
    for mark, text in (
        ("{{generator}}", GENERATOR),
        ("{{policy}}", escape(policy, quote=True)),
        ("{{title}}", escape(title)),
        ("{{data}}", "\n".join(blocks)),
        ("{{loader}}", loader),
    ):
        shell = shell.replace(mark, text)
    return shell


def _read(name: str) -> str:
    """Return a file of the page without indentation and lines of comment."""
    text = files(__package__).joinpath(_FOLDER, name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _wrapped(script: str) -> str:
    return f"(()=>{{'use strict';\n{script}}})();\n"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
