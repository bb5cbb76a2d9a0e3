"""A vocabulary out of an OBO file that lies beside this module.

Source: "The OBO Flat File Format Guide", version 1.4: stanzas, tag-value pairs, escapes, scopes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from opsonin import Term, Vocabulary, from_terms, hookimpl

FILE = Path(__file__).with_name("rare_fevers.obo")
SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" (EXACT|NARROW|BROAD|RELATED)\b')
ESCAPED = re.compile(r"\\(.)")
#: Broader and merely related names stand for other things as well.
SCOPES = frozenset({"EXACT", "NARROW"})

Stanza = list[tuple[str, str]]


def stanzas(text: str) -> Iterator[tuple[str, Stanza]]:
    """Yield the header under an empty name, then each stanza with its tags."""
    name, pairs = "", Stanza()
    for line in text.splitlines():
        if line.startswith("["):
            yield name, pairs
            name, pairs = line.strip("[] "), Stanza()
        elif ":" in line:
            tag, _, value = line.partition(":")
            pairs.append((tag, value.partition(" ! ")[0].strip()))
    yield name, pairs


def terms(text: str) -> Iterator[Term]:
    header = dict(next(stanzas(text))[1])
    for kind, pairs in stanzas(text):
        tags = dict(pairs)
        if kind != "Term" or tags.get("is_obsolete") == "true":
            continue
        label = ESCAPED.sub(r"\1", tags["name"])
        found = (SYNONYM.match(value) for tag, value in pairs if tag == "synonym")
        exact = (ESCAPED.sub(r"\1", one[1]) for one in found if one and one[2] in SCOPES)
        others = tuple(value for tag, value in pairs if tag == "xref")
        namespace = tags.get("namespace", header["default-namespace"])
        for term in (label, *exact):
            yield Term(curie=tags["id"], label=label, term=term, type=namespace, alt_curies=others)


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    text = FILE.read_text(encoding="utf-8")
    version = dict(next(stanzas(text))[1])["data-version"].rpartition("/")[2]
    return [from_terms(terms(text), name="rarefever", version=version, licence="CC0-1.0")]
