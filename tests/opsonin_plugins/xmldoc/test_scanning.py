from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.xmldoc.elements import Element, Text, attribute, find, text_of
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.scanning import MAX_DEPTH, scan


def test_elements_know_where_their_tags_begin_and_end() -> None:
    markup = "<?xml version='1.0'?>\n<!-- <a> --><a x='1>2'>b<c/>d</a >\n"
    root = scan(markup)
    assert markup[root.start : root.inner_start] == "<a x='1>2'>"
    assert markup[root.inner_start : root.inner_end] == "b<c/>d"
    assert markup[root.inner_end : root.end] == "</a >"
    assert attribute(markup, root, "x") == "1>2"
    assert attribute(markup, root, "y") == ""


def test_references_and_cdata_are_characters_at_their_place() -> None:
    markup = "<a>&amp;&#x3b1;&alpha;<![CDATA[<b>&amp;]]>&unknown; & c</a>"
    root = scan(markup)
    assert text_of(markup, root) == "&\u03b1\u03b1<b>&amp;&unknown; & c"
    assert [one.text for one in root.children if isinstance(one, Text)][:3] == [
        "&",
        "\u03b1",
        "\u03b1",
    ]


def test_entities_of_the_internal_subset_are_read() -> None:
    markup = "<!DOCTYPE a [<!-- <!ENTITY n 'no'> --><!ENTITY n \"R&#38;D\">]><a>&n;</a>"
    assert text_of(markup, scan(markup)) == "R&D"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<a><b></a></b>", "malformed"),
        ("<a></a></a>", "malformed"),
        ("<a/><b/>", "malformed"),
        ("text <a/>", "malformed"),
        ("<a><1></a>", "malformed"),
        ("", "malformed"),
        ("<a><b>text", "truncated"),
        ("<a><b attr='", "truncated"),
        ("<a><!-- never closed", "truncated"),
        ("<r>" * 300 + "</r>" * 300, "too_deep"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', "external_entity"),
        ('<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///x"> %p;]><r/>', "external_entity"),
        ('<!DOCTYPE r [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><r>&b;</r>', "entity_bomb"),
        ('<!DOCTYPE r [<!ENTITY a "' + "a" * 9000 + '">]><r>&a;</r>', "entity_bomb"),
        (
            '<!DOCTYPE r [<!ENTITY a "' + "a" * 900 + '">]><r>' + "&a;" * 9000 + "</r>",
            "entity_bomb",
        ),
    ],
)
def test_what_is_no_sound_document_is_refused_with_a_reason(markup: str, reason: str) -> None:
    with pytest.raises(XmlError) as caught:
        scan(markup)
    assert caught.value.reason == reason


def test_names_of_pictures_and_external_subsets_are_left_alone() -> None:
    markup = (
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd" ['
        '<!ENTITY f SYSTEM "f.gif" NDATA gif>]><a>text</a>'
    )
    assert text_of(markup, scan(markup)) == "text"


def test_nesting_up_to_the_limit_is_read() -> None:
    markup = "<r>" * MAX_DEPTH + "x" + "</r>" * MAX_DEPTH
    assert text_of(markup, scan(markup)) == "x"


@pytest.mark.parametrize(
    "bait", ["<", "<a ", "<!--", "<![CDATA[", "&a", "<a b='", "</", "<?", "]]"]
)
def test_bait_is_refused_and_costs_linear_time(bait: str) -> None:
    with pytest.raises(XmlError):
        scan("<r>" + bait * 30_000)


def test_an_element_is_found_by_its_path() -> None:
    markup = "<a><b><c>1</c></b><d><c>2</c></d></a>"
    root = scan(markup)
    assert text_of(markup, find(root, "d/c")) == "2"
    assert text_of(markup, find(root, "x|b/c")) == "1"
    assert find(root, "c") is None


_TEXTS = st.text(alphabet="ab<>&;\"' é\r\n", max_size=12)


def _source(tree: object) -> str:
    if isinstance(tree, str):
        return tree.replace("&", "&amp;").replace("<", "&lt;")
    assert isinstance(tree, list)
    return "<e>" + "".join(map(_source, tree)) + "</e>"


def _plain(tree: object) -> str:
    return tree if isinstance(tree, str) else "".join(map(_plain, tree))  # type: ignore[call-overload]


@given(st.lists(st.recursive(_TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=8)))
def test_every_character_of_a_written_tree_is_found_in_its_place(tree: list[object]) -> None:
    markup = _source(tree)
    root = scan(markup)

    def told(element: Element) -> str:
        return "".join(
            told(one) if isinstance(one, Element) else one.text or markup[one.start : one.end]
            for one in element.children
        )

    assert told(root) == _plain(tree)
