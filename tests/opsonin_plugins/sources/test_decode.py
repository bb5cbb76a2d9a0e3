import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin import Reject
from opsonin_plugins.sources.decode import Decoded, decode

PAGE = '<html><head><meta charset="{}"></head><body><p>naïve € é</p></body></html>'


def reason(payload: bytes) -> str:
    found = decode(payload)
    assert isinstance(found, Reject)
    return found.reason


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_byte_order_mark_decides(mark: bytes, codec: str, encoding: str) -> None:
    text = "naïve\r\n😀 " + PAGE.format("latin-1")
    assert decode(mark + text.encode(codec)) == Decoded(text, encoding)


def test_second_mark_is_a_character() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a") == Decoded("\ufeffa", "utf-8-sig")


@pytest.mark.parametrize(
    ("label", "codec", "encoding"),
    [
        ("iso-8859-1", "cp1252", "cp1252"),
        ("windows-1252", "cp1252", "cp1252"),
        ("ISO-8859-15", "iso8859-15", "iso8859-15"),
        ("utf8", "utf-8", "utf-8"),
        ("utf-16", "utf-8", "utf-8"),
        ("utf-7", "utf-8", "utf-8"),
        ("no-such-thing", "utf-8", "utf-8"),
        ("rot13", "utf-8", "utf-8"),
        ("unicode_escape", "utf-8", "utf-8"),
        ("iso-8859-1", "utf-8", "utf-8"),
        ("gb2312", "gb18030", "gb18030"),
    ],
)
def test_declared_encoding_counts_when_the_bytes_agree(
    label: str, codec: str, encoding: str
) -> None:
    page = PAGE.format(label)
    assert decode(page.encode(codec)) == Decoded(page, encoding)


def test_xml_declaration_and_http_equiv_are_declarations() -> None:
    xml = "<?xml version='1.0' encoding='windows-1251'?><html>Привет</html>"
    assert decode(xml.encode("cp1251")) == Decoded(xml, "cp1251")
    http = '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">日本語'
    assert decode(http.encode("cp932")) == Decoded(http, "cp932")


def test_seven_bit_encoding_is_honoured_though_its_bytes_are_ascii() -> None:
    page = '<meta charset="iso-2022-jp"><p>日本語</p>'
    assert decode(page.encode("iso2022_jp")) == Decoded(page, "iso2022_jp")


def test_declarations_in_comments_and_in_plain_text_do_not_count() -> None:
    commented = '<!-- <meta charset="koi8-r"> --><p>é</p>'.encode("latin-1")
    assert reason(commented) == "undecodable"
    assert reason('see <meta charset="latin-1"> é'.encode("latin-1")) == "undecodable"


def test_utf7_is_never_decoded() -> None:
    page = b'<meta charset="utf-7"><p>+ADw-script+AD4-</p>'
    assert decode(page) == Decoded(page.decode("ascii"), "utf-8")


@pytest.mark.parametrize(
    "payload", [b"", b" \t\r\n" * 2000, codecs.BOM_UTF8, "\u2003\u00a0".encode()]
)
def test_nothing_but_space_is_empty(payload: bytes) -> None:
    assert reason(payload) == "empty"


@pytest.mark.parametrize(
    "payload",
    [
        b"a\0b",
        b"\0" * 4096,
        "a plain text".encode("utf-16-le"),
        codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"),
        b"\x01\x02\x03ab",
    ],
)
def test_nul_and_control_characters_are_binary(payload: bytes) -> None:
    assert reason(payload) == "binary"


def test_a_few_control_characters_are_no_reason() -> None:
    text = "a\x0cb\x1b[0m c\x01d\x85e"
    assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize(
    ("payload", "position"),
    [
        (b"abc \xc3\x28", "bytes c3 28 at byte 4"),
        (b"\xed\xa0\x80", "bytes ed a0 80 at byte 0"),
        (b"\xc0\xaf", "bytes c0 af at byte 0"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "bytes 62 at byte 4"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "at byte 2"),
    ],
)
def test_invalid_bytes_are_named_with_their_place(payload: bytes, position: str) -> None:
    found = decode(payload)
    assert isinstance(found, Reject)
    assert found.reason == "undecodable"
    assert position in found.detail


_PAGE = "<!DOCTYPE html><html><head>{}</head><body><p>" + "Die Kühe grasen. " * 200 + "</p></body>"


@pytest.mark.parametrize(
    ("head", "encoding", "bad"),
    [
        ("", "utf-8", b"M\xfcnchen"),
        ('<meta charset="utf-8">', "utf-8", b"M\xfcnchen"),
        ('<meta charset="gb2312">', "gb18030", b"\xff "),
    ],
)
def test_page_with_a_wrong_byte_is_read_as_browsers_do(
    head: str, encoding: str, bad: bytes
) -> None:
    page = _PAGE.format(head)
    found = decode(page.encode(encoding) + bad)
    expected = page + bad.decode(encoding, "replace")
    assert found == Decoded(expected, encoding, n_replaced=1)
    assert found.metadata == {"undecodable": 1}


def test_mark_of_utf8_states_the_encoding_of_a_page() -> None:
    page = _PAGE.format("").replace("ü", "u")
    found = decode(codecs.BOM_UTF8 + page.encode() + b"\xfc")
    assert found == Decoded(page + "\ufffd", "utf-8-sig", n_replaced=1)


def test_replacement_character_of_a_page_itself_is_not_counted() -> None:
    page = _PAGE.format("") + "\ufffd"
    assert decode(page.encode()) == Decoded(page, "utf-8")
    found = decode(page.encode() + b"\xfc")
    assert isinstance(found, Decoded)
    assert found.n_replaced == 1


@pytest.mark.parametrize(
    "payload",
    [
        _PAGE.format("").replace("ü", "u").encode() + b"M\xfcnchen",
        _PAGE.format("").encode("latin-1"),
        _PAGE.format('<meta charset="utf-8">').encode("latin-1"),
        _PAGE.format("").encode() + b"\xfc" * 10,
        ("Die Kühe grasen. " * 200).encode() + b"M\xfcnchen",
        b"<?xml version='1.0'?><r>" + ("Die Kühe grasen. " * 200).encode() + b"\xfc</r>",
    ],
)
def test_wrong_bytes_are_refused_where_they_are_many_or_the_encoding_is_not_sure(
    payload: bytes,
) -> None:
    assert reason(payload) == "undecodable"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_valid_utf8_survives(text: str) -> None:
    found = decode(("x" + text).encode())
    if not text.startswith("\ufeff"):
        assert found == Decoded("x" + text, "utf-8")


@given(st.binary())
def test_no_bytes_raise_and_no_text_holds_surrogates(payload: bytes) -> None:
    found = decode(payload)
    if isinstance(found, Decoded):
        found.text.encode("utf-8")
