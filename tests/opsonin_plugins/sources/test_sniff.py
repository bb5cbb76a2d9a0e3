import pytest

from opsonin_plugins.sources.sniff import binary_format, media_type_of
from runaway import must_end

HTML = [
    "<!DOCTYPE html><html><body>a</body></html>",
    "\ufeff\n <!-- a - comment -- here --> <HTML>\n",
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html xmlns="y">',
    "<html><pre>\n\n# a comment in a shell script\n\n</pre></html>",
    "<p>One paragraph.</p>",
    '<div class="a">\n<p>Text</p></div>',
    "IFN-<i>alpha</i> in CD4<sup>+</sup> cells",
    "Intro<br/>\n<b>Bold</b> and <a href='x'>link</a>",
]
MARKDOWN = [
    "# A title\n\nText.",
    "Text.\n\n## Methods\n\nMore.",
    "Title\r\n\r\n### Results\r\n\r\nMore.",
    "See [the paper](https://doi.org/10.1/x) and **note** this.",
    "---\ntitle: A\n---\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n",
    "```python\nprint()\n```\nand **bold**",
    '<p align="center"><img src="logo.png"></p>\n\n# Name\n\nText',
]
PLAIN = [
    "",
    "Just a sentence.",
    "    1. Blanco-Melo D, Nilsson-Payant BE. Cell. 2020;181:1036-45.\n    2. Hadjadj J.",
    "* first\n* second\n- third",
    "*P<0.05, **P<0.01, ***P<0.001 versus **control**",
    "as shown before [12](13), [14](15) and **again**",
    "p<0.05 and a<b and b>c </3",
    "1. a\n# of patients  12\n# of deaths  3",
    "#covid #lupus trending",
    "Abstract\n--------\nText\n========",
    "---\nA line between rules\n---\n",
    "{not: html} [a] (b)",
    "the <blink> of an eye, <unknown>x</unknown>",
    "use <b> for bold",
]


@pytest.mark.parametrize("text", HTML)
def test_html_is_known_by_its_tags(text: str) -> None:
    assert media_type_of(text) == "text/html"


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_is_known_by_a_heading_or_two_strong_signs(text: str) -> None:
    assert media_type_of(text) == "text/markdown"


@pytest.mark.parametrize("text", PLAIN)
def test_everything_else_is_plain(text: str) -> None:
    assert media_type_of(text) == "text/plain"


def test_xml_that_is_no_page_is_xml() -> None:
    assert media_type_of('<?xml version="1.0"?><article><p>a</p></article>') == "application/xml"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"PAR1\x15\x04", "application/vnd.apache.parquet"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\n\x00WEBPVP8", "image/webp"),
        (b"x" * 257 + b"ustar\x00", "application/x-tar"),
        (b"WARC/1.0\r\n", "application/warc"),
        (b"PAR1 is a receptor activated by thrombin.", None),
        (b"GIF89", None),
        (b"PK of the drug was linear.", None),
        (b"", None),
    ],
)
def test_binary_formats_are_known_by_their_first_bytes(head: bytes, media_type: str | None) -> None:
    assert binary_format(head) == media_type


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<p ",
        "</p",
        "<!--",
        "[",
        "[a](",
        "[a](http://",
        "**",
        "**a",
        "|---",
        "-",
        "---\n",
        "\n",
        "\n \n",
        "# ",
        "\n\n# ",
        "```",
        "<?xml ",
        "   ",
        "<p>",
        "</p>",
        "a: b\n",
    ],
)
def test_bait_takes_little_time(unit: str) -> None:
    for prefix in ("", "---\n", "<!--", "\n\n"):
        text = prefix + unit * (280_000 // len(unit))
        with must_end():
            media_type_of(text)
