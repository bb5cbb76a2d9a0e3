from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Cleaned, Context, Documents, NoOptions, Span
from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.xml_text import XML_CLEANER

_NAMES = {
    "jats": "article front article-meta title-group article-title abstract sec label title p list "
    "list-item fig caption table-wrap table tr td break ref-list ref element-citation "
    "mixed-citation person-group name surname etal issue volume year pub-id fn disp-formula italic",
    "pubmed": "PubmedArticle MedlineCitation Article ArticleTitle Abstract AbstractText i PMID",
    "bioc": "document passage sentence text infon annotation",
    "rss": "item title description content:encoded link",
    "atom": "entry title content summary div p br ul li table tr td script pre",
}
_TEXTS = st.text(alphabet="ab &<>\n.", max_size=8)


def _source(tree: object, names: list[str]) -> str:
    """Write a tree of names, as numbers, and texts."""
    if isinstance(tree, str):
        return tree.replace("&", "&amp;").replace("<", "&lt;")
    assert isinstance(tree, tuple)
    name = names[tree[0] % len(names)]
    inner = "".join(_source(one, names) for one in tree[1])
    return f'<{name} Label="L&amp;">{inner}</{name}>' if inner else f"<{name}/>"


_TREES = st.recursive(
    _TEXTS, lambda inner: st.tuples(st.integers(0, 60), st.lists(inner, max_size=5)), max_leaves=25
).filter(lambda tree: not isinstance(tree, str))


@pytest.mark.parametrize("kind", _NAMES)
@settings(max_examples=60)
@given(_TREES)
def test_any_tree_of_known_elements_gives_sound_edits_and_rows(kind: str, tree: object) -> None:
    markup = _source(tree, _NAMES[kind].split())
    media_type = f"application/{kind}+xml"
    batch = pa.record_batch({"doc_id": ["0" * 32], "text": [markup], "media_type": [media_type]})
    [found] = XML_CLEANER.clean(Documents(batch), Context(NoOptions()))
    assert isinstance(found, Cleaned)
    assert all(left.end <= right.start for left, right in pairwise(found.edits))
    assert apply_edits(markup, found.edits).count("<") <= markup.count("&lt;")
    for rows in found.rows.values():
        for row in rows:
            assert not isinstance(row, Span) or 0 <= row.start < row.end <= len(markup)
