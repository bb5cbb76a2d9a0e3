"""Reads from a real S3 API that runs in this process."""

from __future__ import annotations

import gzip
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from opsonin import ConfigError, Context, Resource
from opsonin_plugins.sources import urls
from opsonin_plugins.sources.urls import UrlOptions

Read = Callable[..., Mapping[str, str]]

pytestmark = [
    pytest.mark.slow,
    # botocore and werkzeug still use what Python has deprecated.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def client(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", config=Config(retries={"max_attempts": 1}))
    client.create_bucket(Bucket="box")
    yield client
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="box"):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket="box", Key=one["Key"])
    client.delete_bucket(Bucket="box")


def put(client: Any, **objects: bytes) -> None:
    for name, data in objects.items():
        client.put_object(Bucket="box", Key=name.replace("__", "/"), Body=data)


def listed(location: str, **options: Any) -> list[Resource]:
    given = Resource("", location, open, kind="location")  # type: ignore[arg-type] # never called
    found = urls.read(given, Context(UrlOptions(**options)))
    return [one for one in found if isinstance(one, Resource)]


def test_objects_below_a_prefix_are_read(outcomes: Read, client: Any) -> None:
    lines = gzip.compress(b'{"id": 1, "text": "record"}\n')
    put(client, in__a=b"one", in__deep__b=lines, other=b"two", in__folder__=b"")
    expected = {"a": "one", "deep/b#1": "record"}
    assert outcomes("s3://box/in") == expected
    assert outcomes("s3://box/in/") == expected
    assert outcomes("s3://box/other") == {"other": "two"}
    assert outcomes("s3://box/in/**/b") == {"deep/b#1": "record"}


def test_more_objects_than_one_answer_holds_are_listed(client: Any) -> None:
    for number in range(1005):
        client.put_object(Bucket="box", Key=f"many/{number:04}", Body=b"x")
    found = listed("s3://box/many")
    assert [one.uri for one in found] == [f"{number:04}" for number in range(1005)]


def test_stamp_is_that_of_the_content(client: Any) -> None:
    put(client, a=b"one", b=b"one", c=b"two")
    one, same, other = listed("s3://box/")
    assert one.stamp == same.stamp != other.stamp
    put(client, a=b"new")
    assert listed("s3://box/")[0].stamp != one.stamp


def test_object_lost_after_the_listing_can_be_tried_again(client: Any) -> None:
    put(client, a=b"one")
    (resource,) = listed("s3://box/")
    client.delete_object(Bucket="box", Key="a")
    with pytest.raises(OSError, match="box/a"):
        resource.open().read()


def test_missing_bucket_or_prefix_is_the_operators_mistake(client: Any) -> None:
    put(client, a=b"one")
    with pytest.raises(ConfigError, match="Check the bucket and the prefix"):
        listed("s3://nowhere-at-all/")
    with pytest.raises(ConfigError, match="Check the bucket and the prefix"):
        listed("s3://box/none/")


def test_refused_credentials_are_the_operators_mistake(
    client: Any, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(client, a=b"one")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "wrong")
    ask_for_credentials(endpoint, after=0)
    try:
        with pytest.raises(ConfigError, match=r"Check AWS_ACCESS_KEY_ID"):
            listed("s3://box/")
    finally:
        ask_for_credentials(endpoint, after=10**9)


def ask_for_credentials(endpoint: str, *, after: int) -> None:
    """Let the server check who asks, after so many requests."""
    request = urllib.request.Request(  # noqa: S310 - a server of this process
        f"{endpoint}/moto-api/reset-auth",
        data=str(after).encode(),
        headers={"Content-Type": "text/plain"},
        method="POST",
    )
    urllib.request.urlopen(request).close()  # noqa: S310 - the same


def test_endpoint_may_be_configured(
    client: Any, endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(client, a=b"one")
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    assert [one.uri for one in listed("s3://box/", endpoint_url=endpoint)] == ["a"]
