"""Read concept schemes in SKOS, as RDF/XML or Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from opsonin.errors import ConfigError

_FORMATS = {".rdf": "xml", ".ttl": "turtle"}
_LOCAL = re.compile(r"[^/#:]+\Z")
_OBO = re.compile(r".*/obo/([A-Za-z]+)_(\S+)")
_BETWEEN = "|"
#: Declarations of entities, which can be made to grow without end.
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read_skos(path: Path) -> Iterator[dict[str, str]]:
    """Yield the concepts of a scheme with their English names, or those without a language.

    A concept's id is its ``skos:notation`` if that is a CURIE, else its address: the last part
    of it, as PREFIX:ID for those of the OBO Foundry (``MONDO_0005148``), and with the part before
    it as the prefix for others.

    Args:
        path: A file that ends in ``.rdf`` or ``.ttl``.

    Raises:
        ConfigError: The package that reads RDF is not installed, or the file declares entities.
        ValueError: The file is no RDF.
    """
    try:
        from rdflib import Graph, URIRef  # noqa: PLC0415 - an optional dependency, heavy to import
        from rdflib.namespace import RDF, SKOS  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            "Reading SKOS needs the package rdflib.",
            where=str(path),
            remedy="Install it: pip install 'opsonin[skos]'.",
        ) from error
    content = path.read_bytes()
    kind = _FORMATS[path.suffix.lower()]
    if kind == "xml" and _ENTITY.search(content):
        raise ConfigError(
            "The file declares entities.",
            where=str(path),
            remedy="Write it without a document type, or as Turtle.",
        )
    graph = Graph()
    try:
        graph.parse(data=content, format=kind)
    except Exception as error:  # rdflib's parsers raise classes of their own, of no common base
        raise ValueError(str(error).splitlines()[0] if str(error) else "no RDF") from error
    for concept in sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str):
        names = _names(graph.objects(concept, SKOS.prefLabel))
        is_deprecated = any(
            str(value).lower() == "true"
            for value in graph.objects(concept, URIRef("http://www.w3.org/2002/07/owl#deprecated"))
        )
        if names and not is_deprecated:
            others = [*names[1:], *_names(graph.objects(concept, SKOS.altLabel))]
            notations = sorted(map(str, graph.objects(concept, SKOS.notation)))
            yield {
                "id": _curie(str(concept), notations),
                "name": names[0],
                "synonyms": _BETWEEN.join(others),
            }


def _names(found: Iterator[object]) -> list[str]:
    """Return names in English or in no language, sorted."""
    languages = ((str(name), getattr(name, "language", None) or "en") for name in found)
    return sorted({name for name, language in languages if language.lower().startswith("en")})


def _curie(address: str, notations: list[str]) -> str:
    for notation in notations:
        if re.fullmatch(r"[A-Za-z][\w.-]*:\S+", notation):
            return notation
    if obo := _OBO.fullmatch(address):
        return f"{obo.group(1)}:{obo.group(2)}"
    local = _LOCAL.search(address)
    if local is None:
        return address
    scheme = re.sub(r"\W+\Z", "", address[: local.start()])
    prefix = re.sub(r"[^\w.-]", "", scheme.rsplit("/", 1)[-1])
    return f"{prefix}:{notations[0] if notations else local.group()}"
