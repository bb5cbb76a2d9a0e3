"""What the template of each stage does, in words and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["source", "cleaner", "tagger", "exporter", "vocabulary"]

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
    """Return the word with its article.

    >>> with_article("exporter"), with_article("tagger")
    ('an exporter', 'a tagger')
    """
    return f"{'an' if stage[0] in 'aeiou' else 'a'} {stage}"
