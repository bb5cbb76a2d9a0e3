from __future__ import annotations

import time

import pyarrow as pa
import pytest

from opsonin import Cleaned, Context, Documents, Span
from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.extractor import EXTRACTORS, Extract, by_trafilatura, main_blocks
from opsonin_plugins.cleaners.html import HTML_CLEANER, HtmlOptions
from opsonin_plugins.cleaners.page import read_page

_SENTENCE = "Patients with severe disease had a robust interferon response in the blood. "
_PAGE = (
    "<html><head><title>Interferon in the blood</title>\r\n"
    '<meta name="citation_doi" content="10.1000/xyz"></head><body>\r\n'
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About us</a></li></ul></nav>\r\n'
    "<article><h1>Interferon in the blood</h1>\r\n"
    f"<p>{_SENTENCE * 4}It rose by 5&nbsp;% &amp; <b>fell</b>\r\n   again.</p>\r\n"
    f"<h2>Methods</h2><p>{_SENTENCE * 4}</p><script>var x = '<p>no</p>';</script>\r\n"
    f"<ul><li>{_SENTENCE}</li><li>{_SENTENCE}</li></ul>\r\n"
    f"<table><tr><th>Group</th><th>Patients</th></tr><tr><td>A</td><td>12</td></tr></table>"
    f"<p>{_SENTENCE * 4}</p></article>\r\n"
    '<footer><p><a href="/c">Cookies</a> <a href="/p">Privacy</a></p></footer></body></html>'
)


def _clean(markup: str, options: HtmlOptions | None = None) -> Cleaned:
    batch = pa.record_batch({"doc_id": ["0" * 32], "text": [markup], "media_type": ["text/html"]})
    [cleaned] = HTML_CLEANER.clean(Documents(batch), Context(options or HtmlOptions()))
    assert isinstance(cleaned, Cleaned)
    return cleaned


def _text(markup: str, options: HtmlOptions | None = None) -> str:
    return apply_edits(markup, _clean(markup, options).edits)


_OTHER = HtmlOptions(extractor="trafilatura")


@pytest.mark.parametrize("options", [HtmlOptions(), HtmlOptions(mode="article"), _OTHER])
def test_main_text_stays_and_navigation_goes(options: HtmlOptions) -> None:
    text = _text(_PAGE, options)
    blocks = text.split("\n\n")
    assert blocks[0] == "Interferon in the blood"
    assert blocks[1].endswith("It rose by 5\xa0% & fell again.")
    assert "Methods" in blocks
    assert "Group\tPatients\nA\t12" in blocks
    assert not {"Home", "About us", "Cookies Privacy"} & set(blocks)
    assert "var x" not in text


def test_every_kept_character_is_that_of_the_markup() -> None:
    edits = _clean(_PAGE).edits
    at = kept = 0
    for edit in edits:
        assert at <= edit.start <= edit.end
        kept += edit.start - at
        at = edit.end
    assert kept + len(_PAGE) - at >= 0.97 * len(_text(_PAGE))


def test_reasons_tell_what_was_removed() -> None:
    removed = {_PAGE[edit.start : edit.end]: edit.reason for edit in _clean(_PAGE).edits}
    assert removed["Home"] == "boilerplate"
    assert removed["var x = '<p>no</p>';"] == "script"
    assert removed["&amp;"] == "entity"
    assert removed["Interferon in the blood"] == "metadata"
    assert removed["<b>"] == "markup"


def test_segments_have_the_kind_of_their_element() -> None:
    segments = _clean(_PAGE).rows["segments"]
    assert all(isinstance(row, Span) and row.columns["is_main"] is True for row in segments)
    kinds = [row.columns["kind"] for row in segments]
    assert kinds == [
        "title",
        "paragraph",
        "heading",
        "paragraph",
        "list_item",
        "list_item",
        "table",
        "paragraph",
    ]
    title = segments[0]
    assert isinstance(title, Span)
    assert _PAGE[title.start : title.end] == "Interferon in the blood"


def test_metadata_become_fields() -> None:
    fields = {row.columns["field"]: row.columns["value"] for row in _clean(_PAGE).rows["fields"]}
    assert fields["doi"] == "10.1000/xyz"
    assert fields["title"] == "Interferon in the blood"


def test_table_with_one_column_is_layout() -> None:
    markup = f"<table><tr><td>{_SENTENCE}</td></tr></table>"
    [row] = _clean(markup, HtmlOptions(max_characters=0)).rows["segments"]
    assert row.columns["kind"] == "paragraph"


@pytest.mark.parametrize(
    "limit",
    [
        HtmlOptions(max_characters=0),
        HtmlOptions(extractor="trafilatura", max_characters=0),
        HtmlOptions(extractor="trafilatura", max_depth=0),
        HtmlOptions(extractor="trafilatura", max_tags=0),
        HtmlOptions(extractor="trafilatura", max_attributes=-1),
    ],
)
def test_beyond_a_limit_all_visible_text_is_kept(
    limit: HtmlOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_markup: str) -> Extract:
        raise AssertionError("the extractor saw what is beyond a limit")

    monkeypatch.setitem(EXTRACTORS, "trafilatura", refuse)
    assert _text("<div><a>Home</a></div><p>b</p>", limit) == "Home\n\nb"


def test_visible_text_is_kept_where_the_extractor_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise RecursionError

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    assert by_trafilatura(_PAGE) is None
    assert _text(_PAGE, _OTHER).startswith("Home\n\nAbout us\n\nInterferon in the blood")


def test_extractor_that_is_not_installed_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not installed\. Run: pip install rs-trafilatura"):
        HtmlOptions(extractor="rs_trafilatura")


def test_text_that_is_not_visible_does_not_select_blocks() -> None:
    blocks = read_page("<p>Home<p>About us").blocks
    assert main_blocks(blocks, "An article that only a script holds. " * 9) == [True, True]


def test_block_is_kept_whole_or_not_at_all() -> None:
    blocks = read_page("<p>the menu of the day<p>the patients recovered<p>so they did").blocks
    assert main_blocks(blocks, "the patients recovered\nso they") == [False, True, True]


_HOSTILE = {
    "nested": "<div>" * 100_000 + "deep",
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">deep",
    "unclosed comment": "<p>deep</p><!-- " + "x" * 200_000,
    "unclosed script": "<p>deep</p><script>" + "x<" * 100_000,
    "angle brackets": "<" * 200_000,
    "references": "&amp;" * 100_000,
    "bad references": "&#0;&#xD800;" * 20_000,
    "stray end tags": "<div>" * 20_000 + "</p></b>" * 20_000,
    "unclosed tags": "<p>some words here" * 20_000,
    "NUL": "\0" * 100_000 + "deep",
    "blanks": " \r\n" * 200_000,
    "empty": "",
}


@pytest.mark.parametrize("markup", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_hostile_page_ends_in_seconds_with_valid_text(markup: str) -> None:
    started = time.monotonic()
    text = _text(markup)
    assert "\0" not in text
    text.encode()
    if "deep" in markup:
        assert text == "deep"
    # Any of these took minutes in a parser that is quadratic in them.
    assert time.monotonic() - started < 30
