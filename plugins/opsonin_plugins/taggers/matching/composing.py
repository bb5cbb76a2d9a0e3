"""Names that are composed in the text: a known name with words before or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from opsonin_plugins.taggers.matching.meanings import LEXICON, Meaning, Meanings
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


@dataclass(frozen=True, slots=True)
class _Around:
    """What else was found in the document.

    Attributes:
        anatomy: Start of parts of the body by their end.
        diseases: Spans of diseases.
        genes: End of genes by their start; of several the longest.
    """

    anatomy: dict[int, int]
    diseases: list[tuple[int, int]]
    genes: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Composed:
    type: str
    start: int
    end: int


def compose(text: str, hits: Hits, meanings: Meanings) -> Hits:
    """Lengthen names by words that belong to them, and compose names out of others.

    A disease takes in what modifies it (*autosomal dominant retinitis pigmentosa*, *cerebral ALD*)
    and a general word behind it (*VHL disease*), and keeps its id. With a word such as deficiency
    or lesions, a gene, a chemical, an organism or a part of the body becomes a disease that has
    no id; so do receptors and enzymes of a chemical become proteins.

    Args:
        text: The document.
        hits: Names found in it.
        meanings: The meanings of these names.
    """
    rows = list(zip(hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist(), strict=True))
    known = meanings.known
    around = _Around(
        {end: start for start, end, number in rows if known[number].type == "anatomy"},
        [(start, end) for start, end, number in rows if known[number].type in _DISEASES],
        _longest_by_start([row for row in rows if known[row[2]].type in _GENES]),
    )
    is_kept = np.ones(len(rows), np.bool_)
    added: list[tuple[int, int, int]] = []
    for row, (start, end, number) in enumerate(rows):
        meaning = known[number]
        if meaning.match_kind == LEXICON:
            # What the lexicon has stands there with all that belongs to it.
            continue
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


def _longest_by_start(rows: list[tuple[int, int, int]]) -> dict[int, int]:
    longest: dict[int, int] = {}
    for start, end, _ in rows:
        longest[start] = max(end, longest.get(start, end))
    return longest


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
    if any(first < last and end < behind for first, behind in around.diseases):
        return None
    return _Composed("disease", _before(text, start, around), last)
