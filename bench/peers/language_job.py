"""Writes short texts of known language with what detectors of others say of each.

The texts are the translated messages that Django (BSD-3-Clause) and Wagtail (BSD-3-Clause) bring in
their wheels. They serve for measuring alone: none is kept, and nothing is learned from them.
"""

from __future__ import annotations

import gettext
import json
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import langdetect
import py3langid
import pycld2
from lingua import LanguageDetectorBuilder

#: Messages of a language and package that are taken, the first by their digest.
MOST = 40
LEAST_CHARS, MOST_CHARS = 20, 200
#: Length of what may be mixed with another text, and how far away in the list that one is.
_MIXED_CHARS, _AWAY = 80, 7 * MOST
_MARKUP = re.compile(r"%|\{|<|&|https?:|\\|@|_\w|\n")
#: Written forms of one language that detectors do not tell apart, or name otherwise.
SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "fil": "tl", "zh-hant": "zh"}


def code_of(name: str) -> str:
    """Return a two- or three-letter code."""
    bare = name.replace("_", "-").lower()
    bare = SAME.get(bare, bare).split("-")[0]
    return SAME.get(bare, bare)


def messages(package: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of messages that are translated and have no placeholders."""
    spec = find_spec(package)
    roots = spec.submodule_search_locations if spec is not None else None
    for root in roots or ():
        found: dict[str, set[str]] = {}
        for path in sorted(Path(root).rglob("LC_MESSAGES/*.mo")):
            found.setdefault(code_of(path.parent.parent.name), set()).update(translated(path))
        for language, texts in sorted(found.items()):
            for text in sorted(texts, key=lambda one: sha256(one.encode()).digest())[:MOST]:
                yield language, text


def translated(path: Path) -> Iterator[str]:
    """Yield the usable messages of one catalogue."""
    with path.open("rb") as file:
        catalog = vars(gettext.GNUTranslations(file))["_catalog"]
    for key, text in catalog.items():
        is_translated = isinstance(key, str) and isinstance(text, str) and text != key
        if is_translated and LEAST_CHARS <= len(text) <= MOST_CHARS and not _MARKUP.search(text):
            yield text


def mixed(texts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield texts with a shorter one of another language behind them; the longer one counts."""
    others = texts[_AWAY:] + texts[:_AWAY]
    for (language, text), (other, more) in zip(texts, others, strict=True):
        if language != other and len(text) >= _MIXED_CHARS and len(more) <= len(text) // 2:
            yield language, f"{text} {more}"


def detectors() -> dict[str, Callable[[str], str]]:
    """Return the detectors by name."""
    langdetect.DetectorFactory.seed = 0
    lingua = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def by_lingua(text: str) -> str:
        found = lingua.detect_language_of(text)
        return found.iso_code_639_1.name if found else "und"

    def by_langdetect(text: str) -> str:
        try:
            return str(langdetect.detect(text))
        except langdetect.LangDetectException:
            return "und"

    return {
        "lingua": by_lingua,
        "py3langid": lambda text: str(py3langid.classify(text)[0]),
        "langdetect": by_langdetect,
        "CLD2": lambda text: str(pycld2.detect(text, bestEffort=True)[2][0][1]),
    }


def main(out: Path) -> None:
    """Write the texts with all answers as JSON Lines."""
    found = detectors()
    with out.open("w", encoding="utf-8") as lines:
        for package in ("django", "wagtail"):
            plain = list(messages(package))
            for kind, texts in ((package, plain), (f"{package}, mixed", list(mixed(plain)))):
                for language, text in texts:
                    answers = {name: code_of(detect(text)) for name, detect in found.items()}
                    line = {"set": kind, "language": language, "text": text, "answers": answers}
                    lines.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
