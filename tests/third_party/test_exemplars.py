"""Three plugins of outsiders: a cleaner of HTML, a refiner, and a corpus tagger with evidence."""

from __future__ import annotations

import importlib
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.reading import open_snapshot
from opsonin.testing import Sample, run_checks

HERE = Path(__file__).parent
EXEMPLARS = ("boxes", "closer_look", "same_study")
#: The promises that bear most on what these do, for the sake of time; they keep all others too.
CHECKS = (
    "batch_size_does_not_matter",
    "docstring_says_what_it_does",
    "gives_only_declared_tables",
    "options_round_trip",
    "order_and_ids_do_not_matter",
    "rows_keep_the_contract",
    "survives_bait",
    "works_behind_what_comes_before",
)
PAGE = """<!DOCTYPE html>
<html><head><title>Salt and blood pressure</title></head><body class="related">
<div class="cookie-banner wide"><div>We use cookies.</div><button>Accept</button></div>
<article><h1>Salt and blood pressure</h1>
<p>Of 80 patients with high blood pressure, 34 ate less salt for a year.<sup>[2]</sup> Their
intake fell by half, to 10<sup>3</sup> mg a day, and stayed there until the county trial ended.</p>
<div class="share-buttons">Tweet this<div class="related">Ten foods to avoid</div></div>
<div class="related-posts"><p>Salt is never closed in this county, as its mayor has said.</p>
</article></body></html>
"""
CLINIC = """A winter in the clinic

The patient came in with a cold, a sore throat and a runny nose. There was no evidence of \
pneumonia on the chest film. She denied asthma, but her mother had rheumatoid arthritis.

Samples were kept in the cold until they were shipped, and pneumonia was later found in her \
brother (Smith J, Hodgkin T, et al. J Asthma 2019;12:33-40).

References

1. Parkinson J, Crohn B, Smith A. Asthma and rhinitis in adults: a review. J Allergy Clin Immunol. \
2018;141(2):12-20. doi:10.1016/j.jaci.2018.01.001
"""
PAPER = """Remdesivir for the treatment of Covid-19: final report

doi: 10.1056/NEJMoa2007764

We assigned 1,062 patients to remdesivir or placebo (ClinicalTrials.gov NCT04280705).
"""
NEWS = "Remdesivir shortened recovery in a trial (NCT04280705) of 1,062 patients, said Dr. Berg.\n"
STORY = (
    "The antibody cut flares of lupus by 31.8% in {} trial with 1,217 adults, wrote researchers in"
    " the New England Journal of Medicine. The effect lasted for 412 days.\n"
)

Rows = Mapping[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def exemplars(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, ModuleType]]:
    """The modules of all three, and each installed as a distribution of its own."""
    site = tmp_path_factory.mktemp("site")
    for module in EXEMPLARS:
        text = (HERE / f"opsonin_{module}" / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        about = site / f"opsonin_{module}-{project['version']}.dist-info"
        about.mkdir()
        head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (about / "METADATA").write_text(head)
        hooks = project["entry-points"]["opsonin"].items()
        lines = [f"{name} = {target}\n" for name, target in hooks]
        (about / "entry_points.txt").write_text("".join(["[opsonin]\n", *lines]))
    folders = [str(site), *(str(HERE / f"opsonin_{module}") for module in EXEMPLARS)]
    open_pipeline.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        for folder in folders:
            patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", os.pathsep.join(folders))
        yield {name: importlib.import_module(f"opsonin_{name}") for name in EXEMPLARS}
    open_pipeline.cache_clear()
    for module in EXEMPLARS:
        sys.modules.pop(f"opsonin_{module}", None)


@pytest.fixture
def settings(exemplars: Mapping[str, ModuleType], tmp_path: Path) -> Settings:
    return Settings(
        inputs=(str(tmp_path / "given"),),
        data=tmp_path / "data",
        plugins=tuple(f"opsonin-{name.replace('_', '-')}" for name in exemplars),
        vocabularies=("mondo", "ambiguous"),
        disabled=("signatures", "duplicates"),
        limits={"isolation": "inline"},
    )


def tables(settings: Settings, **texts: str) -> Rows:
    """Run over these texts besides those before; return the rows of all tables."""
    folder = Path(settings.inputs[0])
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        ending = "html" if text.startswith("<") else "txt"
        (folder / f"{name}.{ending}").write_text(text, encoding="utf-8")
    run_locally(settings)
    with open_snapshot(settings.data) as snapshot:
        return {name: snapshot.read(name).to_pylist() for name in snapshot.tables}


def links_of(found: Rows) -> list[tuple[str, str, str, str | None]]:
    names = {row["doc_id"]: row["source_uri"] for row in found["documents"]}
    return sorted(
        (names[row["from_doc_id"]], names[row["to_doc_id"]], row["kind"], row["to_identifier"])
        for row in found["links"]
    )


@pytest.mark.parametrize(
    ("name", "samples", "checks"),
    [
        (
            "boxes",
            [Sample(PAGE, media_type="text/html")],
            ("cleaning_twice_changes_nothing", "edits_change_something", "edits_never_reorder"),
        ),
        ("closer_look", [CLINIC], ("refiner_keeps_ids", "refining_twice_changes_nothing")),
        (
            "same_study",
            [PAPER, NEWS, STORY.format("a"), STORY.format("another")],
            ("earlier_rows_do_not_matter", "evidence_is_there"),
        ),
    ],
)
def test_promises_of_the_kit_are_kept(
    exemplars: Mapping[str, ModuleType],
    name: str,
    samples: list[str | Sample],
    checks: tuple[str, ...],
) -> None:
    results = run_checks(exemplars[name], samples=samples, checks=[*CHECKS, *checks])
    assert {one.check for one in results if one.status == "passed"} == {*CHECKS, *checks}
    assert [f"{one.check}: {one.detail}" for one in results if one.is_bad] == []


def test_boxes_go_before_the_main_text_is_looked_for(settings: Settings) -> None:
    # By itself, the built-in extractor leaves out some of the boxes as well.
    options = {**settings.components, "html": {"extractor": "trafilatura"}}
    settings = replace(settings, components=options)
    found = tables(settings, page=PAGE, boxes='<html><p class="related">Read more</p></html>')
    (document,) = found["documents"]
    assert "10" in document["text"]
    for gone in ("cookies", "Tweet", "Ten foods", "[2]"):
        assert gone not in document["text"]
    assert "never closed" in document["text"]
    raw = {row["source_uri"]: row["text"] for row in found["raw"]}["page.html"]
    removed = {
        row["reason"]: raw[row["raw_start"] : row["raw_end"]]
        for row in found["removed"]
        if row["component"] == "boxes"
    }
    assert removed["footnote_mark"] == "<sup>[2]</sup>"
    assert removed["share_bar"].startswith('<div class="share-buttons">Tweet')
    assert [row["value"] for row in found["fields"] if row["field"] == "boxes_removed"] == ["2"]
    assert [(row["source_uri"], row["reason"]) for row in found["rejects"]] == [
        ("boxes.html", "only_boxes")
    ]


def test_mentions_are_judged_and_the_account_leads_to_them(settings: Settings) -> None:
    found = tables(settings, clinic=CLINIC)
    disabled = (*settings.disabled, "closer-look")
    before = tables(replace(settings, data=settings.data.parent / "plain", disabled=disabled))
    mentions = {row["mention_id"]: row for row in found["mentions"]}
    told = {(row["text"].lower(), row["reason"], row["cell"]) for row in found["mention_changes"]}
    assert told >= {
        ("pneumonia", "negation", "negated"),
        ("asthma", "negation", "negated"),
        ("asthma", "citation", "score"),
        ("asthma", "reference", None),
        ("cold", "sense", "type"),
    }
    colds = [(row["type"], row["curie"]) for row in found["mentions"] if row["text"] == "cold"]
    assert colds == [("disease", "MONDO:0005709"), ("phenomenon", "MESH:D003080")]
    for row in found["mention_changes"]:
        if row["reason"] == "reference":
            assert row["mention_id"] is None
        else:
            assert mentions[row["mention_id"]]["text"] == row["text"]
    negated = [row["text"] for row in found["mentions"] if row["negated"]]
    assert sorted(set(negated)) == ["asthma", "pneumonia"]
    # Cells that it does not speak of, and mentions that it says nothing about, are as they were.
    touched = {row["clean_start"] for row in found["mention_changes"]}
    own = {"mention_id", "score", "negated", "is_preferred"}

    def rest(rows: Rows) -> list[dict[str, Any]]:
        kept = [row for row in rows["mentions"] if row["clean_start"] not in touched]
        return [{name: cell for name, cell in row.items() if name not in own} for row in kept]

    assert rest(found) == rest(before)
    assert rest(found)


def test_reports_of_a_study_are_linked_with_evidence_on_both_sides(settings: Settings) -> None:
    first = tables(settings, paper=PAPER, news=NEWS, one=STORY.format("a"))
    assert links_of(first) == [("news.txt", "paper.txt", "news_to_paper", "NCT04280705")]
    found = tables(settings, two=STORY.format("another"))
    linked = {tuple(sorted(link[:2])) for link in links_of(found)}
    assert linked == {("news.txt", "paper.txt"), ("one.txt", "two.txt")}
    marks = {(row["doc_id"], row["mark_id"]): row["text"] for row in found["study_marks"]}
    for row in found["link_evidence"]:
        assert marks[row["doc_id"], row["row_id"]] == row["text"]
    sides = [row["side"] for row in found["link_evidence"]]
    assert sides.count("from") == sides.count("to") == 1 + 4

    fresh = tables(replace(settings, data=settings.data.parent / "fresh"))
    for name in ("links", "link_evidence", "study_marks"):
        assert fresh[name] == found[name]


def test_score_that_none_can_be_is_refused(settings: Settings) -> None:
    wrong = replace(settings, components={"closer-look": {"citation_score": 1.5}})
    with pytest.raises(ConfigError, match=r"citation_score is 1\.5, expected 0 to 1"):
        tables(wrong, clinic=CLINIC)
