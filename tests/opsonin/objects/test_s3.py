"""Asks a real S3 API, over a way that loses answers, refuses and stops."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from opsonin.errors import ConfigError
from opsonin.objects import s3
from opsonin.objects.interface import Objects, ObjectsError
from s3_server import SECRET, Faults, Way, bucket, s3_server, use, way_to

pytestmark = [
    pytest.mark.slow,
    # botocore and werkzeug still use what Python has deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # A way that stops closes the sockets of clients that still hold them.
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
def objects(client: Any, way: Way) -> Objects:  # noqa: ARG001 - both stand behind it
    return s3.open_objects("s3://box/some/place/")


def test_objects_are_written_and_read(objects: Objects, tmp_path: Path, client: Any) -> None:
    assert objects.read("a") is None
    assert objects.create("a", b"one")
    (tmp_path / "file").write_bytes(b"two")
    objects.upload("b/c", tmp_path / "file", hashlib.sha256(b"two").hexdigest())
    assert objects.copy("b/c", "b/d")
    assert not objects.copy("nowhere", "b/e")
    assert objects.sizes("b/") == {"b/c": 3, "b/d": 3}
    there = objects.read("b/d")
    assert there is not None
    assert there.data == b"two"
    objects.remove(["b/c", "gone"])
    assert objects.sizes("") == {"a": 3, "b/d": 3}
    assert client.get_object(Bucket="box", Key="some/place/a")["Body"].read() == b"one"
    assert objects.location == "s3://box/some/place"


def test_of_many_writers_one_creates_an_object(objects: Objects) -> None:
    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(lambda n: objects.create("number", b"%d" % n), range(16)))
    assert won.count(True) == 1
    there = objects.read("number")
    assert there is not None
    assert there.data == b"%d" % won.index(True)


def test_lost_answer_is_recognised_as_success(objects: Objects, way: Way) -> None:
    way.faults.lost = 1
    assert objects.create("number", b"mine")
    assert sum(one.startswith("PUT") for one in way.faults.seen) == 2
    way.faults.lost = 1
    assert not objects.create("number", b"of another")
    there = objects.read("number")
    assert there is not None
    way.faults.lost = 1
    assert objects.replace("number", b"newer", there.tag)


def test_what_was_read_is_replaced_unless_it_changed(objects: Objects) -> None:
    assert objects.replace("latest", b"1", None)
    assert not objects.replace("latest", b"2", None)
    there = objects.read("latest")
    assert there is not None
    assert objects.replace("latest", b"2", there.tag)
    assert not objects.replace("latest", b"3", there.tag)
    objects.remove(["latest"])
    assert not objects.replace("latest", b"4", there.tag)


def test_busy_server_is_asked_again(objects: Objects, way: Way) -> None:
    way.faults.refused = 2
    assert objects.create("a", b"one")
    way.faults.method, way.faults.refused = "GET", 1
    assert objects.sizes("") == {"a": 3}


@pytest.mark.usefixtures("client")
def test_server_that_does_not_answer_in_time_is_asked_again(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "READ_TIMEOUT_S", 0.4)
    objects = s3.open_objects("s3://box")
    way.faults.delay_s = 1.0
    threading.Timer(1.5, setattr, (way.faults, "delay_s", 0.0)).start()
    assert objects.create("a", b"one")


@pytest.mark.usefixtures("client")
def test_stopped_server_is_waited_for(
    server_at: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with way_to(server_at, Faults()) as way:
        use(way.url, monkeypatch)
        objects = s3.open_objects("s3://box")
        assert objects.create("a", b"one")
    done: list[bool] = []
    writing = threading.Thread(target=lambda: done.append(objects.create("b", b"two")))
    writing.start()
    with way_to(server_at, Faults(), way.port):
        writing.join()
    assert done == [True]


def test_digest_of_a_file_goes_with_it(objects: Objects, tmp_path: Path, client: Any) -> None:
    # By it AWS refuses what was damaged on the way; this server only keeps it.
    (tmp_path / "file").write_bytes(b"two")
    digest = hashlib.sha256(b"two")
    objects.upload("a", tmp_path / "file", digest.hexdigest())
    found = client.head_object(Bucket="box", Key="some/place/a", ChecksumMode="ENABLED")
    assert base64.b64decode(found["ChecksumSHA256"]) == digest.digest()


@pytest.mark.usefixtures("way")
def test_missing_bucket_is_told() -> None:
    with pytest.raises(ObjectsError, match=r"NoSuchBucket, status 404\)\. Check the name"):
        s3.open_objects("s3://nowhere-at-all/x").create("a", b"one")


@pytest.mark.usefixtures("client")
def test_error_tells_no_secret(way: Way, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(s3, "ATTEMPTS", 1)
    way.faults.refused = 1
    with pytest.raises(ObjectsError, match=r"SlowDown, status 503\)") as busy:
        s3.open_objects("s3://box").create("a", b"one")
    there = f"http://{SECRET}:{SECRET}@127.0.0.1:{way.port + 1}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", there)
    with pytest.raises(ObjectsError, match="The server cannot be asked") as away:
        s3.open_objects("s3://box").read("a")
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_PROFILE", SECRET)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="ProfileNotFound") as unknown:
        s3.open_objects("s3://box")
    for error in (busy, away, unknown):
        assert SECRET not in str(error.value)
        assert error.value.__cause__ is None
        assert SECRET not in str(error.getrepr(chain=True, showlocals=False))


@pytest.mark.usefixtures("client", "way")
def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(ObjectsError, match="Check the credentials of this process"):
        s3.open_objects("s3://box").read("a")


@pytest.mark.parametrize(
    "location", [f"s3://key:{SECRET}@box/a", "s3://", "s3:/box", f"s3://box/a?key={SECRET}"]
)
def test_location_that_is_none_is_refused_and_not_repeated(location: str) -> None:
    with pytest.raises(ConfigError, match="no location of S3") as caught:
        s3.s3_location(location)
    assert SECRET not in str(caught.value)
