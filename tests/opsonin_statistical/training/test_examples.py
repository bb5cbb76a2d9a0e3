from __future__ import annotations

from opsonin import Vocabulary
from opsonin_statistical.term_words import TermWords
from opsonin_statistical.training.corpora import Annotated, Annotation
from opsonin_statistical.training.examples import documents_of, examples_of, spans_in


def test_the_longest_of_overlapping_annotations_is_labelled(vocabulary: Vocabulary) -> None:
    text = "breast and ovarian cancer in mice"
    spans = [(0, 25), (11, 25), (29, 33)]
    mentions = tuple(Annotation(*span, "disease", ()) for span in spans)
    one = Annotated("made", "1", text, frozenset({"disease"}), mentions)
    documents = documents_of([one], (vocabulary,))
    examples = examples_of(documents, [one], ("disease", "gene"), TermWords.none())
    firsts, behind = spans_in(examples.labels[:, 0])
    assert list(zip(firsts.tolist(), behind.tolist(), strict=True)) == [(0, 4), (5, 6)]
    assert examples.counts.all(axis=0).tolist() == [True, False]
