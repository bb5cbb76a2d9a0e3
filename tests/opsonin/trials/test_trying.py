from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from authored import Author
from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.trials.finding import find_component
from opsonin.trials.trial import Trial
from opsonin.trials.trying import try_component

Try = Callable[..., Trial]

CLEANER = """
from opsonin import Cleaned, Cleaner, Edit, Span, each_document, hookimpl

def clean(document, context):
    at = document.text.find("Share this")
    edits = [] if at < 0 else [Edit(at, at + 10, "", "chrome")]
    return Cleaned(edits, {"flags": [Span(0, 4, kind="greeting")]})

@hookimpl
def register_cleaners():
    return [Cleaner(name="unshared", version="1", clean=each_document(clean), phase="strip",
                    fills=("flags",))]
"""
TAGGER = """
import re
from opsonin import Span, Tagger, hookimpl, per_document

def find(text):
    return [Span(*m.span(), type="word", value=m[0]) for m in re.finditer(r"[A-Z]{2,}", text)]

@hookimpl
def register_taggers():
    tag = per_document(find, "identifiers")
    return [Tagger(name="shouts", version="1", tag=tag, fills=("identifiers",))]
"""
REFINER = """
from opsonin import DROP, Tagger, hookimpl, per_row

def change(row, document, context):
    return DROP if row["value"] == "WHO" else {"role": "trial"}

@hookimpl
def register_taggers():
    tag = per_row(change, "identifiers")
    return [Tagger(name="quieter", version="1", tag=tag, refines=("identifiers",))]
"""
SOURCE = """
from opsonin import RawDocument, Reject, Source, hookimpl

def accepts(resource):
    return resource.kind == "file" and resource.head.startswith(b"%MINE")

def read(resource, context):
    with resource.open() as file:
        lines = file.read().splitlines()[1:]
    for number, line in enumerate(lines):
        if not line:
            yield Reject("empty", "An empty line.", str(number))
        else:
            yield RawDocument(payload=line, text=line.decode(), media_type="text/plain",
                              key=str(number))

@hookimpl
def register_sources():
    return [Source(name="mine", version="1", accepts=accepts, read=read)]
"""
EXPORTER = """
from pathlib import Path
from opsonin import Exporter, hookimpl

def export(snapshot, context):
    place = Path("out.txt")
    place.write_text(str(snapshot.read("documents").num_rows))
    return str(place)

@hookimpl
def register_exporters():
    return [Exporter(name="counts", version="1", export=export)]
"""
VOCABULARY = """
from opsonin import Term, from_terms, hookimpl

@hookimpl
def register_vocabularies():
    terms = [Term(curie="PET:1", label="domestic cat", term="house cat", type="organism")]
    return [from_terms(terms, name="pets", version="7", licence="CC0-1.0")]
"""
CORPUS = """
import pyarrow as pa
from opsonin import Tagger, hookimpl

def link(documents, context):
    first, *others = documents.ids
    return {"links": pa.table({
        "from_doc_id": [first] * len(others), "to_doc_id": others,
        "kind": ["same_story"] * len(others),
    })}

@hookimpl
def register_taggers():
    return [Tagger(name="follows", version="1", tag=link, fills=("links",), scope="corpus")]
"""


def test_cleaner_shows_edits_and_rows_in_its_input(author: Author, tried: Try) -> None:
    author("plugin_a", CLEANER)
    trial = tried(
        "unshared", "Dear reader,\nThey said: Share this opinion of ours with whom you meet.\n"
    )
    (edit,) = trial.edits
    assert (edit.removed, edit.reason) == ("Share this", "chrome")
    assert trial.text is not None
    assert trial.text[edit.start : edit.end] == "Share this"
    assert [row["text"] for row in trial.rows["flags"]] == ["Dear"]
    assert "encoding" in trial.before
    assert "segments" not in trial.before
    assert trial.document is not None
    assert (trial.document.source_uri, trial.document.is_only) == ("sample.txt", True)
    assert trial.fault is None


def test_cleaner_of_another_media_type_says_so(tried: Try) -> None:
    trial = tried("html", "Plain text.\n")
    assert trial.text is None
    assert trial.notes == ("It is not given documents of type text/plain: see media_types.",)


def test_tagger_shows_rows_with_their_text_and_their_place(author: Author, tried: Try) -> None:
    author("plugin_b", TAGGER)
    trial = tried("shouts", "The \N{GRINNING FACE} WHO said so.\n")
    (row,) = trial.rows["identifiers"]
    assert (row["text"], row["clean_start"], row["raw_start"]) == ("WHO", 6, 6)
    assert "identifiers" not in trial.before
    assert trial.before[-1] in {"quality_gate", "signals", "segments"}


def test_refiner_is_shown_against_what_it_was_given(author: Author, tried: Try) -> None:
    author("plugin_b", TAGGER)
    author("plugin_c", REFINER)
    trial = tried("quieter", "The WHO and the CDC.\n", Settings(plugins=("plugin_b",)))
    refined = trial.refined["identifiers"]
    assert refined.n_given == 2
    assert [row["value"] for row in refined.removed] == ["WHO"]
    assert [(row["value"], row["was"]) for row in refined.changed] == [("CDC", {"role": "mention"})]
    assert trial.rows["identifiers"] == []
    assert {"identifiers", "shouts"} <= {*trial.before}


def test_what_a_component_raises_is_shown_with_its_own_lines(author: Author, tried: Try) -> None:
    path = author("plugin_b", TAGGER.replace("return [Span", "text.loud(); return [Span"))
    trial = tried("shouts", "The WHO.\n")
    assert trial.fault is not None
    assert trial.fault.message == "AttributeError: 'str' object has no attribute 'loud'"
    files = [line for line in trial.fault.traceback if line.startswith("  File")]
    assert files == [f'  File "{path}", line 6, in find']


def test_broken_contract_is_named(author: Author, tried: Try) -> None:
    author("plugin_b", TAGGER.replace('type="word"', 'type="A Word"'))
    trial = tried("shouts", "The WHO.\n")
    assert trial.fault is not None
    assert trial.fault.message.startswith("shouts 1, table identifiers, column type")
    assert trial.fault.traceback == ()


def test_document_that_an_earlier_component_rejects_is_told(tried: Try, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b" ")
    with pytest.raises(ConfigError, match="no document in it \\(text: empty"):
        tried("identifiers", path)


def test_of_several_documents_the_first_is_taken(tried: Try, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": str(n), "text": f"See NCT0123456{n}."}) for n in range(3)]
    path.write_text("\n".join(lines))
    trial = tried("identifiers", path)
    assert trial.document is not None
    assert (trial.document.source_uri, trial.document.is_only) == ("many.jsonl#0", False)
    assert [row["value"] for row in trial.rows["identifiers"]] == ["NCT01234560"]


def test_source_shows_documents_and_rejects_in_order(
    author: Author, tried: Try, tmp_path: Path
) -> None:
    author("plugin_d", SOURCE)
    path = tmp_path / "x.mine"
    path.write_bytes(b"%MINE\nfirst\n\nthird\n")
    trial = tried("mine", path)
    assert [(item.kind, item.place, item.text) for item in trial.items] == [
        ("document", "x.mine#0", "first"),
        ("reject", "x.mine#1", None),
        ("document", "x.mine#2", "third"),
    ]
    assert trial.is_complete
    path.write_bytes(b"%MINE\n" + b"line\n" * 50)
    many = tried("mine", path)
    assert (len(many.items), many.is_complete) == (20, False)


def test_source_that_gets_nothing_says_why(author: Author, tried: Try, tmp_path: Path) -> None:
    author("plugin_d", SOURCE)
    assert tried("mine", "no such file").notes == (
        "It does not accept sample.txt: accepts() returned False.",
    )
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\n{"text": "b"}\n')
    (note,) = tried("text", path).notes
    assert note.startswith("It was never asked: jsonl came first. Its priority is -10")


def test_error_in_accepts_is_not_swallowed(author: Author, tried: Try) -> None:
    author("plugin_d", SOURCE.replace('resource.kind == "file"', "resource.kin"))
    trial = tried("mine", "x")
    assert trial.fault is not None
    assert trial.fault.message == "AttributeError: 'Resource' object has no attribute 'kin'"


def test_listing_shows_the_resources_that_it_finds(tried: Try, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("A.")
    trial = tried("files", folder)
    assert [(item.kind, item.place) for item in trial.items] == [("resource", "a.txt")]


def test_exporter_publishes_below_the_temporary_folder(
    author: Author, tried: Try, tmp_path: Path
) -> None:
    author("plugin_e", EXPORTER)
    lean = Settings(vocabularies=(), disabled=("concepts", "preferred"))
    trial = tried("counts", "One document.\n", lean)
    assert (trial.place, trial.files) == ("out.txt", {"out.txt": 1})
    assert (tmp_path / "work" / "out.txt").read_text() == "1"


def test_vocabulary_shows_its_own_terms_alone(author: Author, tried: Try) -> None:
    author("plugin_f", VOCABULARY)
    trial = tried("pets", "A house cat with diabetes.\n")
    assert [(row["text"], row["curie"]) for row in trial.rows["mentions"]] == [
        ("house cat", "PET:1")
    ]
    assert trial.notes == ("1 terms of 1 concepts, licence CC0-1.0",)


def test_vocabulary_that_cannot_be_loaded_is_shown(author: Author, tried: Try) -> None:
    author(
        "plugin_f",
        VOCABULARY.replace(
            "return [", "from dataclasses import replace\n    return [replace("
        ).replace('licence="CC0-1.0")]', 'licence="CC0-1.0"), load=lambda: open("nowhere"))]'),
    )
    trial = tried("pets", "A house cat.\n")
    assert trial.fault is not None
    assert trial.fault.message.startswith("FileNotFoundError")
    assert any("<lambda>" in line for line in trial.fault.traceback)


def test_corpus_tagger_sees_all_documents_of_the_file(
    author: Author, tried: Try, tmp_path: Path
) -> None:
    author("plugin_g", CORPUS)
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "One story."}\n{"text": "Another one."}\n')
    trial = tried("follows", path)
    assert [row["kind"] for row in trial.rows["links"]] == ["same_story"]
    assert trial.notes == ("It saw all 2 documents.",)


def test_what_a_corpus_tagger_raises_is_shown_with_its_own_lines(
    author: Author, tried: Try
) -> None:
    author("plugin_g", CORPUS.replace("documents.ids", "documents.idz"))
    fault = tried("follows", "One story.\n").fault
    assert fault is not None
    assert fault.message == "AttributeError: 'Corpus' object has no attribute 'idz'"
    assert sum(line.startswith("  File") for line in fault.traceback) == 1


def test_component_that_the_configuration_leaves_out_takes_part(author: Author, tried: Try) -> None:
    author("plugin_b", TAGGER)
    settings = Settings(
        plugins=("plugin_b",), taggers=("identifiers",), disabled=("shouts",), components={}
    )
    assert len(tried("shouts", "The WHO.\n", settings).rows["identifiers"]) == 1


def test_options_are_those_of_the_configuration(tried: Try) -> None:
    settings = Settings(components={"concepts": {"min_score": 0.99}})
    trial = tried("concepts", "Diabetes.\n", settings)
    assert trial.subject.options == {"abbreviations": True, "min_score": 0.99}


def test_row_that_was_given_another_meaning_is_changed(author: Author, tried: Try) -> None:
    author("plugin_b", TAGGER)
    author("plugin_c", REFINER.replace('"role": "trial"', '"type": "other"'))
    trial = tried("quieter", "The CDC.\n", Settings(plugins=("plugin_b",)))
    refined = trial.refined["identifiers"]
    assert [(row["type"], [*row["was"]]) for row in refined.changed] == [("other", ["type"])]
    assert (refined.removed, trial.rows["identifiers"]) == ([], [])


def test_several_files_are_for_those_that_look_at_all(author: Author, tmp_path: Path) -> None:
    author("plugin_g", CORPUS)
    author("plugin_b", TAGGER)
    paths = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"The {name} story.\n")
        paths.append(str(path))
    trial = try_component(find_component("follows", Settings()), paths, tmp_path / "work")
    (link,) = trial.rows["links"]
    assert {trial.places[link[name]] for name in ("from_doc_id", "to_doc_id")} == {
        "one.txt",
        "two.txt",
    }
    with pytest.raises(ConfigError, match="2 files are named, but a tagger is tried on one"):
        try_component(find_component("shouts", Settings()), paths, tmp_path / "work")
