"""Links reports to the papers that they report, in the corpus or outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, Link, NoOptions, Tagger, links_to_tables
from opsonin_plugins.taggers.links.evidence import side_of, sides_of
from opsonin_plugins.taggers.links.index import read_keys
from opsonin_plugins.taggers.links.journals import is_same_journal
from opsonin_plugins.taggers.links.keys import Key, kind_of
from opsonin_plugins.taggers.links.outside import outside_links
from opsonin_plugins.taggers.links.paper_keys import Paper, papers_of
from opsonin_plugins.taggers.links.ranking import days_of, ranked
from opsonin_plugins.taggers.links.reports import is_paper, is_report
from opsonin_plugins.taggers.links.weights import Shared, Weigher

#: A report that names more papers than this lists references: then a name, the journal or a number
#: has to agree as well. Source: ours; press releases name the paper, its preprint or a comment.
MAX_NAMED = 3
#: So many papers are looked at for a report, those to which the most leads. Source: ours.
_MAX_CANDIDATES = 32
#: What an author, long numbers and the concepts have to be worth to count, what the journal is
#: worth, and what all are worth together where no identifier says more. Source: ours.
_AUTHOR, _NUMBERS, _CONCEPTS, _JOURNAL, _LEAST = 0.5, 0.8, 0.2, 0.8, 2.0
#: A report appears at most so many days before or after the paper. Source: ours; embargoes end
#: with online editions, months before the issue.
_BEFORE, _AFTER = 180, 180


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    reports, papers = ranked(documents, is_report), sorted(ranked(documents, is_paper))
    rows = documents.table("link_keys")
    index = read_keys(rows, reports)
    # Rare is what few papers have: many may report one.
    known = papers_of(documents, papers, read_keys(rows, papers))
    days = days_of(documents)
    weigher = Weigher(known.index.frequency, len(papers))
    leads = known.leads(pc.unique(index.names()[1]).to_pylist())
    links: list[Link] = []
    alone = []
    for report in reports:
        keys = index.keys_of(report)
        places = _candidates(keys, leads, weigher)
        near = [paper for paper in map(known.__getitem__, places) if _is_near(days[report], paper)]
        found = [_link(report, keys, paper, weigher) for paper in near]
        links += (link for link in found if link is not None)
        if not any(found):
            alone.append(report)
    return links_to_tables([*links, *outside_links(documents, alone, index)])


def _candidates(
    keys: Mapping[str, Key], leads: Mapping[str, Sequence[int]], weigher: Weigher
) -> list[int]:
    """Return the positions of the papers to which the most leads."""
    worth: dict[int, float] = {}
    for name in sorted(keys.keys() & leads.keys()):
        for place in leads[name]:
            worth[place] = worth.get(place, 0.0) + (weigher.worth(name) or 0.0)
    enough = [place for place, total in worth.items() if total >= _AUTHOR]
    return sorted(enough, key=lambda place: (-worth[place], place))[:_MAX_CANDIDATES]


def _is_near(day: date | None, paper: Paper) -> bool:
    if day is None or paper.published_at is None:
        return True
    return -_BEFORE <= (day - paper.published_at).days <= _AFTER


def _link(
    report: str,
    keys: Mapping[str, Key],
    paper: Paper,
    weigher: Weigher,
) -> Link | None:
    found = weigher.shared(keys, paper.keys)
    journal = _journal(keys, paper)
    n_named = sum(kind_of(name) == "id" for name in keys)
    score = score_of(found, n_named, is_journal=journal is not None)
    if score is None:
        return None
    evidence = sides_of(found.keys, keys, paper.keys)
    title = paper.keys.get("title:")
    if journal is not None and title is not None:
        note = f"the journal: {paper.journal}"
        evidence += [side_of("from", journal, note), side_of("to", title, note)]
    return Link(report, paper.doc_id, "news_to_paper", score, evidence)


def _journal(keys: Mapping[str, Key], paper: Paper) -> Key | None:
    """Return where a report names the journal of a paper."""
    for name, key in keys.items():
        kind, _, journal = name.partition(":")
        if kind == "publication" and paper.journal and is_same_journal(journal, paper.journal):
            return key
    return None


def score_of(found: Shared, n_named: int, *, is_journal: bool) -> float | None:
    """Return how sure it is that a report is about a paper, None if it is not.

    Args:
        found: What they share; identifiers among it are the paper's own.
        n_named: Number of papers and trials that the report names by identifiers.
        is_journal: Whether the report names the paper's journal.
    """
    worth = found.by_kind.get
    agrees = [
        worth("person", 0.0) >= _AUTHOR,
        worth("number", 0.0) >= _NUMBERS,
        is_journal,
    ]
    is_named = any(name.startswith(("id:doi:", "id:pm", "id:arxiv:")) for name in found.keys)
    if is_named and (n_named <= MAX_NAMED or any(agrees)):
        return 1.0
    total = found.total + _JOURNAL * is_journal
    if sum(agrees) < 2 or worth("concept", 0.0) < _CONCEPTS or total < _LEAST:  # noqa: PLR2004 - one may be chance
        return None
    return min(0.95, 0.5 + total / 10)


#: Reads keys, studies and entities; the other tables have the rows that evidence names.
PAPERS = Tagger(
    name="papers",
    version="1",
    tag=_tag,
    fills=("links", "link_evidence"),
    needs=(
        "link_keys",
        "studies",
        "entities",
        "segments",
        "mentions",
        "identifiers",
        "statistics",
        "quotes",
    ),
    scope="corpus",
)
