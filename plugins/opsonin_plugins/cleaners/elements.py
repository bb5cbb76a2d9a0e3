"""What the elements of HTML do to the text they hold."""

from __future__ import annotations

#: Elements that start a new block. Source: the elements with a block-like ``display`` in the user
#: agent style sheet of the HTML standard, section 15.3, and the controls that stand alone.
BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    }
)
#: Start tags that end open elements. Source: HTML standard, section 13.1.2.4, optional tags.
CLOSES = {
    "li": frozenset({"li", "p"}),
    "dt": frozenset({"dt", "dd", "p"}),
    "dd": frozenset({"dt", "dd", "p"}),
    "td": frozenset({"td", "th", "p"}),
    "th": frozenset({"td", "th", "p"}),
    "tr": frozenset({"tr", "td", "th", "p", "caption"}),
    "tbody": frozenset({"tbody", "thead", "tr", "td", "th", "p", "caption"}),
    "option": frozenset({"option"}),
}
CLOSES |= {"thead": CLOSES["tbody"], "tfoot": CLOSES["tbody"]}
CLOSES_P = frozenset({"p"})
VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
)
#: Elements whose content is no text of the page, with the reason for its removal.
HIDDEN = {
    "script": "script",
    "style": "script",
    "template": "script",
    "noembed": "script",
    "noframes": "script",
    "iframe": "script",
    "svg": "markup",
    "object": "markup",
    "annotation": "markup",
    "annotation-xml": "markup",
    "title": "metadata",
    "select": "boilerplate",
    "textarea": "boilerplate",
    "datalist": "boilerplate",
}
#: Their content is text to the tokenizer, up to their end tag or the end of the page.
RAW_TEXT = frozenset({"script", "style", "noembed", "noframes", "iframe", "title", "textarea"})
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("article", "section", "main", "table", "ul", "ol", "dl"), "paragraph"),
}
