"""How often a mention is right, by its type and by how it was found."""

from __future__ import annotations

#: A name that the vocabularies have only a part of.
COMPOSED = "composed"
#: For types that no corpus annotates: the mean of the others.
_OTHERWISE = {
    "exact": 0.88,
    "normalised": 0.83,
    "abbreviation": 0.87,
    "lexicon": 0.88,
    COMPOSED: 0.74,
}
#: Source: the share of preferred mentions whose span and type are annotated in the training sets of
#: the NCBI disease corpus, BC5CDR and BioRED, without documents of the development sets
#: (``python -m opsonin_bench.reliability --split train``); cells of under 100 mentions are drawn
#: towards the mean of their kind.
_SHARES = {
    "disease": {
        "exact": 0.91,
        "normalised": 0.85,
        "abbreviation": 0.93,
        "lexicon": 0.84,
        COMPOSED: 0.74,
    },
    "phenotype": {
        "exact": 0.8,
        "normalised": 0.82,
        "abbreviation": 0.86,
        "lexicon": 0.88,
        COMPOSED: 0.69,
    },
    "chemical": {"exact": 0.87, "normalised": 0.88, "abbreviation": 0.89, "lexicon": 0.94},
    "gene": {"exact": 0.95, "normalised": 0.9, "abbreviation": 0.87, COMPOSED: 0.75},
    "protein": {"exact": 0.81, "normalised": 0.56, "abbreviation": 0.82, COMPOSED: 0.79},
    "organism": {"exact": 0.6, "normalised": 0.88, "abbreviation": 0.78, "lexicon": 0.99},
}


def score_of(type_: str, kind: str) -> float:
    """Return the share of mentions of a type and a kind of match that are right.

    >>> score_of("gene", "exact"), score_of("anatomy", "exact")
    (0.95, 0.88)
    """
    return _SHARES.get(type_, _OTHERWISE).get(kind, _OTHERWISE[kind])
