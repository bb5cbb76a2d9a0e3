"""Weights of the chains: how they are kept in a file, and how they score tokens."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from opsonin_statistical.calibration import Curve
from opsonin_statistical.chain import N_LABELS, Floats
from opsonin_statistical.features import Seen
from opsonin_statistical.term_words import TermWords
from opsonin_statistical.words import BITS, Hashes, Ints

#: Change it whenever features, labels or the file's layout change: older weights mean nothing then.
FORMAT = "4"
#: The weights that come with the package.
SHIPPED = "weights.npz"
#: Tokens that are scored at once: their sums stay in the processor's cache.
_AT_ONCE = 1 << 14


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Names of annotated documents and the concepts that they were given there.

    Attributes:
        keys: Sorted hashes of folded names; see `opsonin_statistical.linking`.
        bags: For each the hash of its stems in whatever order, 0 for none; see
            `opsonin_statistical.stems`.
        types: For each the number of its type.
        curies: For each the id; several for a name of several concepts, "renal and hepatic
            toxicity".
        n_given: For each the number of documents that gave it these ids, at most 255.
        are_short: Whether each is an abbreviation, which counts only where its document does not
            say what it stands for.
        former: Ids that no vocabulary has any more, with the id that their concept has now.
    """

    keys: Hashes
    bags: Hashes
    types: Ints
    curies: tuple[tuple[str, ...], ...]
    n_given: Ints
    are_short: npt.NDArray[np.bool_]
    former: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def none(cls) -> Names:
        """Return no names."""
        keys, numbers = np.zeros(0, np.uint64), np.zeros(0, np.int64)
        return cls(keys, keys, numbers, (), numbers, np.zeros(0, np.bool_))


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of chains, one for each type of mention.

    Attributes:
        types: The types that it finds.
        rows: Feature -> row of ``weights``, ``2 ** BITS`` numbers; 0 for unknown features.
        weights: Rows x types * labels without the one for outside; the first row is 0.
        transitions: Types x label before x label.
        curves: For each type how often spans of a likelihood are right.
        names: Names with their concepts.
        terms: The words of the vocabularies' terms.
        about: What the weights rest on.
    """

    types: tuple[str, ...]
    rows: npt.NDArray[np.int32]
    weights: Floats
    transitions: Floats
    curves: tuple[Curve, ...]
    names: Names = field(default_factory=Names.none)
    terms: TermWords = field(default_factory=TermWords.none)
    about: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def has(self) -> npt.NDArray[np.bool_]:
        """Whether each number of a feature has a row: asked first, since most have none."""
        return self.rows > 0

    def scores(self, seen: Seen, tokens: Ints | None = None) -> Floats:
        """Return the score of each label: tokens x types x labels; that of outside is 0.

        Args:
            seen: What there is to see of a batch.
            tokens: Positions of the tokens to score, whole sentences in order; all if None.
        """
        chosen = np.arange(len(seen)) if tokens is None else tokens
        tables = self._tables(seen)
        found = np.zeros((len(chosen), len(self.types), N_LABELS), np.float32)
        for first in range(0, len(chosen), _AT_ONCE):
            part = chosen[first : first + _AT_ONCE]
            sums = self._sums(seen, tables, part)
            found[first : first + _AT_ONCE, :, 1:] = sums.reshape(
                len(part), len(self.types), N_LABELS - 1
            )
        return found

    def _tables(self, seen: Seen) -> dict[int, Floats]:
        """Return, by distance, what each word says: words x columns; the row behind them is 0."""
        tables = {}
        for side, known in seen.words.sides.items():
            rows = self.rows[known]
            table = np.zeros((len(known) + 1, self.weights.shape[1]), np.float32)
            for column in rows.T:
                table[:-1] += picked(self.weights, column)
            tables[side] = table
        return tables

    def _sums(self, seen: Seen, tables: Mapping[int, Floats], part: Ints) -> Floats:
        which, sentence = seen.words.which, seen.sentence
        sums = np.zeros((len(part), self.weights.shape[1]), np.float32)
        for side, table in tables.items():
            at = part + side
            inside = np.clip(at, 0, len(which) - 1)
            is_there = (at == inside) & (sentence[inside] == sentence[part])
            sums += picked(table, np.where(is_there, which[inside], len(table) - 1))
        for some, feature in seen.features(part):
            known = np.flatnonzero(self.has[feature])
            added = picked(self.weights, self.rows[feature[known]])
            added += picked(sums, some[known])
            _whole(sums)[some[known]] = _whole(added)
        return sums


def picked(table: Floats, rows: npt.NDArray[np.integer]) -> Floats:
    """Return some rows of a table: each copied whole, in a fifth of the time of number by number.

    >>> picked(np.array([[1, 2], [3, 4]], np.float32), np.array([1, 0, 1])).tolist()
    [[3.0, 4.0], [1.0, 2.0], [3.0, 4.0]]
    """
    found: Floats = _whole(table).take(rows).view(np.float32).reshape(-1, table.shape[1])
    return found


def _whole(table: Floats) -> npt.NDArray[np.void]:
    """Return the rows of a table as one value each."""
    return table.view(f"V{table.itemsize * table.shape[1]}")[:, 0]


def to_bytes(model: Model) -> bytes:
    """Return a model as a compressed archive of arrays; the same model gives the same bytes."""
    kept = np.flatnonzero(model.rows)
    arrays = {
        "gaps": np.diff(kept, prepend=0).astype(np.uint32),
        "weights": model.weights[model.rows[kept]].astype(np.float16).T.copy(),
        "transitions": model.transitions,
        "name_keys": model.names.keys,
        "name_bags": model.names.bags,
        "name_types": model.names.types.astype(np.uint8),
        "name_counts": model.names.n_given.astype(np.uint8),
        "name_shorts": model.names.are_short,
        "term_keys": model.terms.keys,
        "term_codes": model.terms.codes,
    }
    header = {
        "format": FORMAT,
        "types": model.types,
        "curves": [curve.to_json() for curve in model.curves],
        "curies": model.names.curies,
        "former": dict(model.names.former),
        "about": dict(model.about),
    }
    arrays["header"] = np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)
    sink = io.BytesIO()
    # numpy's own writer puts the time into the archive.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy"), member.getvalue(), zipfile.ZIP_DEFLATED
            )
    return sink.getvalue()


def from_bytes(data: bytes) -> Model:
    """Read what `to_bytes` gave.

    Raises:
        ValueError: It is no such archive, or one of another format.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        header = json.loads(arrays["header"].tobytes())
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ValueError("it holds no weights of the statistical tagger") from error
    if header["format"] != FORMAT:
        raise ValueError("its weights are of another version: train them anew")
    rows = np.zeros(1 << BITS, np.int32)
    kept = np.cumsum(arrays["gaps"].astype(np.int64))
    rows[kept] = np.arange(1, len(kept) + 1)
    weights = np.ascontiguousarray(arrays["weights"].T, np.float32)
    return Model(
        types=tuple(header["types"]),
        rows=rows,
        weights=np.vstack([np.zeros((1, weights.shape[1]), np.float32), weights]),
        transitions=arrays["transitions"],
        curves=tuple(Curve.from_json(one) for one in header["curves"]),
        names=Names(
            arrays["name_keys"],
            arrays["name_bags"],
            arrays["name_types"].astype(np.int64),
            tuple(tuple(one) for one in header["curies"]),
            arrays["name_counts"].astype(np.int64),
            arrays["name_shorts"],
            header["former"],
        ),
        terms=TermWords(arrays["term_keys"], arrays["term_codes"]),
        about=header["about"],
    )


def check(path: Path) -> None:
    """Look at the beginning of a file of weights, without reading them.

    Raises:
        ValueError: It is missing or holds no weights of this format; the text says what to do.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("header.npy") as member:
            header = json.loads(np.lib.format.read_array(member).tobytes())
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"weights is {path}, which is no file of weights ({type(error).__name__}); expected one"
            " that `opsonin-statistical train` wrote"
        ) from error
    if header["format"] != FORMAT:
        raise ValueError(f"weights is {path}, of another version: train them anew")


@lru_cache(maxsize=2)
def load(path: Path | None) -> Model:
    """Return the model of a file, or the one that comes with the package.

    Raises:
        ValueError: The file holds no weights of this format.
        OSError: It cannot be read.
    """
    if path is None:
        return from_bytes((files(__package__) / SHIPPED).read_bytes())
    return from_bytes(path.read_bytes())
