from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pytest

from opsonin.runner.commit.ledger import Account
from opsonin.runner.profiling import PHASES, ProfileLine, profile
from opsonin.runner.tasks import Manifest
from opsonin.stages.calling import Counts
from opsonin.stages.timing import COMPONENTS, Clock
from opsonin.tables.accounts import WHOLE_STAGE


def manifest(seconds: Mapping[str, float], **counts: Counts) -> Manifest:
    return Manifest(
        key="k",
        stage="clean",
        documents=["a"],
        tables={},
        parts={},
        index=[],
        results=[],
        counts={name: asdict(one) for name, one in counts.items()},
        seconds=seconds,
        touched=[],
    )


def account(stage: str, component: str, **columns: float) -> Account:
    return Account(stage=stage, component=component, **columns)  # type: ignore[arg-type] # numbers


def by_name(lines: tuple[ProfileLine, ...]) -> dict[tuple[str, str], ProfileLine]:
    found = {(line.stage, line.component): line for line in lines}
    assert len(found) == len(lines)
    return found


@pytest.fixture
def lines() -> tuple[ProfileLine, ...]:
    """The profile of a run with two shards, a source and a corpus tagger."""
    shards = [
        manifest({"read": 0.5, COMPONENTS: 1.0}, squeeze=Counts(bytes_emitted=10)),
        manifest({"read": 0.25, "write": 2.0}, squeeze=Counts(bytes_emitted=20)),
    ]
    clock = Clock({"ingest": 3.0, "plan": 0.125, "commit": 1.0})
    accounts = [
        account("ingest", "text", documents_in=4, seconds=2.5),
        account("clean", WHOLE_STAGE, documents_in=4, seconds=9.0),
        account(
            "clean",
            "squeeze",
            documents_in=4,
            documents_cached=1,
            rows_emitted=7,
            rows_written=7,
            seconds=1.0,
        ),
        account("tag", "pairs", documents_in=4, rows_emitted=2, seconds=0.75),
    ]
    return profile(clock, {"text": 99}, {"clean": shards, "tag": []}, accounts)


def test_components_are_listed_with_what_they_were_called_with(
    lines: tuple[ProfileLine, ...],
) -> None:
    found = by_name(lines)
    assert found["clean", "squeeze"] == ProfileLine(
        "clean", "squeeze", is_engine=False, seconds=1.0, documents=3, rows=7, size_bytes=30
    )
    assert found["ingest", "text"].size_bytes == 99
    assert not any(line.component == WHOLE_STAGE for line in lines)


def test_phases_leave_out_the_components_that_were_at_work_in_them(
    lines: tuple[ProfileLine, ...],
) -> None:
    phases = {key: line.seconds for key, line in by_name(lines).items() if line.is_engine}
    assert phases == {
        ("ingest", "ingest"): 0.5,
        ("all", "plan"): 0.125,
        ("export", "commit"): 0.25,
        ("clean", "read"): 0.75,
        ("clean", "write"): 2.0,
    }
    assert {component for _, component in phases} <= set(PHASES)


def test_costliest_comes_first(lines: tuple[ProfileLine, ...]) -> None:
    seconds = [line.seconds for line in lines]
    assert seconds == sorted(seconds, reverse=True)


def test_no_phase_is_negative() -> None:
    lines = profile(
        Clock({"ingest": 1.0}), {}, {}, [account("ingest", "text", documents_in=1, seconds=2.0)]
    )
    assert by_name(lines)["ingest", "ingest"].seconds == 0.0


def test_run_that_did_nothing_has_no_lines() -> None:
    assert profile(Clock(), {}, {"clean": [], "tag": []}, []) == ()
