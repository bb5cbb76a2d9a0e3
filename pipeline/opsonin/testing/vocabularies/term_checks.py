"""What a vocabulary promises about its terms: ids, names, types."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from opsonin.tables.spans import WORD
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject
from opsonin.testing.vocabularies.curies import curie_problem
from opsonin.testing.vocabularies.terms import Terms, expect_none, terms_of

#: Types that other components know; a plugin may bring further ones.
_TYPES = (
    "anatomy", "cell_line", "cell_type", "chemical", "disease", "gene", "organisation", "organism",
    "person", "phenotype", "place", "procedure", "process", "protein", "publication", "variant",
)  # fmt: skip
#: Control characters, and marks of width zero, which nobody sees and no text has.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff\ufffd]")
#: Longer names stand in no text word for word. Source: the longest of MONDO, HP and MeSH that the
#: built-in matcher finds has 8 words.
_MAX_NAME = 500


@check("vocabulary")
def ids_are_curies(subject: Subject) -> None:
    """Ids are CURIEs with the prefix and the form that the Bioregistry knows."""
    found = [
        f"{curie} ({problem})"
        for curie in dict.fromkeys(terms_of(subject).curies)
        if (problem := curie_problem(curie))
    ]
    expect_none(found, "ids are not CURIEs as others write them", _CURIES)


@check("vocabulary")
def alt_ids_are_curies(subject: Subject) -> None:
    """Further ids are CURIEs too."""
    found = [
        f"{alt} of {curie} ({problem})"
        for curie, alt in _alternatives(subject)
        if (problem := curie_problem(alt))
    ]
    expect_none(found, "further ids are not CURIEs as others write them", _CURIES)


_CURIES = "Write PREFIX:LOCAL as bioregistry.io has it, or leave the id out."


@check("vocabulary")
def alt_ids_say_something_new(subject: Subject) -> None:
    """Further ids neither repeat the id itself nor stand there twice."""
    terms = terms_of(subject)
    found = [
        curie
        for curie, alts in dict.fromkeys(zip(terms.curies, map(tuple, terms.alts), strict=True))
        if curie in alts or len({*alts}) < len(alts)
    ]
    expect_none(found, "concepts repeat an id", "List each further id once, without the own one.")


@check("vocabulary")
def alt_ids_are_not_ids_of_others(subject: Subject) -> None:
    """A further id is no other concept of the same vocabulary."""
    own = set(terms_of(subject).curies)
    found = [
        f"{alt} of {curie}" for curie, alt in _alternatives(subject) if alt in own and alt != curie
    ]
    expect_none(
        found,
        "further ids are concepts of their own",
        "Two ids of one thing are one concept: keep one, and name the other as alt_curie of it.",
    )


@check("vocabulary")
def alt_ids_are_the_same_for_all_names(subject: Subject) -> None:
    """All names of a concept have the same further ids."""
    terms = terms_of(subject)
    alts = terms.by_concept(["\t".join(sorted(one)) for one in terms.alts])
    found = [curie for curie, sets in alts.items() if len(sets) > 1]
    expect_none(found, "concepts have other alt_curies in other rows", "Repeat all of them.")


@check("vocabulary")
def concepts_have_one_label(subject: Subject) -> None:
    """All names of a concept have the same label."""
    terms = terms_of(subject)
    found = _several(terms, terms.labels)
    expect_none(found, "concepts have several labels", "Choose the preferred name of each id.")


@check("vocabulary")
def concepts_have_one_type(subject: Subject) -> None:
    """All names of a concept have the same type."""
    terms = terms_of(subject)
    found = _several(terms, terms.types)
    expect_none(found, "concepts have several types", "Choose one type for each id.")


def _several(terms: Terms, cells: Sequence[str]) -> list[str]:
    """Return the concepts whose names do not agree in a column, with what they say there."""
    said = terms.by_concept(cells)
    return [f"{curie}: {sorted(those)}" for curie, those in said.items() if len(those) > 1]


@check("vocabulary")
def labels_are_among_the_names(subject: Subject) -> None:
    """The preferred name of each concept is one of its terms, so that it is found in texts."""
    terms = terms_of(subject)
    names = terms.by_concept(terms.names)
    labels = dict(zip(terms.curies, terms.labels, strict=True))
    found = [f"{curie} {label!r}" for curie, label in labels.items() if label not in names[curie]]
    expect_none(found, "labels are no terms", "Add a row whose term is the label.")


@check("vocabulary")
def labels_are_not_empty(subject: Subject) -> None:
    """Every concept has a label."""
    terms = terms_of(subject)
    labels = zip(terms.curies, terms.labels, strict=True)
    found = [curie for curie, label in dict.fromkeys(labels) if not label.strip()]
    expect_none(found, "concepts have no label", "Give the preferred name, or leave them out.")


@check("vocabulary")
def names_are_not_empty(subject: Subject) -> None:
    """Every name has a letter or a digit: nothing else can be found in a text."""
    terms = terms_of(subject)
    found = [
        f"{curie} {name!r}"
        for curie, name in zip(terms.curies, terms.names, strict=True)
        if not any(map(str.isalnum, name))
    ]
    expect_none(found, "names are empty", "Leave names without a letter or digit out.")


@check("vocabulary")
def names_are_no_mere_numbers(subject: Subject) -> None:
    """No name is a number or a single character: those would be found everywhere."""
    terms = terms_of(subject)
    found = [
        f"{curie} {name!r}"
        for curie, name in zip(terms.curies, terms.names, strict=True)
        if len(name.strip()) == 1 or name.strip().isdigit()
    ]
    expect_none(found, "names are found everywhere", "Leave them out.")


@check("vocabulary")
def names_are_trimmed(subject: Subject) -> None:
    """Names have no white space around them, none twice, and nothing that cannot be seen."""
    terms = terms_of(subject)
    found = [
        name
        for name in dict.fromkeys((*terms.names, *terms.labels))
        if name != name.strip() or "  " in name or _HIDDEN.search(name)
    ]
    expect_none(found, "names have white space or hidden characters", "' '.join(name.split())")


@check("vocabulary")
def names_are_of_one_text(subject: Subject) -> None:
    """No name is as long as a definition."""
    found = [name[:60] for name in terms_of(subject).names if len(name) > _MAX_NAME]
    expect_none(found, f"names have more than {_MAX_NAME} characters", "Leave definitions out.")


@check("vocabulary")
def names_are_composed(subject: Subject) -> None:
    """Names and labels are in Unicode's normal form C, as texts are."""
    terms = terms_of(subject)
    found = [
        name
        for name in dict.fromkeys((*terms.names, *terms.labels))
        if not unicodedata.is_normalized("NFC", name)
    ]
    expect_none(found, "names are not in NFC", "unicodedata.normalize('NFC', name)")


@check("vocabulary")
def no_name_is_there_twice(subject: Subject) -> None:
    """No concept has the same name twice."""
    terms = terms_of(subject)
    counts = Counter(zip(terms.curies, terms.names, terms.types, strict=True))
    found = [f"{curie} {name!r}" for (curie, name, _), count in counts.items() if count > 1]
    expect_none(found, "names are there twice", "Keep one row of each.")


@check("vocabulary")
def types_are_words_of_the_contract(subject: Subject) -> None:
    """Types are words such as ``cell_type``, and none is a known one misspelt."""
    for kind in sorted(set(terms_of(subject).types)):
        if kind in _TYPES:
            continue
        near = difflib.get_close_matches(kind.lower(), _TYPES, n=1, cutoff=_MISSPELT)
        if near or not re.fullmatch(WORD, kind):
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(_TYPES)}."
            raise CheckFailed(f"A type is {kind!r}, which mentions cannot have.", remedy=hint)


#: Source: ours; "diseases", "Gene" and "chemicals" are above it, "device" and "food" below.
_MISSPELT = 0.8


@check("vocabulary")
def matching_column_is_sound(subject: Subject) -> None:
    """A column ``key`` is uint64 and says which folding it was made with."""
    table = subject.component.load()  # type: ignore[union-attr] # a vocabulary, as declared
    if "key" not in table.column_names:
        raise NotApplicable("There is no column 'key'; the matcher computes it.")
    metadata = table.schema.metadata or {}
    if str(table["key"].type) != "uint64" or table["key"].null_count:
        raise CheckFailed(f"Column key is {table['key'].type}, expected uint64 without nulls.")
    if b"opsonin:folding" not in metadata:
        raise CheckFailed(
            "There is a column 'key', but not how it was made: the matcher does not read it.",
            remedy="Leave it out, or state opsonin:folding in the schema's metadata.",
        )


def _alternatives(subject: Subject) -> list[tuple[str, str]]:
    terms = terms_of(subject)
    pairs = zip(terms.curies, terms.alts, strict=True)
    return list(dict.fromkeys((curie, alt) for curie, alts in pairs for alt in alts))
