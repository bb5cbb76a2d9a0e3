"""Sites whose pages name their parts, so that nothing has to be guessed."""

from __future__ import annotations

from dataclasses import dataclass

from opsonin_plugins.cleaners.content.outline import Outline

#: A part with fewer words is a page that the site has built in another way.
_LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Adapter:
    """Where a site keeps its main content.

    Attributes:
        site: What ``og:site_name`` says.
        kept: Classes and ids of elements that hold it.
        left: Classes and ids of elements within that do not.
    """

    site: str
    kept: frozenset[str]
    left: frozenset[str]


#: Source: the markup of https://pubmed.ncbi.nlm.nih.gov and https://pmc.ncbi.nlm.nih.gov, 2024.
_ADAPTERS = (
    Adapter(
        site="PubMed",
        kept=frozenset({"heading-title", "abstract", "conflict-of-interest", "grants"}),
        left=frozenset({"short-view", "abstract-label-copyright"}),
    ),
    Adapter(
        site="PubMed Central (PMC)",
        kept=frozenset({"main-article-body", "article-details", "jig-ncbiinpagenav"}),
        left=frozenset(
            {
                "ref-list",
                "ref-list-sec",
                "fm-panel",
                "front-matter",
                "pmc-layout__citation",
                "permalink",
                "goto",
                "actions",
            }
        ),
    ),
)


def adapted(outline: Outline) -> list[bool] | None:
    """Return which blocks are main content, or None where no adapter knows the page."""
    site = _site_name(outline)
    for adapter in _ADAPTERS:
        if adapter.site == site:
            is_kept = _kept_containers(outline, adapter)
            is_main = [is_kept[block.container] for block in outline.blocks]
            words = sum(
                len(block.text.split())
                for block, is_in in zip(outline.blocks, is_main, strict=True)
                if is_in
            )
            return is_main if words >= _LEAST_WORDS else None
    return None


def _site_name(outline: Outline) -> str:
    for _, attributes in outline.metas:
        if ("property", "og:site_name") in attributes:
            return dict(attributes).get("content") or ""
    return ""


def _kept_containers(outline: Outline, adapter: Adapter) -> list[bool]:
    """Return for each container what the innermost named element around it decides."""
    containers = outline.containers
    is_kept: list[bool] = []
    for parent, said in zip(containers.parents, containers.names, strict=True):
        names = set(said.split())
        if names & adapter.left:
            is_kept.append(False)
        else:
            is_kept.append(bool(names & adapter.kept) or (parent >= 0 and is_kept[parent]))
    return is_kept
