from __future__ import annotations

from opsonin_plugins.cleaners.content.adapters import adapted
from opsonin_plugins.cleaners.content.reading import read_outline

_WORDS = "Interferon was measured in the blood of patients with severe disease every day. "


def _kept(site: str, body: str) -> list[str] | None:
    outline = read_outline(f'<meta property="og:site_name" content="{site}">{body}')
    is_main = adapted(outline)
    if is_main is None:
        return None
    return [block.text for block, one in zip(outline.blocks, is_main, strict=True) if one]


def test_abstract_page_is_its_title_and_abstract() -> None:
    body = (
        '<nav>Search</nav><main id="article-details"><header class="heading">'
        '<h1 class="heading-title">T</h1><p class="byline">A B</p></header>'
        f'<div class="abstract" id="abstract"><h2>Abstract</h2><p>{_WORDS * 2}</p></div>'
        '<div id="similar">Similar articles</div></main>'
    )
    assert _kept("PubMed", body) == ["T", "Abstract", (_WORDS * 2).strip()]


def test_full_text_page_is_its_body_without_references() -> None:
    body = (
        '<aside>Resources</aside><section class="body main-article-body">'
        f'<section id="S1"><h2>Methods</h2><p>{_WORDS * 2}</p></section>'
        '<section class="ref-list"><h2>References</h2><ul><li>1. A.</ul></section></section>'
    )
    assert _kept("PubMed Central (PMC)", body) == ["Methods", (_WORDS * 2).strip()]


def test_unknown_site_and_unknown_structure_are_left_to_the_model() -> None:
    assert _kept("Some site", f'<div class="abstract">{_WORDS * 2}</div>') is None
    assert _kept("PubMed", f"<div>{_WORDS * 2}</div>") is None
