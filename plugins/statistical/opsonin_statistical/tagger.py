"""The refiner ``statistical``: what the model says of mentions, merged with the dictionary's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import local

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, Tagger
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_statistical.abbreviations import definitions_of
from opsonin_statistical.chain import Floats
from opsonin_statistical.concept import Concept
from opsonin_statistical.dictionary import Ints
from opsonin_statistical.finding import Spans, judge, look
from opsonin_statistical.linking import Linker
from opsonin_statistical.merging import Marks, is_new, raised
from opsonin_statistical.model import Model, check, load
from opsonin_statistical.relinking import relinked
from opsonin_statistical.repeating import repeats
from opsonin_statistical.reports import are_studies
from opsonin_statistical.rows import kinds_of, marks_of_rows, marks_of_spans, new_rows, spans_of

NAME = "statistical"
_NAMES = ("person", "organisation", "place")
_LOCAL = local()


@dataclass(frozen=True, slots=True)
class StatisticalOptions:
    """Options of the tagger ``statistical``.

    Attributes:
        weights: A file that ``opsonin-statistical train`` wrote; None for the weights that come
            with the package, which know diseases alone.
        add_from: A span that the model finds in a report of a study is added if so large a share
            of its like is right.
        add_from_elsewhere: The same for other documents, such as news.
    """

    weights: Path | None = None
    add_from: float = 0.35
    add_from_elsewhere: float = 0.8

    def __post_init__(self) -> None:
        """Refuse shares that are none, and files that hold no weights."""
        for name in ("add_from", "add_from_elsewhere"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"{name} is {value}, expected a share between 0 and 1")
        if self.weights is not None:
            check(self.weights)


def tag_mentions(
    documents: Documents, context: Context[StatisticalOptions]
) -> Mapping[str, pa.Table]:
    """Return the mentions as the dictionary and the model see them together."""
    options = context.options
    mentions = documents.table("mentions")
    if not len(documents.analysis.tokens):
        return {"mentions": mentions}
    model = load(options.weights)
    tokens, ids = documents.analysis.tokens, documents.ids
    # What it gave itself before is no news to it.
    own = np.asarray(pc.equal(mentions["component"], NAME).to_numpy(), np.bool_)
    kinds = np.where(own, -1, kinds_of(mentions, model.types))
    rows, given = spans_of(tokens, mentions, kinds, ids)
    seen = look(documents, mentions.filter(pa.array(~own)), model.terms)
    found, likely, likely_given = judge(model, seen, given)
    is_study = are_studies(documents.texts, tokens, seen)
    listed = marks_of_rows(mentions, kinds_of(mentions, model.types), ids)
    marks = marks_of_spans(tokens, found, _shares(model, found, likely))
    again = repeats(marks, documents.texts, model.types, is_study)
    # Elsewhere the shares would not hold.
    judged = is_study[listed.owner[rows]]
    rows, given, likely_given = rows[judged], given.pick(judged), likely_given[judged]
    listed.shares[rows] = _shares(model, given, likely_given)
    listed = raised(listed, again)
    least = np.where(is_study, options.add_from, options.add_from_elsewhere).astype(np.float32)
    added = _added(marks.joined_with(again), listed, mentions, model, is_study, least)
    mentions = _with_scores(mentions, rows, listed.shares[rows])
    longs, linker = _long_forms(documents.texts), _linker(model, context)
    in_studies = np.flatnonzero((kinds >= 0) & is_study[listed.owner])
    mentions = relinked(mentions, in_studies, documents, longs, linker)
    concepts = _concepts(documents.texts, longs, added, model.types, linker)
    new = new_rows(added, model.types, concepts, ids, mentions.schema)
    both = pa.concat_tables([mentions, new], promote_options="default")
    return {"mentions": both}


def _added(
    marks: Marks,
    listed: Marks,
    mentions: pa.Table,
    model: Model,
    is_study: npt.NDArray[np.bool_],
    least: Floats,
) -> Marks:
    """Return what the model found that becomes a row."""
    is_name = np.array([one in _NAMES for one in mentions["type"].to_pylist()], np.bool_)
    new = is_new(marks, listed, listed.pick(is_name), least)
    return marks.pick(new & (is_study[marks.owner] | ~_is_organism(marks, model)))


def _is_organism(marks: Marks, model: Model) -> npt.NDArray[np.bool_]:
    """Mark organisms: outside studies what corpora call one is mostly a word for people."""
    types = np.array([one == "organism" for one in model.types], np.bool_)
    marked: npt.NDArray[np.bool_] = types[marks.kind]
    return marked


def _with_scores(mentions: pa.Table, rows: Ints, shares: Floats) -> pa.Table:
    at = mentions.schema.get_field_index("score")
    scores = mentions["score"].to_numpy().astype(np.float32)
    scores[rows] = np.clip(shares, 0, 1)
    return mentions.set_column(at, mentions.schema.field(at), pa.array(scores))


def _shares(model: Model, spans: Spans, likely: Floats) -> Floats:
    shares = np.zeros(len(likely), np.float32)
    for number, curve in enumerate(model.curves):
        own = spans.types == number
        shares[own] = curve(likely[own])
    return shares


def _long_forms(texts: Sequence[str]) -> list[dict[str, str]]:
    """Return for each text its abbreviations with what they stand for, plurals as well."""
    return [
        {
            short + ending: text[one.long_start : one.long_end]
            for one in all_
            for short, ending in ((one.short, ""), (one.short, "s"))
        }
        for text, all_ in zip(texts, definitions_of(texts), strict=True)
    ]


def _concepts(
    texts: Sequence[str],
    longs: Sequence[Mapping[str, str]],
    marks: Marks,
    types: Sequence[str],
    linker: Linker,
) -> list[Concept | None]:
    """Return what each mention stands for, abbreviations written out if that helps."""
    columns = (marks.owner, marks.starts, marks.ends, marks.kind)
    written, long = [], []
    for owner, start, end, kind in zip(*(one.tolist() for one in columns), strict=True):
        name = texts[owner][start:end]
        written.append((name, types[kind]))
        long.append((longs[owner].get(name, name), types[kind]))
    found = zip(linker.concepts(long), linker.concepts(written), strict=True)
    return [first or second for first, second in found]


def _linker(model: Model, context: Context[StatisticalOptions]) -> Linker:
    """Return this thread's linker, made anew when weights or vocabularies are others."""
    identity = (id(model), tuple((v.name, v.version, v.sha256) for v in context.vocabularies))
    if getattr(_LOCAL, "identity", None) != identity:
        index = index_of(context.vocabularies, context.cache)
        _LOCAL.linker, _LOCAL.identity = Linker(index, model.names, model.types), identity
    linker: Linker = _LOCAL.linker
    return linker


STATISTICAL = Tagger(
    name=NAME,
    version="5",
    tag=tag_mentions,
    refines=("mentions",),
    before=("context", "preferred"),
    uses_vocabularies=True,
    options=StatisticalOptions,
)
