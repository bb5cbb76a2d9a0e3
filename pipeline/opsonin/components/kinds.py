"""The five kinds of components."""

from __future__ import annotations

from typing import Literal

Kind = Literal["source", "cleaner", "tagger", "exporter", "vocabulary"]
KINDS: tuple[Kind, ...] = ("source", "cleaner", "tagger", "exporter", "vocabulary")
