"""Objects of an S3 API, asked through botocore.

Credentials come from where every AWS client finds them: ``AWS_*`` variables, ``~/.aws``, the role
of the machine. They are never stated here, nor told: messages hold codes, no words of a library.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from opsonin.errors import ConfigError
from opsonin.objects.interface import Held, Objects, ObjectsError

T = TypeVar("T")

SCHEME = "s3://"
#: Source: "Bucket naming rules" of the Amazon S3 user guide; other servers allow "_" and capitals.
_LOCATION = re.compile(r"s3://([A-Za-z0-9][A-Za-z0-9._-]{1,62})(?:/([^\x00-\x1f\x7f?#]*))?")
_CODE = re.compile(r"[A-Za-z0-9]{1,60}")

#: A server that does not answer is given up after so long, and asked again.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 30.0
#: Requests in all; botocore waits up to 1, 2, 4, 8 and 16 s between them.
ATTEMPTS = 6
#: Requests that may be under way at once.
CONNECTIONS = 8
#: Objects that one request may remove. Source: DeleteObjects of the Amazon S3 API reference.
_REMOVED_AT_ONCE = 1000
#: How often a write that meets another one is tried again. Source: "Conditional writes" of the
#: Amazon S3 user guide: a 409 tells of a conflict, not of an object that is there.
_CONFLICTS = 5
_PRECONDITION_FAILED = 412
_CONFLICT = 409
_FORBIDDEN = (401, 403)
_NOT_FOUND = 404


def is_s3(location: str) -> bool:
    """Tell whether a location is one of S3."""
    return location.startswith(SCHEME)


def s3_location(location: str) -> tuple[str, str]:
    """Return the bucket and the prefix of a location, without ``/`` at its ends.

    Raises:
        ConfigError: It is none. The message does not repeat it: it may hold a secret.

    >>> s3_location("s3://bucket/a/b/")
    ('bucket', 'a/b')
    """
    found = _LOCATION.fullmatch(location)
    if found is None:
        raise ConfigError(
            "This is no location of S3.",
            remedy="Expected s3://BUCKET/PREFIX, without credentials: they come from AWS_* "
            "variables, ~/.aws or the role of the machine.",
        )
    return found[1], (found[2] or "").strip("/")


def open_objects(location: str, *, endpoint_url: str = "") -> Objects:
    """Return the objects below a location of S3. Nothing is asked of the server yet.

    Args:
        location: ``s3://BUCKET/PREFIX``.
        endpoint_url: Where the S3 API is, if not at AWS; AWS_ENDPOINT_URL says so as well.

    Raises:
        ConfigError: It is no such location, a package is missing, or the configuration of AWS
            clients on this machine is wrong.
    """
    bucket, prefix = s3_location(location)
    return S3Objects(bucket, prefix, _client(location, endpoint_url))


def _client(location: str, endpoint_url: str) -> Any:
    try:
        # Slow to import, and most runs ask no server.
        from botocore.config import Config  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415
        from botocore.session import Session  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            "s3:// cannot be written: a package is missing.",
            where=location,
            remedy="Install it: pip install 'opsonin[s3]'.",
        ) from error
    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=CONNECTIONS,
    )
    try:
        return Session().create_client("s3", endpoint_url=endpoint_url or None, config=config)
    except (BotoCoreError, ValueError) as error:
        raise ConfigError(
            f"No client of S3 can be made: {type(error).__name__}.",
            where=location,
            remedy="Check AWS_PROFILE, AWS_ENDPOINT_URL, AWS_DEFAULT_REGION and ~/.aws/config.",
        ) from None


class S3Objects:
    """Objects of one bucket below one prefix.

    Args:
        bucket: The bucket.
        prefix: Stands before every key, without ``/`` at its end; may be empty.
        client: A client of botocore; several threads may use it.
    """

    def __init__(self, bucket: str, prefix: str, client: Any) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = client

    @property
    def location(self) -> str:
        """Where they lie."""
        return f"{SCHEME}{self._bucket}/{self._prefix}".rstrip("/")

    def read(self, key: str) -> Held | None:
        """Return an object, or None if there is none."""

        def ask() -> Held | None:
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            except self._client.exceptions.NoSuchKey:
                return None
            with answer["Body"] as body:
                return Held(body.read(), answer["ETag"])

        return self._asked(key, ask)

    def sizes(self, prefix: str) -> dict[str, int]:
        """Return the size of every object whose key begins with ``prefix``."""

        def ask() -> dict[str, int]:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix + prefix
            )
            return {
                one["Key"].removeprefix(self._prefix): int(one["Size"])
                for page in pages
                for one in page.get("Contents", ())
            }

        return self._asked(prefix, ask)

    def create(self, key: str, data: bytes) -> bool:
        """Create an object if there is none; return whether it is ours."""
        return self._written(key, data, {"IfNoneMatch": "*"})

    def replace(self, key: str, data: bytes, tag: str | None) -> bool:
        """Write an object in the place of the one that was read; return whether that held."""
        return self._written(key, data, {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag})

    def upload(self, key: str, path: Path, sha256: str) -> None:
        """Write a file as an object, which the server checks against the digest."""
        stated = base64.b64encode(bytes.fromhex(sha256)).decode()

        def ask() -> None:
            with path.open("rb") as body:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + key,
                    Body=body,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=stated,
                )

        self._asked(key, ask)

    def copy(self, source: str, target: str) -> bool:
        """Copy an object within the server; return whether there was one to copy."""

        def ask() -> bool:
            self._client.copy_object(
                Bucket=self._bucket,
                Key=self._prefix + target,
                CopySource={"Bucket": self._bucket, "Key": self._prefix + source},
            )
            return True

        return self._asked(target, ask, missing=False)

    def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; those that are gone already do not matter."""
        for start in range(0, len(keys), _REMOVED_AT_ONCE):
            self._remove(keys[start : start + _REMOVED_AT_ONCE])

    def _remove(self, keys: Sequence[str]) -> None:
        named = [{"Key": self._prefix + key} for key in keys]

        def ask() -> Any:
            return self._client.delete_objects(
                Bucket=self._bucket, Delete={"Objects": named, "Quiet": True}
            )

        for refused in self._asked(keys[0], ask).get("Errors", ()):
            key = str(refused.get("Key", "")).removeprefix(self._prefix)
            raise self._error(key, "It could not be removed", str(refused.get("Code", "")), 0)

    def _written(self, key: str, data: bytes, condition: dict[str, str]) -> bool:
        """Write an object on a condition; return whether it holds the data now."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - loaded with the client

        def ask() -> int:
            try:
                self._client.put_object(
                    Bucket=self._bucket, Key=self._prefix + key, Body=data, **condition
                )
            except ClientError as error:
                # Whoever reads the object and it has gone may meet 404 for the condition.
                status = _status(error.response)
                if status in (_PRECONDITION_FAILED, _CONFLICT) or _is_missing_key(error.response):
                    return status
                raise
            return 0

        for _ in range(_CONFLICTS):
            status = self._asked(key, ask)
            if not status:
                return True
            # The library may have asked twice, because the first answer was lost.
            there = self.read(key)
            if there is not None and there.data == data:
                return True
            if status != _CONFLICT:
                return False
        raise self._error(key, "Others wrote to it again and again", "", _CONFLICT)

    def _asked(self, key: str, ask: Callable[[], T], missing: T | None = None) -> T:
        """Ask the server and tell its errors without what they say.

        Args:
            key: What is asked about.
            ask: Asks.
            missing: What to return if there is no such object; an error if None.
        """
        from botocore.exceptions import (  # noqa: PLC0415 - loaded with the client
            BotoCoreError,
            ClientError,
        )

        try:
            return ask()
        except ClientError as error:
            if missing is not None and _is_missing_key(error.response):
                return missing
            code, status = str(error.response["Error"].get("Code", "")), _status(error.response)
            problem = self._error(key, "The server refuses", code, status)
        except BotoCoreError as error:
            problem = self._error(key, "The server cannot be asked", type(error).__name__, 0)
        raise problem

    def _error(self, key: str, happened: str, code: str, status: int) -> ObjectsError:
        known = [code] if _CODE.fullmatch(code) else []
        known += [f"status {status}"] if status else []
        told = f" ({', '.join(known)})" if known else ""
        if status in _FORBIDDEN or "Credentials" in code:
            remedy = (
                "Check the credentials of this process (AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY, ~/.aws, or the role of the machine) and what they may do."
            )
        elif status == _NOT_FOUND:
            remedy = "Check the name of the bucket."
        else:
            remedy = "Check the address and the network, and run again: what was written is kept."
        return ObjectsError(f"{happened}{told}.", where=f"{self.location}/{key}", remedy=remedy)


def _status(response: Any) -> int:
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _is_missing_key(response: Any) -> bool:
    return response.get("Error", {}).get("Code") in {"NoSuchKey", "404"}
