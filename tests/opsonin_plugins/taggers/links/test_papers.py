from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from keyed_corpus import KeyedCorpus
from opsonin import Context, NoOptions
from opsonin_plugins.taggers.links.papers import PAPERS

_DOI = "10.1/x"


def _tag(corpus: KeyedCorpus, order: list[int] | None = None) -> dict[str, Any]:
    return dict(PAPERS.tag(corpus.documents(order), Context(NoOptions())))


def _links(corpus: KeyedCorpus) -> list[tuple[Any, ...]]:
    columns = ("from_doc_id", "to_doc_id", "to_identifier", "target_description", "score")
    return [tuple(row[name] for name in columns) for row in _tag(corpus)["links"].to_pylist()]


def _paper(corpus: KeyedCorpus, *names: str, **about: object) -> None:
    corpus.add("p", "title:", *names, kind="abstract_page", about=about)


def test_identifier_leads_to_the_paper() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", f"id:doi:{_DOI}")
    _paper(corpus, doi=_DOI)
    assert _links(corpus) == [("n", "p", None, None, 1.0)]
    evidence = _tag(corpus)["link_evidence"].to_pylist()
    assert [(row["side"], row["table_name"]) for row in evidence] == [
        ("from", "identifiers"),
        ("to", "segments"),
    ]


def test_identifier_in_the_text_of_the_paper_is_evidence() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", f"id:doi:{_DOI}")
    _paper(corpus, f"self:doi:{_DOI}", doi=_DOI)
    evidence = _tag(corpus)["link_evidence"].to_pylist()
    assert [row["table_name"] for row in evidence] == ["identifiers", "identifiers"]


def test_paper_that_cites_the_same_work_is_another() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", f"id:doi:{_DOI}")
    _paper(corpus, f"id:doi:{_DOI}", doi="10.1/other")
    assert _links(corpus) == [("n", None, f"doi:{_DOI}", None, pytest.approx(0.9))]


def test_author_and_journal_lead_to_the_paper() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", "person:roe a", "publication:nature medicine", "concept:D:1")
    _paper(corpus, "concept:D:1", journal="Nat Med", authors=["Ann Roe", "Bo Poe"])
    [(one, other, *_, score)] = _links(corpus)
    assert (one, other) == ("n", "p")
    assert 0.5 < score < 1


@pytest.mark.parametrize(
    "names",
    [
        ("person:roe a", "concept:D:1", "organisation:who", "place:oslo"),
        ("publication:nature medicine", "concept:D:1", "concept:D:2"),
        ("person:roe a", "publication:nature medicine"),
        ("number:count:10", "number:count:25", "concept:D:1", "publication:nature medicine"),
    ],
)
def test_author_or_journal_or_topic_alone_do_not(names: tuple[str, ...]) -> None:
    corpus = KeyedCorpus()
    corpus.add("n", *names)
    paper = [name for name in names if not name.startswith("publication:")]
    _paper(corpus, *paper, journal="Nat Med", authors=["Ann Roe"])
    assert _links(corpus) == []


def test_numbers_and_author_lead_to_the_paper_and_days_far_apart_do_not() -> None:
    for day, expected in ((date(2025, 3, 4), 1), (date(2020, 3, 4), 0)):
        corpus = KeyedCorpus()
        names = ("person:roe a", "number:count:659", "number:count:987", "concept:D:1")
        corpus.add("n", *names, day=date(2025, 3, 5))
        corpus.add("p", "title:", *names, kind="paper", day=day)
        assert len(_links(corpus)) == expected


def test_list_of_references_reports_none_of_them() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", *(f"id:doi:10.1/{n}" for n in range(9)), f"id:doi:{_DOI}")
    _paper(corpus, doi=_DOI)
    assert _links(corpus) == []


def test_paper_outside_is_described() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", "person:roe a", "publication:nature medicine")
    corpus.person("n", "Ann Roe", "study author; immunologist")
    corpus.study("n", publication="Nature Medicine", population="five patients")
    described = "Nature Medicine; Ann Roe; five patients"
    assert _links(corpus) == [("n", None, None, described, 0.5)]
    evidence = _tag(corpus)["link_evidence"].to_pylist()
    assert {(row["side"], row["table_name"], row["note"]) for row in evidence} == {
        ("from", "mentions", "who did it"),
        ("from", "mentions", "the journal"),
        ("from", "studies", "the study"),
    }


def test_who_wrote_the_report_did_not_do_the_study() -> None:
    corpus = KeyedCorpus()
    corpus.add("n", "person:roe a", "publication:gut")
    corpus.person("n", "Ann Roe", "author")
    corpus.study("n", publication="Gut", population="five patients")
    assert [row[3] for row in _links(corpus)] == ["Gut; five patients"]


@pytest.mark.parametrize("journal", ["The New York Times", "Los Angeles Times", None])
def test_study_that_no_journal_is_named_for_is_not_described(journal: str | None) -> None:
    corpus = KeyedCorpus()
    corpus.add("n", "person:roe a")
    corpus.study("n", publication=journal, population="five patients")
    assert _links(corpus) == []


def test_order_of_documents_does_not_matter() -> None:
    corpus = KeyedCorpus()
    names = ("person:roe a", "number:count:659", "number:count:987", "concept:D:1", "concept:D:2")
    for n in range(12):
        corpus.add(f"n{n}", *names)
        corpus.add(f"p{n}", "title:", *names, kind="paper")
    order = sorted(range(24), key=lambda n: n * 7 % 24)
    assert _tag(corpus) == _tag(corpus, order)
    assert len(_links(corpus)) == 144
