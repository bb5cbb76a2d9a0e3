from __future__ import annotations

from opsonin.tables.views import View, over, with_lists_as_json

NUMBERS = View(
    "numbers",
    "A number with its document",
    {"doc_id": "statistics.doc_id", "title": "documents.title", "half": "statistics.value / 2"},
    "from statistics join documents on documents.doc_id = statistics.doc_id",
    {"half": "Half of it"},
)


def test_query_names_every_column() -> None:
    assert NUMBERS.query == (
        "select statistics.doc_id as doc_id, documents.title as title, "
        "statistics.value / 2 as half "
        "from statistics join documents on documents.doc_id = statistics.doc_id"
    )


def test_column_means_what_it_means_in_its_table() -> None:
    described = {("documents", "title"): "Title", ("statistics", "doc_id"): "Id"}
    found = [NUMBERS.meaning(name, described) for name in NUMBERS.columns]
    assert found == ["Id", "Title", "Half of it"]


def test_view_is_left_out_where_a_table_is_missing_or_has_its_name() -> None:
    assert over([NUMBERS], ["documents", "statistics"]) == (NUMBERS,)
    assert over([NUMBERS], ["documents"]) == ()
    assert over([NUMBERS], ["documents", "statistics", "numbers"]) == ()


def test_lists_are_read_as_json() -> None:
    query = "select 1 from a join b on list_contains(a.ids, b.id) and list_contains(a.x, b.y)"
    assert with_lists_as_json(query) == (
        "select 1 from a join b "
        "on exists (select 1 from json_each(a.ids) where json_each.value = b.id) "
        "and exists (select 1 from json_each(a.x) where json_each.value = b.y)"
    )
