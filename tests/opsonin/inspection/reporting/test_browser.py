"""The report in Chromium: it opens from disk, offline, and is used by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from chromium import Page, opened, program
from opsonin import SnapshotFiles, open_snapshot
from opsonin.inspection.reporting.writing import write_report
from opsonin.manager.config import load_settings
from opsonin.runner.local import run_locally

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="Chromium is not installed"),
]

TITLE = "document.querySelector('#doc .title').textContent"
CHOSEN = "document.querySelector('#text mark.on')?.textContent"
WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened(tmp_path_factory.mktemp("chromium")) as page:
        page.size(1280, 900)
        yield page


@pytest.fixture(scope="module")
def reports(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same snapshot as one page, and as a folder."""
    folder = tmp_path_factory.mktemp("reports")
    with open_snapshot(data) as snapshot:
        return {
            "page": write_report(snapshot, folder / "report.html").page,
            "folder": write_report(snapshot, folder / "other.html", max_documents=0).page,
        }


@pytest.fixture(params=["page", "folder"])
def page(request: pytest.FixtureRequest, browser: Page, reports: dict[str, Path]) -> Iterator[Page]:
    """An open report, which must not complain, run bait, or ask for anything from elsewhere."""
    place = reports[request.param]
    browser.messages.clear()
    browser.requests.clear()
    browser.size(1280, 900)
    browser.open(place.as_uri())
    yield browser
    assert browser.messages == []
    assert browser.run("typeof hit") == "undefined"
    assert all(url.startswith((place.parent.as_uri(), "about:")) for url in browser.requests)


def test_every_view_shows_what_it_is_about(page: Page) -> None:
    seen = {}
    for name in page.run("[...document.querySelectorAll('#tabs a')].map(a => a.hash.slice(1))"):
        page.go(name)
        seen[name] = page.run("document.getElementById('main').innerText")
    assert "4 in, 3 out, 1 rejected" in seen["overview"]
    assert "GOUT" in seen["overview"]
    assert seen["numbers"].index("inconsistent") < seen["numbers"].index("stated 25")
    assert "{{page}} <b>No.</b>" in seen["voices"]
    assert "Swordfish raises fever" in seen["claims"]
    assert "Swordfish may lower fever" in seen["between"]
    assert "<img src=q onerror=hit=4>.txt" in page.run(
        "(location.hash='account',new Promise(done=>setTimeout(()=>{"
        "document.querySelectorAll('details').forEach(d=>{d.open=true});"
        "done(document.getElementById('main').innerText)},300)))"
    )
    assert "quality" not in seen


def test_text_is_shown_as_it_came_with_cuts_and_repairs(page: Page) -> None:
    page.go("documents/0")
    assert page.run("document.querySelector('del.cut').textContent") == "MENU\n"
    assert page.run("document.querySelector('del.fix').textContent") == "teh"
    assert page.run("document.querySelector('ins.fix').textContent") == "the"
    page.go("documents/1")
    shown = page.run("document.getElementById('text').textContent")
    assert "<script>parent.hit=1</script><img src=x onerror=hit=2>" in shown
    assert page.run("document.querySelectorAll('#text script, #text img, #text svg').length") == 0


def test_repair_in_markup_shows_what_was_before_what_became_of_it(
    browser: Page, tmp_path: Path
) -> None:
    words = "Patients with gout were seen by the same team for a year, and most of them did well."
    page = f"<html><body><p>{words} Caf\u00c3\u00a9 &amp; tea.</p><p>{words}</p></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    run_locally(load_settings(inputs=(str(tmp_path / "a.html"),), data=tmp_path / "data"))
    with open_snapshot(tmp_path / "data") as snapshot:
        browser.open(write_report(snapshot, tmp_path / "report.html").page.as_uri())
    browser.go("documents/0")
    shown = "[...document.querySelectorAll('#text .fix')].map(n => [n.tagName, n.textContent])"
    assert browser.run(shown) == [["DEL", "\u00c3\u00a9"], ["INS", "\u00e9"]]


def test_offsets_behind_long_characters_are_right(page: Page) -> None:
    page.go("documents/1")
    # A document of a folder is loaded before it is shown.
    page.wait_for("document.querySelector('#text mark')")
    marks = page.run("[...document.querySelectorAll('#text mark')].map(m => m.textContent)")
    assert "fever" in marks
    assert "It is " in marks


def test_card_says_what_a_place_is_and_links_to_its_concept(page: Page) -> None:
    page.go("documents/2")
    card = page.run("document.getElementById('card').innerText")
    assert "GOUT" in card
    assert "opsonin explain" in card
    link = "document.querySelector('#card a')"
    assert page.run(f"{link}.href") == "https://bioregistry.io/TEST:gout"
    assert page.run(f"{link}.rel") == "noopener noreferrer"


def test_keys_lead_through_tags_documents_and_views(page: Page) -> None:
    page.press("2")
    # A document of a folder is loaded before it is shown.
    page.wait_for("document.querySelector('#doc .title')")
    assert page.run(TITLE) == "Gout of Ada"
    first = page.run(CHOSEN)
    page.press("n")
    assert page.run(CHOSEN) != first
    page.press("p")
    assert page.run(CHOSEN) == first
    page.press("j")
    page.wait_for(f"{TITLE} !== 'Gout of Ada'")
    assert page.run(TITLE).startswith("Bait <script>")
    page.press("/")
    assert page.run("document.activeElement.id") == "q"
    for key in "shares":
        page.press(key)
    page.wait_for("document.querySelectorAll('#rows a').length === 1")
    assert "Shares" in page.run("document.getElementById('rows').innerText")
    page.run("document.activeElement.blur()")
    page.press("?")
    assert page.run("document.getElementById('help').open")
    page.press("Escape")
    assert not page.run("document.getElementById('help').open")


def test_edge_of_the_graph_opens_its_sentences_by_keyboard(page: Page) -> None:
    page.go("claims")
    page.run("document.querySelectorAll('#graph .edge')[1].focus()")
    page.press("Enter")
    assert "Swordfish raises fever" in page.run("document.getElementById('sentences').innerText")
    assert page.run("document.querySelectorAll('#graph .edge.on').length") == 1


def test_layers_and_types_can_be_left_out(page: Page) -> None:
    page.go("documents/2")
    before = page.run("document.querySelectorAll('#text mark').length")
    page.run("document.querySelector('.filters input').click()")
    assert page.run("document.querySelectorAll('#text mark').length") < before
    page.run("document.querySelector('.filters input').click()")
    assert page.run("document.querySelectorAll('#text mark').length") == before


def test_types_stay_open_from_document_to_document(page: Page) -> None:
    is_open = "document.querySelector('#doc .filters details').open"
    page.go("documents/0")
    assert page.run(is_open) is False
    assert page.run("document.querySelectorAll('#doc .filters summary .sw').length") > 0
    page.run(f"{is_open} = true")
    page.go("documents/1")
    assert page.run(is_open) is True


def test_concept_lists_the_documents_that_name_it(page: Page) -> None:
    page.run(
        "[...document.querySelectorAll('.bars button')]"
        ".find(b => b.innerText.includes('FEVER')).click()"
    )
    page.settle()
    assert page.run("document.querySelectorAll('#rows a').length") == 2
    assert "FEVER" in page.run("document.getElementById('card').innerText")


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2400])
def test_no_view_is_wider_than_the_window(page: Page, width: int) -> None:
    page.size(width, 800)
    for name in page.run("[...document.querySelectorAll('#tabs a')].map(a => a.hash.slice(1))"):
        page.go(name)
        assert not page.run(WIDE), name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_told_from_its_ground(
    scheme: str, page: Page, contrasts: Callable[[Page], dict[str, float]]
) -> None:
    page.scheme(scheme)
    for name in ("overview", "documents/0", "numbers", "between"):
        page.go(name)
        low = {what: ratio for what, ratio in contrasts(page).items() if ratio < 4.5}
        assert low == {}, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: str) -> None:
    page.scheme(scheme)
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    page.run(f"{axe};0")
    found = {}
    for name in page.run("[...document.querySelectorAll('#tabs a')].map(a => a.hash.slice(1))"):
        page.go(name)
        found[name] = page.run(
            "axe.run(document).then(({violations,passes})=>passes.length<10?['it did not look']:"
            "violations.map(v=>[v.impact,v.id,v.nodes.length,v.nodes[0].html]))"
        )
    page.scheme("")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_controls_and_views_have_names(page: Page) -> None:
    for name in ("overview", "documents/1", "claims", "account"):
        page.go(name)
        nameless = page.run(
            "[...document.querySelectorAll('a, button, input, select, [role=button]')]"
            ".filter(n => !(n.textContent.trim() || n.getAttribute('aria-label') || "
            "n.labels?.[0]?.textContent.trim())).map(n => n.outerHTML)"
        )
        assert nameless == [], name
    assert page.run("document.documentElement.lang") == "en"
    assert page.run("document.querySelectorAll('main').length") == 1


def test_file_that_is_missing_is_named(browser: Page, data: Path, tmp_path: Path) -> None:
    with open_snapshot(data) as snapshot:
        _check_missing(browser, snapshot, tmp_path)


def _check_missing(browser: Page, snapshot: SnapshotFiles, folder: Path) -> None:
    found = write_report(snapshot, folder / "report", max_documents=0)
    (found.place / "documents" / "0.js").unlink()
    browser.open(found.page.as_uri())
    browser.go("documents/0")
    text = browser.run("document.getElementById('main').innerText")
    assert "documents/0.js beside this page is missing" in text


#: Ratio of the luminance of text and ground, as WCAG 2.2 reckons it, of every text in sight.
_CONTRASTS = """
(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (color, under) => {
    canvas.fillStyle = `rgb(${under})`; canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b };
  const ground = node => {
    const chain = []; for (let n = node; n; n = n.parentElement) chain.unshift(n);
    return chain.reduce((c, n) => rgb(getComputedStyle(n).backgroundColor, c), [255, 255, 255]);
  };
  const found = {}, walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || /^(SCRIPT|TITLE|OPTION)$/i.test(node.tagName)
      || !node.checkVisibility({checkOpacity: true})
      || node.closest('.unseen, .skip, svg')) continue;
    const under = ground(node), over = rgb(getComputedStyle(node).color, under);
    const [a, b] = [light(under), light(over)].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05), key = `${node.tagName}.${node.className}`;
    found[key] = Math.min(found[key] ?? 99, Math.round(ratio * 100) / 100);
  }
  return found;
})()
"""


@pytest.fixture
def contrasts() -> Callable[[Page], dict[str, float]]:
    def measure(page: Page) -> dict[str, float]:
        return dict(page.run(_CONTRASTS))

    return measure
