from __future__ import annotations

import base64
import hashlib
import html
import re

import pytest

from opsonin.inspection.reporting.encoding import packed, script
from opsonin.inspection.reporting.pages import GENERATOR, page
from reported_pages import blocks_of, unpacked

AWKWARD = {"</script><script>": ["\u2028", "{{loader}}", None, 1.5, "\N{DNA DOUBLE HELIX}"]}


def policy_of(text: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found is not None
    return html.unescape(found[1])


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_packed_data_holds_nothing_that_markup_or_script_could_read() -> None:
    text = packed(AWKWARD)
    assert not re.search(r"[<>&\"'\\`/$\s]", text)
    assert unpacked(text) == AWKWARD
    assert script("documents/0", text) == f'opsonin("documents/0","{text}")\n'.encode()


@pytest.mark.parametrize("has_files", [False, True])
def test_policy_allows_the_scripts_of_the_page_and_nothing_from_elsewhere(
    *, has_files: bool
) -> None:
    text = page("A & B", [("overview", packed(AWKWARD))], has_files=has_files)
    policy = policy_of(text)
    loader = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    style, main = blocks_of(text)["page"]
    assert len(loader) == 1
    assert digest(loader[0]) in policy
    assert digest(main) in policy
    assert digest(style) in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert ("file:" in policy) is has_files


def test_page_names_no_place_on_a_network() -> None:
    text = page("A & B", [("overview", packed(AWKWARD))], has_files=False)
    assert "<title>A &amp; B</title>" in text
    assert GENERATOR in text
    assert "http:" not in text
    assert "https:" not in text
    assert not re.search(r"\b(?:src|href)=\"(?!#)", text)
    style, main = blocks_of(text)["page"]
    assert "url(" not in style
    assert "@import" not in style
    # Nothing is ever parsed as markup or evaluated.
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", main)
