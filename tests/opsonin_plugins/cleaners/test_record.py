from __future__ import annotations

import json

from opsonin_plugins.cleaners.record import record_fields


def fields(**metadata: object) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for row in record_fields(json.dumps(metadata)):
        assert row.columns["basis"] == "metadata"
        found.setdefault(str(row.columns["field"]), []).append(row.columns["value"])
    return found


def test_names_of_other_schemas_become_fields() -> None:
    found = fields(
        headline="On  sleep", author=["A Byron", "J Dyck"], PMID=123, DOI="doi:10.1/X", lang="en"
    )
    assert found == {
        "title": ["On sleep"],
        "authors": ["A Byron", "J Dyck"],
        "pmid": ["123"],
        "doi": ["10.1/x"],
    }


def test_dates_are_written_as_edtf() -> None:
    assert fields(date="2021-5-03T10:00:00Z")["published_value"] == ["2021-05-03"]
    assert fields(year=2021)["published_precision"] == ["year"]
    assert fields(date="yesterday") == {}


def test_address_with_a_day_lets_the_date_be_inferred() -> None:
    rows = list(record_fields(json.dumps({"url": "https://a.org/2020/10/05/slug"})))
    assert [(row.columns["value"], row.columns["basis"]) for row in rows] == [
        ("2020-10-05", "inferred"),
        ("day", "inferred"),
        ("inferred", "inferred"),
    ]
    for address in (
        "https://a.org/2020/13/05/",
        "https://a.org/2020/10/05/2020-11-05",
        "x/12020-10-05",
    ):
        assert list(record_fields(json.dumps({"url": address}))) == []


def test_metadata_that_is_no_object_says_nothing() -> None:
    for metadata in ("", "[1]", "{", None, 3):
        assert list(record_fields(metadata)) == []
