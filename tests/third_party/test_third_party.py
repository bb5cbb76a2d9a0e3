from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from opsonin.errors import PluginError, TableError
from opsonin.manager.config import Settings
from opsonin.manager.listing import list_states
from opsonin.runner.local import run_locally
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]


def rows(settings: Settings, table: str, component: str) -> list[dict[str, Any]]:
    found = Store(settings.data, {**CONTRACT, **INTERNAL}).scan(table).to_pylist()
    return [row for row in found if row["component"] == component]


def test_installed_plugins_are_listed_without_being_imported() -> None:
    listed = {
        (one.name, one.version): one.state
        for one in list_states(Settings(plugins=("opsonin-rrids",)))
    }
    assert listed["rrids", "1.3.0"] == "active"
    assert listed["broken-import", "0.4.1"] == "disabled"


def test_plugin_that_is_not_enabled_is_not_loaded(lean: Settings) -> None:
    report = run_locally(lean)
    assert report.broken == ()
    assert "rrids" not in {line.component for line in report.accounts}


def test_rows_of_an_enabled_plugin_stand_in_the_tables(lean: Settings) -> None:
    settings = replace(lean, plugins=("opsonin-rrids",))
    report = run_locally(settings)
    found = rows(settings, "identifiers", "rrids")
    assert sorted(row["value"] for row in found) == ["AB_2298772", "CVCL_0030"]
    assert {row["text"] for row in found} == {"RRID:AB_2298772", "RRID: CVCL_0030"}
    (line,) = [line for line in report.accounts if line.component == "rrids"]
    assert line.distribution_version == "opsonin-rrids 1.3.0"


def test_broken_plugins_are_named_and_left_out(
    everybody: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="opsonin"):
        report = run_locally(everybody)
    assert report.status == "committed"
    imported, misspelt = report.broken
    assert imported.startswith("plugin broken-import of broken-import 0.4.1: ModuleNotFoundError")
    assert misspelt == (
        "plugin misspelt-hook of misspelt-hook 2.0: There is no hook 'register_tagers'."
        " Did you mean 'register_taggers'?"
    )
    warned = [record.getMessage() for record in caplog.records]
    assert any("broken-import 0.4.1 was left out" in message for message in warned)
    assert any("misspelt-hook 2.0 was left out" in message for message in warned)


def test_broken_plugin_that_is_named_stops_the_run(lean: Settings) -> None:
    with pytest.raises(PluginError, match=r"broken-import of broken-import 0\.4\.1: ModuleNot"):
        run_locally(replace(lean, plugins=("broken-import",)))
    assert not lean.data.exists()


def test_document_that_a_plugin_cannot_cope_with_is_one_reject(lean: Settings) -> None:
    settings = replace(lean, plugins=("raises-once",))
    report = run_locally(settings)
    (reject,) = rows(settings, "rejects", "years")
    assert (reject["source_uri"], reject["reason"]) == ("cell_line.txt", "error")
    assert "ValueError: year 0 is out of range" in reject["detail"]
    assert {row["value"] for row in rows(settings, "identifiers", "years")} == {"2019", "1999"}
    (line,) = [line for line in report.accounts if line.component == "years"]
    assert (line.documents_in, line.documents_out, line.documents_rejected) == (3, 2, 1)


def test_plugin_that_breaks_the_contract_loses_its_rows(everybody: Settings) -> None:
    run_locally(everybody)
    rejects = rows(everybody, "rejects", "lengths")
    assert [reject["reason"] for reject in rejects] == ["contract"] * 3
    assert rows(everybody, "identifiers", "lengths") == []
    assert rows(everybody, "identifiers", "rrids") != []


def test_selected_tagger_that_breaks_the_contract_stops_the_run(lean: Settings) -> None:
    settings = replace(lean, plugins=("wrong-schema",), taggers=("lengths",), disabled=())
    with pytest.raises(TableError) as caught:
        run_locally(settings)
    error = caught.value
    assert error.component == "lengths 1"
    assert error.table.startswith("identifiers")
    assert error.column == "value"
    store = Store(settings.data, {**CONTRACT, **INTERNAL})
    assert store.head() == 0
    assert [run["status"] for run in store.runs()] == ["failed"]
