import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.sources.lines import bounded_lines


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"abc", [b"abc"]),
        (b"abc\n", [b"abc"]),
        (b"abc\r\n\nd", [b"abc", b"", b"d"]),
        (b"abcd\r\nabcde\r\nx", [b"abcd", None, b"x"]),
        (b"abcd\rx\ny", [None, b"y"]),
        (b"abcde", [None]),
        (b"abcdef\nx", [None, b"x"]),
    ],
)
def test_lines_end_with_lf_and_are_bounded(content: bytes, expected: list[bytes | None]) -> None:
    assert list(bounded_lines(io.BytesIO(content), 4)) == expected


@given(st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line)), st.booleans())
def test_only_long_lines_are_lost(lines: list[bytes], has_last_end: bool) -> None:  # noqa: FBT001
    content = b"\n".join(lines) + (b"\n" if has_last_end and lines else b"")
    stripped = [line.removesuffix(b"\r") for line in lines]
    if stripped and not lines[-1] and not has_last_end:
        stripped.pop()
    expected = [line if len(line) <= 6 else None for line in stripped]
    assert list(bounded_lines(io.BytesIO(content), 6)) == expected


def test_a_line_without_end_takes_no_memory() -> None:
    class Endless(io.RawIOBase):
        left = 64

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.left -= 1
            size = len(buffer) if self.left > 0 else 0
            buffer[:size] = b"x" * size
            return size

    largest = max(
        len(line or b"") for line in bounded_lines(io.BufferedReader(Endless(), 1 << 16), 100)
    )
    assert largest == 0
