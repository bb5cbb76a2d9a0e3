from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from third_party.paged_api import PagedApi, paged_api, record

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]


@pytest.fixture
def settings(api: PagedApi, lean: Settings) -> Settings:
    return replace(
        lean,
        inputs=(api.location,),
        plugins=("opsonin-pages",),
        components={"pages": {"hosts": [api.host], "attempts": 3}},
        limits={"isolation": "inline"},
    )


def places(settings: Settings) -> dict[str, str]:
    """Return place -> text of all documents."""
    rows = Store(settings.data, {**CONTRACT, **INTERNAL}).scan("documents").to_pylist()
    return {row["source_uri"].partition("/v1/records")[2]: row["text"] for row in rows}


def rejects(settings: Settings) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        Store(settings.data, {**CONTRACT, **INTERNAL}).scan("rejects").to_pylist()
    )
    return found


def test_records_of_all_pages_are_documents_that_lead_back_to_the_record(
    api: PagedApi, settings: Settings
) -> None:
    run_locally(settings)
    assert sorted(places(settings)) == ["#a", "#b", "#c", "#d%2Fe"]
    assert api.asked() == [(0, 200), (1, 200), (2, 200)]
    (row,) = Store(settings.data, {**CONTRACT, **INTERNAL}).scan("documents").to_pylist()[:1]
    assert row["title"].startswith("Record ")


def test_unchanged_pages_are_not_sent_again_and_nothing_is_committed(
    api: PagedApi, settings: Settings
) -> None:
    run_locally(settings)
    api.asked()
    assert run_locally(settings).status == "unchanged"
    assert api.asked() == [(0, 304), (1, 304), (2, 304)]


def test_record_that_changed_or_moved_to_another_page_costs_itself_alone(
    api: PagedApi, settings: Settings
) -> None:
    run_locally(settings)
    api.asked()
    api.pages[:2] = [[record("new"), record("a")], [record("b"), record("c", "Other words.")]]
    report = run_locally(settings)
    assert api.asked() == [(0, 200), (1, 200), (2, 304)]
    assert {name: text for name, text in places(settings).items() if name in {"#c", "#new"}} == {
        "#c": "Other words.",
        "#new": "What record new has to say about fevers of the marsh.",
    }
    assert len(places(settings)) == 5
    cleaned = {
        (one.documents_out, one.documents_cached) for one in report.accounts if one.stage == "clean"
    }
    assert cleaned == {(5, 3)}


def test_touched_record_is_the_same_document(api: PagedApi, settings: Settings) -> None:
    run_locally(settings)
    before = places(settings)
    api.pages[1] = [record("c", updated="2026-11-20")]
    run_locally(settings)
    assert places(settings) == before


def test_server_that_asks_for_patience_gets_it_and_one_that_fails_is_asked_again(
    api: PagedApi, settings: Settings
) -> None:
    api.troubles = {0: [500], 1: [429], 2: ["cut"]}
    run_locally(settings)
    assert api.too_early == 0
    assert api.asked() == [(0, 500), (0, 200), (1, 429), (1, 200), (2, 200), (2, 200)]
    assert len(places(settings)) == 4
    assert rejects(settings) == []


def test_server_that_wants_more_patience_than_there_is_is_left_for_the_next_run(
    api: PagedApi, settings: Settings
) -> None:
    api.troubles = {0: [429]}
    hasty = {"pages": {"hosts": [api.host], "patience_s": 0.5}}
    run_locally(replace(settings, components=hasty))
    assert api.asked() == [(0, 429)]
    (reject,) = rejects(settings)
    assert (reject["reason"], reject["detail"]) == (
        "io",
        "The server answers 429 Too Many Requests. No patience to wait 1 s.",
    )


def test_page_that_changes_between_two_calls_is_taken_as_it_is_now(
    api: PagedApi, settings: Settings
) -> None:
    class Shifting(list[int | str]):
        def pop(self, index: Any = -1) -> int | str:
            api.pages[1] = [record("c", "After the shift."), record("b")]
            return super().pop(index)

    api.troubles = {1: Shifting(["cut", 200])}
    run_locally(settings)
    assert places(settings)["#c"] == "After the shift."
    assert sorted(places(settings)) == ["#a", "#b", "#c", "#d%2Fe"]


def test_broken_record_is_one_reject_that_goes_when_the_record_heals(
    api: PagedApi, settings: Settings
) -> None:
    api.pages[1] = [record("c", text=" "), {"text": "nameless"}, "no object", record("f")]
    run_locally(settings)
    assert sorted(places(settings)) == ["#a", "#b", "#d%2Fe", "#f"]
    found = [(row["source_uri"].partition("/v1/")[2], row["reason"]) for row in rejects(settings)]
    assert sorted(found) == [
        ("records", "malformed"),
        ("records", "malformed"),
        ("records#c", "empty"),
    ]
    api.pages[1] = [record("c"), record("f")]
    run_locally(settings)
    assert rejects(settings) == []
    assert len(places(settings)) == 5


def test_run_that_finds_a_page_dead_keeps_what_came_before_and_goes_on_from_there(
    api: PagedApi, settings: Settings
) -> None:
    api.troubles = {1: [503] * 3}
    run_locally(replace(settings, sync=True))
    assert sorted(places(settings)) == ["#a", "#b"]
    (reject,) = rejects(settings)
    assert (reject["reason"], reject["detail"]) == (
        "io",
        "The server answers 503 Service Unavailable. Tried 3 times.",
    )
    api.asked()
    run_locally(replace(settings, sync=True))
    assert api.asked() == [(0, 304), (1, 200), (2, 200)]
    assert len(places(settings)) == 4
    assert rejects(settings) == []


def test_record_that_is_no_longer_there_leaves_with_sync(api: PagedApi, settings: Settings) -> None:
    run_locally(settings)
    api.pages[1] = []
    run_locally(replace(settings, sync=True, sync_limit_percent=50.0))
    assert sorted(places(settings)) == ["#a", "#b", "#d%2Fe"]


def test_killed_run_goes_on_where_it_was(api: PagedApi, settings: Settings, site: Path) -> None:
    api.troubles = {2: [429] * 60}
    options = f"[components.pages]\nhosts = ['{api.host}']\nattempts = 60\n"
    options += "[limits]\nisolation = 'inline'\n"
    config = settings.data.parent / "opsonin.toml"
    config.write_text(f"[run]\nplugins = ['opsonin-pages']\n{options}", encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from opsonin.cli import main; main()",
        "run",
        api.location,
        "--engine",
        "local",
    ]
    run = subprocess.Popen(
        [*command, "--data", str(settings.data), "--config", str(config)],
        env={**os.environ, "PYTHONPATH": str(site)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while (2, 429) not in api.answers and time.monotonic() < deadline:
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    api.troubles.clear()
    assert api.asked()[:3] == [(0, 200), (1, 200), (2, 429)]
    run_locally(settings)
    assert api.asked() == [(0, 304), (1, 304), (2, 200)]
    assert len(places(settings)) == 4


def test_no_other_host_is_asked_whatever_the_server_says(
    api: PagedApi, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with paged_api([record("secret")]) as other:
        monkeypatch.setenv("http_proxy", f"http://{other.host}")
        api.cursors = {1: f"http://{other.host}/v1/records?cursor=c0"}
        run_locally(settings)
        api.troubles = {0: [f"http://{other.host}/v1/records"]}
        run_locally(settings)
        assert other.answers == []
    details = [row["detail"] for row in rejects(settings)]
    assert sorted(places(settings)) == ["#a", "#b", "#c"]
    assert details == [
        f"It redirects to http://{other.host}/v1/records, whose host is not allowed."
    ]


def test_cursor_that_leads_back_is_no_endless_loop(api: PagedApi, settings: Settings) -> None:
    api.cursors = {1: "c0", 0: "c1"}
    run_locally(settings)
    # The first page is known by its address without a cursor.
    assert [page for page, _ in api.asked()] == [0, 1, 0]
    assert [row["reason"] for row in rejects(settings)] == ["cursor"]


def test_host_that_the_operator_has_not_named_stops_the_run(
    api: PagedApi, settings: Settings
) -> None:
    with pytest.raises(ConfigError, match=r"not among those.*\[components.pages\] hosts"):
        run_locally(replace(settings, components={}))
    assert api.answers == []
