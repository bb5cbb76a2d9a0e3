"""Publishes snapshots to a real S3 API and reads them as consumers do."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from opsonin import ConfigError, Context, Snapshot, StoreError, publish_to_s3
from opsonin.cli.program import program
from opsonin.manager.config import Settings, load_settings
from opsonin.objects import s3
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.local import run_locally
from opsonin.runner.publishing import publish
from opsonin.runner.shards import pipeline_of
from opsonin.store.store import Store
from opsonin_plugins.exporters.s3 import S3, S3Options
from s3_server import SECRET, Faults, Way, bucket, keys_in, s3_server, use, way_to

PLACE = "s3://box/tables"

pytestmark = [
    pytest.mark.slow,
    # botocore and werkzeug still use what Python has deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def server_at() -> Iterator[tuple[str, int]]:
    with s3_server() as at:
        yield at


@pytest.fixture
def client(server_at: tuple[str, int]) -> Iterator[Any]:
    with bucket(server_at) as client:
        yield client


@pytest.fixture
def way(server_at: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    with way_to(server_at, Faults()) as way:
        use(way.url, monkeypatch)
        yield way


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Aspirin helps in asthma (NCT04385095).\n")
    return load_settings(
        inputs=(str(tmp_path / "in"),),
        data=tmp_path / "data",
        taggers=("identifiers",),
        exporters=("parquet", "s3"),
        components={"s3": {"location": PLACE}},
    )


def latest(client: Any) -> str:
    """Return what readers are told, with a look at all that the manifest there names."""
    body = client.get_object(Bucket="box", Key="tables/LATEST")["Body"].read()
    prefix = f"tables/{body.decode().strip()}"
    keys = set(keys_in(client))
    manifest = json.loads(
        client.get_object(Bucket="box", Key=f"{prefix}/manifest.json")["Body"].read()
    )
    for table, entries in manifest["files"].items():
        assert {f"{prefix}/{table}/{one['file']}.parquet" for one in entries} <= keys
    return prefix


def rows_of(client: Any, prefix: str, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for key in keys_in(client):
        if key.startswith(f"{prefix}/{table}/"):
            body = client.get_object(Bucket="box", Key=key)["Body"].read()
            found += pq.read_table(io.BytesIO(body)).to_pylist()
    return found


def test_run_publishes_and_the_next_copies_what_is_equal(
    client: Any, way: Way, settings: Settings, tmp_path: Path
) -> None:
    report = run_locally(settings)
    first = latest(client)
    assert f"s3://box/{first}" in report.export
    (tmp_path / "in" / "b.txt").write_text("Of lupus nothing is said (NCT04385096).\n")
    way.faults.seen.clear()
    run_locally(settings)
    second = latest(client)
    assert second != first
    assert len(rows_of(client, second, "identifiers")) == 2
    # The snapshot before stays as long as the data folder keeps it.
    assert len(rows_of(client, first, "identifiers")) == 1
    vocabularies = [one for one in way.faults.seen if second in one and "/claims/" in one]
    assert vocabularies
    way.faults.seen.clear()
    assert run_locally(settings).status == "unchanged"
    assert not way.faults.seen


def test_order_is_tables_then_manifest_then_latest(
    client: Any, way: Way, settings: Settings
) -> None:
    run_locally(settings)
    written = [one for one in way.faults.seen if one.startswith("PUT")]
    assert written[-1].partition("?")[0] == "PUT /box/tables/LATEST"
    assert "/manifest.json" in written[-2]
    assert "/SHA256SUMS" in written[-3]
    assert latest(client)


def test_reader_never_sees_half_a_snapshot_whichever_request_fails(
    client: Any, way: Way, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "ATTEMPTS", 1)
    run_locally(settings)
    first = latest(client)
    (tmp_path / "in" / "b.txt").write_text("Of lupus nothing is said (NCT04385096).\n")
    for words in ("/documents/", "/SHA256SUMS", "/manifest.json", "/LATEST"):
        way.faults.words, way.faults.refused = words, 1
        report = run_locally(settings)
        assert any("s3 of opsonin" in one for one in report.unpublished)
        assert report.snapshot == 2
        assert latest(client) == first
    way.faults.words, way.faults.lost = "", 3
    monkeypatch.setattr(s3, "ATTEMPTS", 6)
    assert not run_locally(settings).unpublished
    assert len(rows_of(client, latest(client), "identifiers")) == 2


def test_lost_answer_of_the_pointer_is_recognised(
    client: Any, way: Way, settings: Settings
) -> None:
    way.faults.words, way.faults.lost = "/LATEST", 1
    assert not run_locally(settings).unpublished
    assert latest(client)


@pytest.mark.usefixtures("way")
def test_forgotten_document_leaves_the_bucket(
    client: Any, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "in" / "b.txt").write_text("Of the quagga nothing is said (NCT04385096).\n")
    run_locally(settings)
    (doc_id,) = [
        row["doc_id"] for row in rows_of(client, latest(client), "raw") if "quagga" in row["text"]
    ]
    forget_documents(settings, [doc_id])
    for key in keys_in(client):
        body = client.get_object(Bucket="box", Key=key)["Body"].read()
        text = pq.read_table(io.BytesIO(body)).to_pylist() if key.endswith(".parquet") else body
        assert "quagga" not in str(text)


@pytest.mark.usefixtures("way")
def test_two_data_folders_at_one_prefix_are_refused(client: Any, snapshot: Snapshot) -> None:
    context = Context(S3Options(location=PLACE))
    place = S3.export(replace(snapshot, number=7), context)
    with pytest.raises(StoreError, match=r"Snapshot 7 is published there.*prefix of its own"):
        S3.export(snapshot, context)
    assert place.startswith(f"{PLACE}/snapshots/7-")
    client.put_object(Bucket="box", Key="tables/LATEST", Body=b"something else")
    with pytest.raises(StoreError, match="not written by opsonin"):
        S3.export(snapshot, context)


@pytest.mark.usefixtures("way")
def test_publishers_at_once_leave_the_newest(client: Any, snapshot: Snapshot) -> None:
    failed: list[StoreError] = []

    def put(number: int) -> None:
        try:
            publish_to_s3(PLACE, snapshot.directory, number)
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=put, args=(number,)) for number in (3, 4, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert latest(client).startswith("tables/snapshots/5-")
    assert all("is published there" in str(one) for one in failed)


@pytest.mark.usefixtures("way")
def test_damaged_file_is_not_published(client: Any, settings: Settings) -> None:
    run_locally(replace(settings, exporters=("parquet",)))
    store = Store(settings.data, pipeline_of(settings.to_json()).tables)
    folder = store.snapshot().directory
    path = next((folder / "documents").glob("*.parquet"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)
    with pytest.raises(StoreError, match="its digest is not the one"):
        publish(pipeline_of(settings.to_json()), store)
    assert "tables/LATEST" not in keys_in(client)


@pytest.mark.usefixtures("way")
def test_export_command_writes_below_a_prefix(client: Any, settings: Settings) -> None:
    run_locally(replace(settings, exporters=("parquet",)))
    stated = ["--data", str(settings.data)]
    done = CliRunner().invoke(program, ["export", PLACE, "--no-text", "--json", *stated])
    assert done.exit_code == 0, done.output
    prefix = latest(client)
    assert json.loads(done.stdout)["place"] == f"s3://box/{prefix}"
    assert [row["text"] for row in rows_of(client, prefix, "documents")] == [""]
    wrong = CliRunner().invoke(program, ["export", f"s3://a:{SECRET}@box/x", *stated])
    assert wrong.exit_code != 0
    assert "no location of S3" in wrong.output
    assert SECRET not in wrong.output


def test_wrong_options_are_refused_before_a_run(snapshot: Snapshot) -> None:
    with pytest.raises(ValueError, match="no location of S3") as caught:
        S3Options(location=f"s3://key:{SECRET}@box/x")
    assert SECRET not in str(caught.value)
    with pytest.raises(ValueError, match="holds credentials"):
        S3Options(endpoint_url=f"http://key:{SECRET}@127.0.0.1")
    with pytest.raises(ConfigError, match="not told where to publish"):
        S3.export(snapshot, Context(S3Options()))


def test_secret_is_found_nowhere_in_the_data_folder(
    way: Way, settings: Settings, caplog: pytest.LogCaptureFixture, client: Any
) -> None:
    run_locally(settings)
    way.faults.refused = 100
    refused = replace(settings, components={"s3": {"location": "s3://box/elsewhere"}})
    report = run_locally(refused)
    assert report.unpublished
    assert SECRET not in str(report)
    assert SECRET not in caplog.text
    for path in settings.data.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()
    for key in keys_in(client):
        assert SECRET.encode() not in client.get_object(Bucket="box", Key=key)["Body"].read()
