"""Runs of the whole pipeline over a feed, as an operator starts them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feed_sites import ARTICLE, Site, given
from opsonin import open_snapshot
from opsonin.cli.program import program

Run = Callable[..., Result]


@pytest.fixture
def run(site: Site, tmp_path: Path) -> Run:
    """Run ``opsonin`` with a configuration that lists the site."""
    (tmp_path / "opsonin.toml").write_text(
        f"""
        [components.feeds]
        hosts = ["{site.host}"]
        private_hosts = ["{site.host}"]
        delay_s = 0.0
        fresh_s = 0
        retries = 0
        """
    )

    def start(command: str, *arguments: str) -> Result:
        given_arguments = [command, *arguments, "--data", str(tmp_path / "data")]
        given_arguments += ["--config", str(tmp_path / "opsonin.toml")]
        if command == "run":
            given_arguments += ["--engine", "local"]
        return CliRunner().invoke(program, given_arguments)

    return start


def _rows(data: Path, table: str) -> list[dict[str, object]]:
    with open_snapshot(data) as snapshot:
        rows: list[dict[str, object]] = snapshot.read(table).to_pylist()
    return rows


def test_schedule_finds_what_is_new_and_loses_nothing(site: Site, run: Run, tmp_path: Path) -> None:
    url, data = f"feed+http://{site.host}/news.xml", tmp_path / "data"
    for name in ("a", "b"):
        site.put(f"/{name}", ARTICLE.format(f"Gout in {name}"))
    site.put("/news.xml", site.feed("/a", "/gone"))
    assert run("run", url).exit_code == 0
    documents = {row["source_uri"]: row for row in _rows(data, "documents")}
    assert set(documents) == {*(f"{site.host}/news.xml#g{n}" for n in (1, 2)), f"{site.host}/a"}
    item = documents[f"{site.host}/news.xml#g1"]
    assert (item["title"], item["authors"]) == ("Item 1", ["Ada Stone"])
    assert str(item["published_at"]) == "2021-11-01"
    (reject,) = _rows(data, "rejects")
    assert (reject["reason"], reject["component"]) == ("not_found", "feeds")
    seen = {row["source_uri"]: row["observed_at"] for row in _rows(data, "sources")}
    assert str(seen[f"{site.host}/a"]).startswith("2021-11-01 10:00")

    again = run("run", url, "--json")
    assert json.loads(again.stdout)["status"] == "unchanged"

    site.put("/news.xml", site.feed("/b", "/gone"))
    site.put("/gone", ARTICLE.format("Back"))
    assert run("run", url).exit_code == 0
    places = {row["source_uri"] for row in _rows(data, "documents")}
    # What has left the feed stays; what could not be had is there now.
    assert {f"{site.host}/{name}" for name in ("a", "b", "gone")} <= places
    assert _rows(data, "rejects") == []


def test_failing_site_fails_no_run(site: Site, run: Run, tmp_path: Path) -> None:
    site.put("/news.xml", given(500))
    (tmp_path / "a.txt").write_text("Gout was seen.")
    assert run("run", f"feed+http://{site.host}/news.xml", str(tmp_path / "a.txt")).exit_code == 0
    assert [row["reason"] for row in _rows(tmp_path / "data", "rejects")] == ["io"]
    assert len(_rows(tmp_path / "data", "documents")) == 1


def test_host_that_is_not_listed_is_told_without_a_traceback(run: Run) -> None:
    result = run("run", "feed+https://news.example.org/rss")
    assert result.exit_code != 0
    assert '[components.feeds] hosts = ["news.example.org"]' in result.stderr
    assert "Traceback" not in result.stderr


def test_take_down_takes_what_a_server_said_as_well(site: Site, run: Run, tmp_path: Path) -> None:
    site.put("/a", ARTICLE.format("Secret gout"))
    assert run("run", f"page+http://{site.host}/a").exit_code == 0
    (row,) = _rows(tmp_path / "data", "documents")
    assert run("forget", str(row["doc_id"])).exit_code == 0
    kept = [one for one in (tmp_path / "data").rglob("*") if one.is_file()]
    assert not [one for one in kept if b"Secret gout" in one.read_bytes()]
