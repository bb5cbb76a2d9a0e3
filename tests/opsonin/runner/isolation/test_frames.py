from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pyarrow as pa
import pytest

from opsonin.runner.isolation.frames import pack_tables, receive, send, unpack_tables


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        try:
            os.close(descriptor)
        except OSError:
            assert descriptor == writing


def test_message_larger_than_the_pipe_arrives_whole(pipe: tuple[int, int]) -> None:
    frames = [b"", b"x" * 3_000_000, b"\0\xff"]
    sender = threading.Thread(target=send, args=(pipe[1], frames))
    sender.start()
    assert receive(pipe[0], 30) == frames
    sender.join()


def test_silence_is_a_timeout(pipe: tuple[int, int]) -> None:
    with pytest.raises(TimeoutError):
        receive(pipe[0], 0.01)
    os.write(pipe[1], b"\0")
    with pytest.raises(TimeoutError):
        receive(pipe[0], 0.01)


def test_closed_pipe_is_an_end(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"\0\0")
    os.close(pipe[1])
    with pytest.raises(EOFError):
        receive(pipe[0])


def test_tables_arrive_with_their_names_and_types() -> None:
    tables = {
        "": pa.table({"a": pa.array([], pa.int32())}),
        "b": pa.table({"c": pa.array([[1], None], pa.list_(pa.int32()))}),
    }
    assert unpack_tables(pack_tables(tables)) == tables
    assert unpack_tables(pack_tables({})) == {}
