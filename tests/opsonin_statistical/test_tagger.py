from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from opsonin import Context, Documents, Term, Vocabulary, from_terms
from opsonin.tables.evidence import Mentions
from opsonin.tables.model import arrow_schema
from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions
from opsonin_statistical.tagger import STATISTICAL, StatisticalOptions

#: No sentence and no disease of it is among those that the model was trained on.
STUDY = "We report 3 brothers with hereditary lindow ataxia (HLA). HLA is rare. The garden is old."
NEWS = "The garden was opened by the mayor."


def rows(
    texts: list[str], vocabulary: Vocabulary, options: StatisticalOptions
) -> list[dict[str, object]]:
    ids = [f"{number:032x}" for number in range(len(texts))]
    batch = Documents(pa.record_batch({"doc_id": ids, "text": texts}))
    found = CONCEPTS.tag(batch, Context(ConceptOptions(), (vocabulary,)))["mentions"]
    given = as_merged(found, texts)
    context = Context(options, (vocabulary,))
    after = STATISTICAL.tag(batch.with_tables({"mentions": given}), context)["mentions"]
    found_rows: list[dict[str, object]] = after.to_pylist()
    for row in found_rows:
        text = texts[int(str(row["doc_id"]), 16)]
        row["text"] = text[row["clean_start"] : row["clean_end"]]  # type: ignore[index]
    return found_rows


def as_merged(found: pa.Table, texts: list[str]) -> pa.Table:
    """Give rows of one tagger the columns that the engine fills."""
    filled = {
        "mention_id": range(found.num_rows),
        "component": ["concepts"] * found.num_rows,
        "component_version": ["1"] * found.num_rows,
        "text": [""] * found.num_rows,
        "is_preferred": [True] * found.num_rows,
        **{name: [False] * found.num_rows for name in ("negated", "uncertain", "hypothetical")},
    }
    columns = []
    for field in arrow_schema(Mentions):
        if field.name in filled:
            columns.append(pa.array(filled[field.name], field.type))
        elif field.name in found.column_names:
            columns.append(found[field.name].cast(field.type).combine_chunks())
        else:
            columns.append(pa.nulls(found.num_rows, field.type))
    assert texts
    return pa.table(columns, schema=arrow_schema(Mentions))


@pytest.fixture
def options(weights: Path) -> StatisticalOptions:
    return StatisticalOptions(weights=weights, add_from=0.3)


def test_a_name_that_no_vocabulary_has_is_found(
    vocabulary: Vocabulary, options: StatisticalOptions
) -> None:
    found = rows([STUDY], vocabulary, options)
    new = [row for row in found if row["match_kind"] == "model"]
    assert "hereditary lindow ataxia" in {row["text"] for row in new}
    assert all(row["mention_id"] is None and row["type"] == "disease" for row in new)


def test_a_doubtful_word_has_a_low_score_in_a_study_and_its_own_elsewhere(
    vocabulary: Vocabulary, options: StatisticalOptions
) -> None:
    found = rows([STUDY, NEWS], vocabulary, options)
    study, news = (row for row in found if row["text"] == "garden")
    assert float(str(study["score"])) < 0.3
    assert float(str(news["score"])) > 0.8


def test_mentions_of_other_types_pass_unchanged(
    vocabulary: Vocabulary, options: StatisticalOptions
) -> None:
    found = rows(["We studied two rooms."], vocabulary, options)
    assert [(row["text"], row["type"], row["mention_id"]) for row in found] == [
        ("rooms", "chemical", 0)
    ]
    assert float(str(found[0]["score"])) > 0.8


def test_batch_and_order_change_nothing(
    vocabulary: Vocabulary, options: StatisticalOptions
) -> None:
    together = rows([STUDY, NEWS, ""], vocabulary, options)
    alone = rows([STUDY], vocabulary, options)
    keys = ("clean_start", "clean_end", "type", "score")
    first = [row for row in together if row["doc_id"] == f"{0:032x}"]
    assert [[row[key] for key in keys] for row in first] == [
        [row[key] for key in keys] for row in alone
    ]


def test_the_weights_of_the_package_know_diseases() -> None:
    known = Term(curie="MONDO:1", label="breast cancer", term="breast cancer", type="disease")
    vocabulary = from_terms([known], name="made", version="1", licence="CC0-1.0")
    text = "We found mutations in BRCA1-linked breast cancer."
    found = rows([text], vocabulary, StatisticalOptions())
    new = [row["text"] for row in found if row["match_kind"] == "model"]
    assert new == ["BRCA1-linked breast cancer"]


def test_a_file_without_weights_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(b"none")
    with pytest.raises(ValueError, match="expected one that `opsonin-statistical train` wrote"):
        StatisticalOptions(weights=path)


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="add_from is 2, expected a share between 0 and 1"):
        StatisticalOptions(add_from=2)
