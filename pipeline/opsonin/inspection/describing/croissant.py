"""The export as Croissant, the JSON-LD that machine learning tools describe data sets with.

Source: MLCommons, Croissant Format Specification 1.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opsonin.inspection.describing.facts import ColumnFacts, ExportFacts, TableFacts

#: The context that the specification prints, word for word where a validator compares it.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
#: The only media type of Parquet that the reference implementation reads.
_PARQUET = "application/x-parquet"
_DATA_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float32": "sc:Float",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date32": "sc:Date",
    "timestamp": "sc:DateTime",
}


def croissant(facts: ExportFacts) -> dict[str, Any]:
    """Return the description as JSON-LD; tables without rows have no record set.

    A table of several files has a record set for each: what the specification offers for many
    files needs them inside an archive.
    """
    filled = [table for table in facts.tables if table.rows]
    stated = {} if facts.committed_at is None else {"datePublished": facts.committed_at.isoformat()}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS_TO,
        "name": f"opsonin snapshot {facts.snapshot}",
        "description": "Evidence tables of biomedical documents. Every row leads back to the "
        "characters of its raw source.",
        "version": f"{facts.snapshot}.0.0",
        **stated,
        "distribution": [one for table in filled for one in _files(table)],
        "recordSet": [one for table in filled for one in _record_sets(table)],
    }


def _names(table: TableFacts) -> Iterator[str]:
    yield table.name
    yield from (f"{table.name}_{number}" for number in range(2, len(table.files) + 1))


def _files(table: TableFacts) -> Iterator[dict[str, Any]]:
    for name, file in zip(_names(table), table.files, strict=True):
        yield {
            "@type": "cr:FileObject",
            "@id": f"{name}.parquet",
            "name": f"{name}.parquet",
            "contentUrl": file.path,
            "contentSize": f"{file.size_bytes} B",
            "encodingFormat": _PARQUET,
            "sha256": file.sha256,
        }


def _record_sets(table: TableFacts) -> Iterator[dict[str, Any]]:
    for name in _names(table):
        yield {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": table.description,
            "field": [_field(name, column) for column in table.columns],
        }


def _field(record_set: str, column: ColumnFacts) -> dict[str, Any]:
    is_list = column.type.startswith("list<")
    element = column.type.removeprefix("list<").removesuffix(">")
    stated = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _DATA_TYPES[element],
        "source": {
            "fileObject": {"@id": f"{record_set}.parquet"},
            "extract": {"column": column.name},
        },
    }
    return {**stated, "repeated": True} if is_list else stated
