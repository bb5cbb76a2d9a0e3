"""Feeds, sitemaps and lists of a site that behaves."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from feed_sites import ARTICLE, ReadInputs, Site, given
from opsonin import ConfigError


def test_items_and_their_pages_are_documents(site: Site, read: ReadInputs) -> None:
    site.put("/news.xml", site.feed("/a?x=1&amp;y=2", f"http://{site.host}/b"))
    site.put("/a?x=1&y=2", ARTICLE.format("Gout"), Content_Type="text/html")
    site.put("/b", ARTICLE.format("Lupus"), Content_Type="text/html")
    found = read(f"feed+http://{site.host}/news.xml")
    assert set(found.texts) == {
        *(f"{site.host}/news.xml#g1", f"{site.host}/news.xml#g2"),
        *(f"{site.host}/a?x=1&y=2", f"{site.host}/b"),
    }
    assert "<dc:creator>Ada Stone</dc:creator>" in found.texts[f"{site.host}/news.xml#g1"]
    assert found.texts[f"{site.host}/b"] == ARTICLE.format("Lupus")
    assert found.moments[f"{site.host}/b"] == "2021-11-02 10:00:00+00:00"


@pytest.mark.parametrize("options", [{"items": False}, {"follow": False}])
def test_items_or_pages_alone(site: Site, read: ReadInputs, options: dict[str, bool]) -> None:
    site.put("/news.xml", site.feed("/a"))
    site.put("/a", ARTICLE.format("Gout"))
    found = read(f"feed+http://{site.host}/news.xml", **options)
    assert len(found.texts) == 1
    assert len(site.asked["/a"]) == ("items" in options)


def test_atom_is_a_feed(site: Site, read: ReadInputs) -> None:
    site.put(
        "/atom",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title><entry><id>e</id>"
        "<title>Gout</title><link rel='self' href='/x'/><link href='/a'/>"
        "<updated>2021-05-01T00:00:00Z</updated><summary>Seen.</summary></entry></feed>",
    )
    site.put("/a", ARTICLE.format("Gout"))
    found = read(f"feed+http://{site.host}/atom")
    assert set(found.texts) == {f"{site.host}/atom#e", f"{site.host}/a"}
    assert found.moments[f"{site.host}/a"] == "2021-05-01 00:00:00+00:00"


def test_sitemap_of_sitemaps_leads_to_pages_also_packed(site: Site, read: ReadInputs) -> None:
    index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</sitemapindex>"
    pages = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
    site.put("/index.xml", index.format("<sitemap><loc>/one.xml.gz</loc></sitemap>" * 2))
    entry = "<url><loc>/a</loc><lastmod>2024-01-01T10:00:00Z</lastmod></url>"
    site.put(
        "/one.xml.gz", gzip.compress(pages.format(entry + "<url><loc>/b</loc></url>").encode())
    )
    for path in ("/a", "/b"):
        site.put(path, ARTICLE.format(path))
    for _ in range(2):
        found = read(f"sitemap+http://{site.host}/index.xml")
        assert set(found.texts) == {f"{site.host}/a", f"{site.host}/b"}
    # The sitemap says that the first has not changed.
    assert (len(site.asked["/a"]), len(site.asked["/b"])) == (1, 2)


def test_sitemaps_do_not_nest_without_end(site: Site, read: ReadInputs) -> None:
    index = "<sitemapindex><sitemap><loc>/{}.xml</loc></sitemap></sitemapindex>"
    site.put("/0.xml", index.format(1))
    site.put("/1.xml", index.format(2))
    found = read(f"sitemap+http://{site.host}/0.xml")
    assert list(found.texts.values()) == ["!too_deep"]
    assert "/2.xml" not in site.asked


def test_list_and_single_page(site: Site, read: ReadInputs) -> None:
    site.put("/urls.txt", f"# pages\n\nhttp://{site.host}/a\n/b\r\n/a\nmailto:ada@example.org\n")
    for path in ("/a", "/b"):
        site.put(path, ARTICLE.format(path))
    found = read(f"list+http://{site.host}/urls.txt")
    assert [text for text in found.texts.values() if text.startswith("!")] == ["!address"]
    assert len(found.texts) == 3
    assert list(read(f"page+http://{site.host}/a").texts) == [f"{site.host}/a"]


def test_pages_of_one_input_are_limited(site: Site, read: ReadInputs) -> None:
    site.put("/urls.txt", "/a\n/b\n/c\n/d\n")
    for path in "abcd":
        site.put(f"/{path}", ARTICLE.format(path))
    found = read(f"list+http://{site.host}/urls.txt", max_pages=2)
    assert [one.startswith("!too_many") for one in found.texts.values()] == [False, False, True]
    assert "/d" not in site.asked


def test_unchanged_pages_are_not_sent_again(site: Site, read: ReadInputs) -> None:
    def answer(handler: object) -> None:
        asked = site.asked["/a"][-1]
        is_known = asked.get("if-none-match") == '"1"'
        fields = {"ETag": '"1"', "Last_Modified": "Mon, 01 Nov 2021 10:00:00 GMT"}
        given(304 if is_known else 200, "" if is_known else ARTICLE.format("Gout"), **fields)(
            handler  # type: ignore[arg-type]
        )

    site.put("/a", answer)
    first, second = (read(f"page+http://{site.host}/a") for _ in range(2))
    assert first.texts == second.texts == {f"{site.host}/a": ARTICLE.format("Gout")}
    assert "if-none-match" not in site.asked["/a"][0]
    assert site.asked["/a"][1]["if-none-match"] == '"1"'
    assert site.asked["/a"][1]["if-modified-since"] == "Mon, 01 Nov 2021 10:00:00 GMT"


def test_page_that_changed_is_read_anew(site: Site, read: ReadInputs) -> None:
    site.put("/a", ARTICLE.format("Gout"), ARTICLE.format("Lupus"), ETag='"1"')
    texts = [list(read(f"page+http://{site.host}/a").texts.values()) for _ in range(2)]
    assert texts == [[ARTICLE.format("Gout")], [ARTICLE.format("Lupus")]]


def test_interrupted_run_goes_on_where_it_stood(site: Site, read: ReadInputs) -> None:
    site.put("/urls.txt", "/a\n/b\n")
    site.put("/a", ARTICLE.format("Gout"))
    site.put("/b", given(503), ARTICLE.format("Lupus"))
    url = f"list+http://{site.host}/urls.txt"
    assert read(url, retries=0, fresh_s=600.0).texts[f"{site.host}/b"] == "!io"
    found = read(url, retries=0, fresh_s=600.0)
    assert found.texts[f"{site.host}/b"] == ARTICLE.format("Lupus")
    assert (len(site.asked["/a"]), len(site.asked["/b"])) == (1, 2)


@pytest.mark.parametrize("location", ["feed+http://unlisted.example/a", "page+https://"])
def test_operator_is_told_of_a_host_that_is_not_listed(read: ReadInputs, location: str) -> None:
    with pytest.raises(ConfigError, match=r"not among those|no address") as raised:
        read(location)
    assert raised.value.remedy


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<html><p>No feed.</p></html>", "!malformed"),
        (
            "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>",
            "!external_entity",
        ),
        ("<rss><channel><item>", "!truncated"),
        ("", "!empty"),
        (b"\x00\x01\x02", "!binary"),
    ],
)
def test_what_is_no_feed_is_a_reject(
    site: Site, read: ReadInputs, kind: str, body: str | bytes, reason: str
) -> None:
    site.put("/news.xml", body)
    found = read(f"{kind}+http://{site.host}/news.xml")
    assert found.texts == {f"{site.host}/news.xml": reason}


def test_encoding_that_the_server_alone_states_is_part_of_the_document(
    site: Site, read: ReadInputs
) -> None:
    text = "<html><p>\u041f\u043e\u0434\u0430\u0433\u0440\u0430.</p></html>"
    site.put("/a", text.encode("cp1251"), Content_Type="text/html; charset=windows-1251")
    assert read(f"page+http://{site.host}/a").texts == {f"{site.host}/a": text}


def test_wrong_encoding_that_a_server_states_is_not_believed(site: Site, read: ReadInputs) -> None:
    text = "<html><p>Café, naïve.</p></html>"
    site.put("/a", text, Content_Type="text/html; charset=utf-16")
    site.put("/b", text, Content_Type="text/html; charset=no-such")
    for path in ("a", "b"):
        assert read(f"page+http://{site.host}/{path}").texts == {f"{site.host}/{path}": text}


def test_local_list_of_pages(site: Site, read: ReadInputs, tmp_path: Path) -> None:
    site.put("/a", ARTICLE.format("Gout"))
    (tmp_path / "pages.txt").write_text(f"# pages\npage+http://{site.host}/a\n")
    assert list(read(f"@{tmp_path}/pages.txt").texts) == [f"{site.host}/a"]


def test_page_that_is_a_file_of_records_goes_to_its_source(site: Site, read: ReadInputs) -> None:
    site.put("/a.xml", site.feed("/x"))
    site.put("/b.gz", gzip.compress(b"Gout was seen."))
    site.put("/c.pdf", b"%PDF-1.7\n\x00")
    found = read(*(f"page+http://{site.host}/{name}" for name in ("a.xml", "b.gz", "c.pdf")))
    assert set(found.texts) == {f"{site.host}/{name}" for name in ("a.xml#g1", "b.gz", "c.pdf")}
    assert found.texts[f"{site.host}/b.gz"] == "Gout was seen."
    assert found.texts[f"{site.host}/c.pdf"] == "!media_type"
