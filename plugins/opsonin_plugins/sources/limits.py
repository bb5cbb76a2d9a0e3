"""How far anything compressed may unfold."""

from __future__ import annotations

from dataclasses import dataclass

from opsonin import UnreadableError

#: What unfolds to no more than this is no bomb, however well it was compressed.
FLOOR_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionOptions:
    """Options of sources that unfold something.

    Attributes:
        max_ratio: Bytes that one byte may unfold to. Text gives 3 to 10, a log with hardly any
            news in it up to 100; a bomb in one layer of gzip 1,032.
        max_bytes: Bytes that one resource may unfold to.
    """

    max_ratio: int = 200
    max_bytes: int = 1 << 40

    def __post_init__(self) -> None:
        """Check the ranges."""
        for name in ("max_ratio", "max_bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected 1 or more")


def check_expansion(n_in: int, n_out: int, limits: ExpansionOptions) -> None:
    """Check how far something has unfolded.

    Args:
        n_in: Compressed bytes that were read or are stated.
        n_out: Bytes that they gave or are said to give.
        limits: What is allowed.

    Raises:
        UnreadableError: Too far.
    """
    if n_out > limits.max_bytes:
        raise UnreadableError(
            "expansion_limit", f"It unfolds to more than {limits.max_bytes} bytes (max_bytes)."
        )
    if n_out > FLOOR_BYTES and n_out > n_in * limits.max_ratio:
        raise UnreadableError(
            "expansion_limit",
            f"{n_in} bytes unfold to {n_out}, more than {limits.max_ratio} to one (max_ratio).",
        )
