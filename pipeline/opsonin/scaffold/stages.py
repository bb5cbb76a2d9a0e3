"""What there are templates for: one component of each stage, and two special taggers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["source", "cleaner", "tagger", "refiner", "corpus-tagger", "exporter", "vocabulary"]

STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is about, besides its files.

    Attributes:
        summary: What the component does, in one sentence.
        usage: What the README says about using it.
        sample: Name of the document that comes with it.
        data: Further files of the package.
    """

    summary: str
    usage: str
    sample: str = "sample.txt"
    data: tuple[str, ...] = ()


TEMPLATES: Mapping[Stage, Template] = {
    "source": Template(
        "Reads references in RIS, each with an abstract, as documents.",
        "It reads every file that begins with a reference. Option `max_record_bytes` says how "
        "long one may be.",
        sample="sample.ris",
    ),
    "cleaner": Template(
        "Joins words that were hyphenated at the end of a line.",
        "Option `keep` lists the beginnings of words that keep their hyphen, as in self-reported.",
    ),
    "tagger": Template(
        "Finds the accession numbers of data sets in three public archives.",
        "It adds rows to table `identifiers`. Option `archives` says whose numbers to look for.",
    ),
    "refiner": Template(
        "Marks mentions that stand behind words such as might and if as hypothetical.",
        "It changes rows of table `mentions`, whoever has found them. Option `cues` lists the "
        "words.",
    ),
    "corpus-tagger": Template(
        "Links documents that name the same clinical trial.",
        "It looks at table `identifiers` of all documents and adds rows to table `links`. Option "
        "`most` says how many documents may name a trial.",
    ),
    "exporter": Template(
        "Publishes a table as JSON Lines.",
        "Options `table` and `folder` say what to publish, and where.",
    ),
    "vocabulary": Template(
        "Names of the places in which patients are cared for.",
        "The terms stand in `terms.tsv`; opsonin finds them in documents and adds rows to table "
        "`mentions`.",
        data=("terms.tsv",),
    ),
}


def with_article(stage: Stage) -> str:
    """Return what the template is of, with its article.

    >>> with_article("exporter"), with_article("corpus-tagger")
    ('an exporter', 'a corpus tagger')
    """
    return f"{'an' if stage[0] in 'aeiou' else 'a'} {in_words(stage)}"


def in_words(stage: Stage) -> str:
    """Return what the template is of.

    >>> in_words("corpus-tagger")
    'corpus tagger'
    """
    return stage.replace("-", " ")
