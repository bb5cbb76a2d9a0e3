from __future__ import annotations

import turbohtml
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.cleaners.markup import attributes, count_attributes, tokens

_SCRAPS = st.lists(
    st.sampled_from(
        [
            "\r",
            "\n",
            "\r\n",
            "a",
            "😀",
            "<p>",
            "</p>",
            "&amp;",
            "&",
            "&#x41;",
            "&lt",
            "<",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            " ",
            "\x00",
            '<b a="\r\n">',
            "<![CDATA[",
            "]]>",
            "<title>",
            "<?x",
            ">",
            '"',
            "<textarea>",
            "</textarea>",
            "<plaintext",
            "<svg>",
            "<noscript>",
            "</noscript>",
        ]
    ),
    max_size=14,
).map("".join)


@given(_SCRAPS)
@settings(max_examples=150, deadline=None)
def test_tokens_are_in_order_and_slice_to_their_source(markup: str) -> None:
    end = 0
    for token in tokens(markup):
        assert end <= token.start <= token.end <= len(markup)
        source = markup[token.start : token.end].replace("\r\n", "\n").replace("\r", "\n")
        if token.name:
            assert source == token.text
        if token.kind == "reference":
            assert source.startswith("&")
        end = token.end


@given(_SCRAPS.filter(lambda markup: "<noscript>" not in markup))
@settings(max_examples=100, deadline=None)
def test_text_tokens_slice_to_what_the_tokenizer_read(markup: str) -> None:
    ours = [
        markup[token.start : token.end].replace("\r\n", "\n").replace("\r", "\n")
        for token in tokens(markup)
        if token.kind == "text"
    ]
    theirs = [
        (token.data or "").replace("\ufffd", "\0")
        for token in turbohtml.tokenize(markup, resolve_references=False)
        if token.type is turbohtml.TokenType.TEXT
    ]
    assert ours == theirs


def test_content_of_noscript_is_markup() -> None:
    markup = "x<noscript>\r\n<p>a&amp;b</noscript>"
    found = [(token.kind, markup[token.start : token.end]) for token in tokens(markup)]
    assert ("start", "<p>") in found
    assert ("reference", "&amp;") in found


def test_first_of_equal_attributes_counts() -> None:
    assert attributes('<meta a=1 A=2 b c="&amp;">') == {"a": "1", "b": "", "c": "&"}


def test_attributes_without_a_value_are_counted() -> None:
    assert count_attributes("<p a b=1 c>") == 3
