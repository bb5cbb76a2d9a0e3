"""From annotated documents to a model, the same for the same documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from opsonin import Documents, Vocabulary
from opsonin_statistical.calibration import Curve, fit_curve
from opsonin_statistical.finding import Spans, judge
from opsonin_statistical.model import Model, from_bytes, to_bytes
from opsonin_statistical.rows import kinds_of, spans_of
from opsonin_statistical.training.corpora import Annotated, by_corpus
from opsonin_statistical.training.examples import documents_of, examples_of, spans_in
from opsonin_statistical.training.fitting import Examples, Fitted, fit
from opsonin_statistical.training.names import names_of
from opsonin_statistical.training.term_counts import term_words
from opsonin_statistical.words import BITS

#: Every so manyth document is held out while the curves are fitted.
_HELD_OUT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a model is trained.

    Attributes:
        types: Types of mentions that it learns to find.
        penalty: Of large weights. Chosen on the development sets of the corpora.
        n_steps: Steps of the optimiser on nine documents of ten.
        n_last_steps: Further steps on all documents.
        n_features: Features kept, those with the largest weights.
    """

    types: tuple[str, ...] = ("disease", "chemical", "gene", "organism")
    penalty: float = 1.0
    n_steps: int = 45
    n_last_steps: int = 15
    n_features: int = 100_000


def train(
    annotated: Sequence[Annotated],
    vocabularies: tuple[Vocabulary, ...],
    recipe: Recipe,
    *,
    cache: Path | None = None,
    tell: Callable[[str], None] = lambda _line: None,
) -> Model:
    """Return a model of annotated documents.

    Args:
        annotated: The documents, each type of each annotated once.
        vocabularies: Those whose terms the dictionary looks for.
        recipe: How to train.
        cache: Folder for the compiled index of the vocabularies.
        tell: Is told about progress.

    Raises:
        ValueError: None of the types is annotated anywhere.
    """
    types = tuple(one for one in recipe.types if any(one in doc.types for doc in annotated))
    if not types:
        raise ValueError(f"no document annotates one of {', '.join(recipe.types)}")
    documents = documents_of(annotated, vocabularies, cache)
    terms = term_words(vocabularies)
    examples = examples_of(documents, annotated, types, terms)
    is_held = documents.analysis.tokens.documents % _HELD_OUT == _HELD_OUT - 1
    counts = examples.counts & ~is_held[:, None]
    penalty, tell_ = recipe.penalty, tell
    first = fit(examples, counts, penalty=penalty, n_steps=recipe.n_steps, tell=tell_)
    curves = _curves(_model(first, types), documents, examples, is_held)
    last = fit(
        examples,
        examples.counts,
        penalty=penalty,
        n_steps=recipe.n_last_steps,
        start=first,
        tell=tell_,
    )
    model = replace(
        _model(_pruned(last, recipe.n_features), types),
        curves=curves,
        names=names_of(annotated, types, vocabularies),
        terms=terms,
        about=_about(annotated, vocabularies, recipe),
    )
    # What is stored is rounded; what is measured should be what is stored.
    return from_bytes(to_bytes(model))


def _model(fitted: Fitted, types: tuple[str, ...]) -> Model:
    rows = np.zeros(1 << BITS, np.int32)
    rows[fitted.features] = np.arange(1, len(fitted.features) + 1)
    nothing = np.zeros((1, fitted.weights.shape[1]), np.float32)
    weights = np.vstack([nothing, fitted.weights])
    return Model(types, rows, weights, fitted.transitions, (Curve.straight(),) * len(types))


def _pruned(fitted: Fitted, n_features: int) -> Fitted:
    size = np.abs(fitted.weights).max(axis=1)
    kept = np.sort(np.argsort(-size, kind="stable")[:n_features])
    return replace(fitted, features=fitted.features[kept], weights=fitted.weights[kept])


def _curves(
    model: Model, documents: Documents, examples: Examples, is_held: npt.NDArray[np.bool_]
) -> tuple[Curve, ...]:
    """Return how often spans in held-out documents are right, the dictionary's as well."""
    mentions = documents.table("mentions")
    kinds = kinds_of(mentions, model.types)
    _, given = spans_of(documents.analysis.tokens, mentions, kinds, documents.ids)
    found, likely, likely_given = judge(model, examples.seen, given)
    spans = _both(found, given)
    likelihoods = np.concatenate([likely, likely_given])
    counted = is_held[spans.firsts] & examples.counts[spans.firsts, spans.types]
    curves = []
    for number in range(len(model.types)):
        own = np.flatnonzero(counted & (spans.types == number))
        right = _is_labelled(spans.pick(own), examples.labels[:, number])
        curves.append(fit_curve(likelihoods[own], right))
    return tuple(curves)


def _both(one: Spans, other: Spans) -> Spans:
    """Return the spans of both, each once for each."""
    columns = zip(
        (one.firsts, one.behind, one.types), (other.firsts, other.behind, other.types), strict=True
    )
    return Spans(*(np.concatenate(pair) for pair in columns))


def _is_labelled(spans: Spans, labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    firsts, behind = spans_in(labels)
    end = np.zeros(len(labels) + 1, np.int64)
    end[firsts] = behind
    right: npt.NDArray[np.bool_] = end[spans.firsts] == spans.behind
    return right


def _about(
    annotated: Sequence[Annotated], vocabularies: Sequence[Vocabulary], recipe: Recipe
) -> dict[str, object]:
    """Return what the weights rest on."""
    return {
        "made_by": "opsonin-statistical train",
        "opsonin": version("opsonin"),
        "penalty": recipe.penalty,
        "n_steps": [recipe.n_steps, recipe.n_last_steps],
        "vocabularies": {one.name: f"{one.version} {one.sha256}" for one in vocabularies},
        "digest": "SHA-256 of text and annotations: 16 digits",
        "documents": by_corpus(annotated),
    }
