"""Names that are composed in the text: a known name with words before or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from opsonin_plugins.taggers.matching.block import Block, Flags, Positions
from opsonin_plugins.taggers.matching.meanings import Meaning, Meanings
from opsonin_plugins.taggers.matching.scores import COMPOSED, score_of
from opsonin_plugins.taggers.matching.search import Hits, joined
from opsonin_plugins.taggers.word_lists import word_set

_NORMALISED = "normalised"
_DISEASES = frozenset({"disease", "phenotype"})
#: Words before the name of a disease that belong to it. Source: the training sets of the NCBI
#: disease corpus, BC5CDR and BioRED, where each stands inside the annotated name more often
#: than directly before it, and the words of the same kind for how a disease is inherited.
_MODIFIERS = word_set(
    "autosomal dominant recessive linked x hereditary inherited familial sporadic "
    "congenital neonatal idiopathic syndromic nonsyndromic homozygous autoimmune convulsive "
    "cholestatic neurological auditory peripheral cardiovascular motor visual"
)
#: Those of them that a hyphen joins to what they modify.
_HYPHENED = frozenset({"x", "linked", "dominant", "recessive"})
#: Words behind the name of a disease that belong to it. Source: as above.
_SUFFIXES = word_set("syndrome syndromes disease tumor tumors tumour tumours")
#: Words that make the name of a disease out of a name of another type. Source: as above.
_HEADS = {
    **dict.fromkeys(("gene", "protein"), frozenset({"deficiency", "deficiencies", "deficient"})),
    "chemical": frozenset({"deficiency", "malabsorption", "intolerance"}),
    "organism": frozenset({"infection", "infections"}),
    "anatomy": word_set(
        "lesion lesions calcification calcifications metastasis metastases toxicity defects "
        "symptoms palsy dysfunction injury damage malformation malformations abnormalities"
    ),
}
#: Words that make the name of a protein out of the name of what it binds. Source: BioRED's
#: training set; enzymes are named after so much else that the rule does not hold for them.
_PROTEIN_HEADS = frozenset(("receptor", "receptors"))
#: What lacks something is not ill: a deficient mouse.
_LACKING = re.compile(r"deficient (?:mice|mouse|rats?|animals?|cells?|embryos?|strains?|lines?)\b")
_TYPE = re.compile(r",? type (?:[IVX]{1,4}[A-Ca-c]?|\d[A-Ca-c]?|[A-C])\b")
_TYPE_BEFORE = re.compile(r"\b[Tt]ype (?:[IVX]{1,4}[A-Ca-c]?|\d[A-Ca-c]?) \Z")
#: Letters or digits that go on without a gap name a form or a member of a family.
_TOKEN = re.compile(r"(?:[A-Za-z\u03b1-\u03c9]{1,5}\d{0,2}|\d{1,2}[A-Za-z]?)(?![\w])")
_FORM = re.compile(r"[ -](?:alpha|beta|gamma|delta|[\u03b1-\u03b4]|[IVX]{2,3})(?![\w])")
_FORM_BEFORE = re.compile(r"(?<![\w-])(?:alpha|beta|gamma|delta|[a-d\u03b1-\u03b4])-\Z")
_LONGEST_FORM = 7
_ION = re.compile(r"[A-Z][a-z]\d")
_GENES = frozenset({"gene", "protein"})
_LONGEST = 24
_MOST_MODIFIERS = 6
_LETTERS = re.compile(r"[A-Za-z]+")


#: What a name may stand behind or before without being joined to it.
_GAPS = " -"
_DIGITS = "0123456789"
_ROMAN = "IVX"
#: With what a form of a gene begins, behind a gap.
_FORM_STARTS = "abgdIVX"
_ASCII = 128
_HEAD_WORDS = frozenset().union(*_HEADS.values(), _PROTEIN_HEADS)
_LAST_WORDS = _SUFFIXES | {"type"}


@dataclass(frozen=True, slots=True)
class _Around:
    """What else was found in the texts.

    Attributes:
        anatomy: Start of parts of the body by their end.
        disease_starts: Where diseases begin, in order.
        disease_reach: How far the diseases up to each of these reach.
        genes: End of genes by their start; of several the longest.
    """

    anatomy: dict[int, int]
    disease_starts: Positions
    disease_reach: Positions
    genes: dict[int, int]

    @classmethod
    def of(cls, hits: Hits, meanings: Meanings) -> _Around:
        """Gather it from all names."""
        anatomy = hits.pick(meanings.are(hits.meaning, frozenset({"anatomy"})))
        diseases = hits.pick(meanings.are(hits.meaning, _DISEASES))
        order = np.argsort(diseases.start, kind="stable")
        genes: dict[int, int] = {}
        own = hits.pick(meanings.are(hits.meaning, _GENES))
        for start, end in zip(own.start.tolist(), own.end.tolist(), strict=True):
            genes[start] = max(end, genes.get(start, end))
        return cls(
            dict(zip(anatomy.end.tolist(), anatomy.start.tolist(), strict=True)),
            diseases.start[order],
            np.maximum.accumulate(diseases.end[order]) if len(order) else order,
            genes,
        )

    def overlaps_disease(self, start: int, end: int) -> bool:
        """Whether a disease overlaps a span."""
        before = int(np.searchsorted(self.disease_starts, end, side="left"))
        return before > 0 and int(self.disease_reach[before - 1]) > start


@dataclass(frozen=True, slots=True)
class _Composed:
    type: str
    start: int
    end: int


def compose(block: Block, hits: Hits, meanings: Meanings) -> Hits:
    """Lengthen names by words that belong to them, and compose names out of others.

    A disease takes in what modifies it (*autosomal dominant retinitis pigmentosa*, *cerebral ALD*)
    and a general word behind it (*VHL disease*), and keeps its id. With a word such as deficiency
    or lesions, a gene, a chemical, an organism or a part of the body becomes a disease that has
    no id; so do receptors and enzymes of a chemical become proteins.

    Args:
        block: The documents.
        hits: Names found in them.
        meanings: The meanings of these names.
    """
    text, known = block.text, meanings.known
    around = _Around.of(hits, meanings)
    rows = np.flatnonzero(_may_change(block, hits, meanings))
    columns = (hits.start[rows], hits.end[rows], hits.meaning[rows])
    is_kept = np.ones(len(hits.start), np.bool_)
    added: list[tuple[int, int, int]] = []
    for row, start, end, number in zip(
        rows.tolist(), *(one.tolist() for one in columns), strict=True
    ):
        meaning = known[number]
        if meaning.type in _DISEASES:
            span = _before(text, start, around), _behind(text, end)
            if span != (start, end):
                is_kept[row] = False
                added.append((*span, meanings.number(_lengthened(meaning))))
        elif meaning.type in _GENES and _is_cut(text, start, end, around):
            is_kept[row] = False
        elif meaning.type in _GENES and (span := _form(text, start, end)) != (start, end):
            is_kept[row] = False
            added.append((*span, meanings.number(_lengthened(meaning))))
        elif (composed := _composed(text, start, end, meaning, around)) is not None:
            score = score_of(composed.type, COMPOSED)
            made = Meaning(composed.type, None, None, meaning.row, _NORMALISED, score)
            added.append((composed.start, composed.end, meanings.number(made)))
    return with_added(hits.pick(is_kept), added, meanings)


def _may_change(block: Block, hits: Hits, meanings: Meanings) -> Flags:
    """Mark the names that stand where they may be lengthened or composed: few do.

    What the lexicon has stands there with all that belongs to it.
    """
    is_disease = meanings.are(hits.meaning, _DISEASES)
    is_gene = meanings.are(hits.meaning, _GENES)
    is_anatomy = meanings.are(hits.meaning, frozenset({"anatomy"}))
    may = np.zeros(len(is_disease), np.bool_)
    rows = np.flatnonzero(is_disease)
    may[rows] = _may_be_longer(block, hits.start[rows], hits.end[rows], hits.end[is_anatomy])
    rows = np.flatnonzero(is_gene)
    may[rows] = _may_have_form(block, hits.start[rows], hits.end[rows])
    rows = np.flatnonzero(~is_disease & ~may & block.have(hits.end, _GAPS))
    may[rows] = block.begin_with(hits.end[rows] + 1, _HEAD_WORDS)
    return may & ~meanings.is_lexicon[hits.meaning]


def _may_be_longer(block: Block, starts: Positions, ends: Positions, parts: Positions) -> Flags:
    """Mark diseases behind a modifier, a type or a part of the body, or before a general word."""
    may = block.have(ends, ",") & block.have(ends + 2, "t")
    may |= np.isin(starts - 1, parts)
    is_number = block.have(starts - 3, _DIGITS + _ROMAN)
    may |= block.have(starts - 2, "ABCabc") & is_number
    may |= block.have(starts - 2, _DIGITS + _ROMAN) & (is_number | block.have(starts - 3, " "))
    rows = np.flatnonzero(block.have(ends, " ") & ~may)
    may[rows] = block.begin_with(ends[rows] + 1, _LAST_WORDS)
    rows = np.flatnonzero(block.have(starts - 1, _GAPS) & ~may)
    may[rows] = block.end_with(starts[rows] - 1, _MODIFIERS)
    return may


def _may_have_form(block: Block, starts: Positions, ends: Positions) -> Flags:
    """Mark symbols of genes that something is joined to."""
    following, second = block.codes(ends), block.codes(ends + 1)
    may = ((following | 0x20) >= ord("a")) & ((following | 0x20) <= ord("z"))
    may |= (following >= _ASCII) | block.have(ends, _DIGITS + "+")
    may |= block.have(ends, _GAPS) & (block.have(ends + 1, _FORM_STARTS) | (second >= _ASCII))
    return may | block.have(starts - 1, "-")


def with_added(hits: Hits, added: Sequence[tuple[int, int, int]], meanings: Meanings) -> Hits:
    """Return names with further ones behind them."""
    if not added:
        return hits
    meanings.settle()
    new = np.array(sorted(set(added)), np.int64)
    return joined([hits, Hits(new[:, 0], new[:, 1], new[:, 2])])


def _lengthened(meaning: Meaning) -> Meaning:
    """Return the meaning of a longer name for the same."""
    kind = _NORMALISED if meaning.match_kind == "exact" else meaning.match_kind
    return replace(meaning, match_kind=kind, score=composed_score(meaning))


def composed_score(meaning: Meaning) -> float:
    """Return the score of a composed name that has the id of this one."""
    return min(meaning.score, score_of(meaning.type, COMPOSED))


def _before(text: str, start: int, around: _Around) -> int:
    """Return where a disease starts with what modifies it."""
    for _ in range(_MOST_MODIFIERS):
        if start < 2 or text[start - 1] not in " -":  # noqa: PLR2004 - a letter and a gap
            break
        part = around.anatomy.get(start - 1)
        if part is not None and text[max(0, part - 1) : part] != "-":
            start = part
            continue
        window = text[max(0, start - _LONGEST) : start - 1]
        word = _last_word(window)
        is_modifier = word.lower() in _MODIFIERS
        before = window[: len(window) - len(word)]
        # The second half of BRCA1-linked belongs to its first.
        is_half = before.endswith("-") and _last_word(before[:-1]).lower() not in _MODIFIERS
        is_joined = text[start - 1] == "-" and word.lower() not in _HYPHENED
        if not is_modifier or is_half or is_joined:
            typed = _TYPE_BEFORE.search(text, max(0, start - _LONGEST), start)
            return typed.start() if typed else start
        start -= len(word) + 1
    return start


def _last_word(window: str) -> str:
    at = len(window)
    while at and window[at - 1].isalpha():
        at -= 1
    return window[at:]


def _behind(text: str, end: int) -> int:
    """Return where a disease ends with a general word or a type behind it."""
    if text[end : end + 1] not in {" ", ","}:
        return end
    word = _LETTERS.match(text, end + 1)
    if word and text[end] == " " and word.group() in _SUFFIXES:
        end = word.end()
    typed = _TYPE.match(text, end)
    return typed.end() if typed else end


def _is_cut(text: str, start: int, end: int, around: _Around) -> bool:
    """Whether the symbol of a gene is only a piece of something else.

    So are Ca2 in Ca2+, FEV in FEV1, and TLR in TLR2, which the vocabularies know themselves.
    """
    following = text[end : end + 1]
    if following in {"+", "\u207a"}:
        return bool(_ION.fullmatch(text, start, end))
    if not following.isalnum():
        return False
    return around.genes[start] > end or (following.isdigit() and not text[end - 1].isdigit())


def _form(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a gene with what tells its form: AT1a, Hsp90beta, NRG-1 beta."""
    if found := _TOKEN.match(text, end) or _FORM.match(text, end):
        end = found.end()
    if start and text[start - 1] == "-":
        before = _FORM_BEFORE.search(text, max(0, start - _LONGEST_FORM), start)
        start = before.start() if before else start
    return start, end


def _composed(
    text: str, start: int, end: int, meaning: Meaning, around: _Around
) -> _Composed | None:
    """Return what a name makes with the word behind it, unless a known disease holds it."""
    if text[end : end + 1] not in {" ", "-"}:
        return None
    word = _LETTERS.match(text, end + 1)
    if word is None:
        return None
    last = word.end()
    if meaning.type == "chemical" and word.group() in _PROTEIN_HEADS:
        return _Composed("protein", start, last)
    if word.group() not in _HEADS.get(meaning.type, ()) or _LACKING.match(text, end + 1):
        return None
    if around.overlaps_disease(end, last):
        return None
    return _Composed("disease", _before(text, start, around), last)
