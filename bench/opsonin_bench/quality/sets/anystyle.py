"""AnyStyle's annotated references: found in lists, and their fields in cross-validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.quality.references import Said, annotated, field_figures, said
from opsonin_bench.training.annotated import folds, read, written
from opsonin_bench.training.citations import ANNOTATION, model_of
from opsonin_plugins.taggers.citations.fields import citation_of

_LIST_SIZE = 30
_OWN_NUMBER = "citation-number"


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list of references, as they are annotated.

    Attributes:
        references: Label and words of the fields of each.
    """

    references: Sequence[Sequence[tuple[str, str]]]


def load(path: Path) -> Sequence[Case[ReferenceList]]:
    """Read the references and make documents of them, each a list below a heading."""
    references = read(path)
    cases = []
    for first in range(0, len(references), _LIST_SIZE):
        chosen = references[first : first + _LIST_SIZE]
        lines = [written(one).text for one in chosen]
        text = "\n\n".join(["A paper", "What the paper says.", "References", "\n".join(lines)])
        cases.append(Case(Item(f"{first:05}", text), ReferenceList(chosen)))
    return cases


def score(gold: Mapping[str, ReferenceList], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return F1 of whole references, and of their fields by models of other references."""
    counts = Counts()
    for key, one in gold.items():
        rows = predicted[key].rows["citations"] if key in predicted else []
        found = {" ".join(row["text"].split()) for row in rows}
        counts += counts_of(found, {_bare(fields) for fields in one.references})
    references = [fields for key in sorted(gold) for fields in gold[key].references]
    figures = f1_figures("references as a whole", counts)
    return figures + field_figures(cross_validated(references), "cross-validated")


def cross_validated(
    references: Sequence[Sequence[tuple[str, str]]],
) -> list[tuple[Said, Said]]:
    """Return what each reference says and what a model says that has not seen its part."""
    pairs = []
    for part in folds(references):
        held_out = {*part}
        model = model_of([one for n, one in enumerate(references) if n not in held_out])
        texts = [written(references[n]).text for n in part]
        for n, text, runs in zip(part, texts, model.label(texts), strict=True):
            pairs.append((annotated(references[n]), said(asdict(citation_of(text, runs)))))
    return pairs


def _bare(fields: Sequence[tuple[str, str]]) -> str:
    """Return a reference without the number that it begins with."""
    is_numbered = fields[0][0] == _OWN_NUMBER
    return written(fields[1:] if is_numbered else fields).text


GOLD_SETS = (
    GoldSet(
        name="AnyStyle references",
        path=ANNOTATION,
        tables=("citations",),
        load=load,
        score=score,
    ),
)
