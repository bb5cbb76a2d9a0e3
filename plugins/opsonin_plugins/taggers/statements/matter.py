"""What a phrase is about besides its concept: two phrases with the same rest mean the same."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.word_lists import word_set

_WORD = re.compile(r"[^\W_]+(?:[-'\u2019+][^\W_]+)*")
#: What joins things that are done to, or do, the same.
_JOINS = re.compile(r"\s(?:and|or|as well as|but also)\s|[,;]\s")
#: Words that change nothing in what a phrase is about: grammar, people, amounts and measures.
NEUTRAL = word_set(
    """
    a an the this that these those its their his her our some many most all any several certain
    such other of in on at by for to from with who which is are was were has have had be been s
    patient patients people person persons individual individuals adult adults subject subjects
    participant participants human humans treatment treatments therapy therapies use using
    application administration intake supplementation supplement supplements regular
    case cases occurrence level levels concentration concentrations amount amounts
    serum plasma blood production function functions activity response responses expression
    secretion release severe mild moderate serious critical acute chronic early late
    robust strong high higher significant significantly clear long-term daily routine
    development onset progression symptoms symptom incidence prevalence rate rates risk
    new current own body patient's patients
    """
)
#: Words that turn a phrase round, or make it a part: "loss of", "without", "group A".
TURNING = word_set(
    """
    no not without lack lacks lacking absence absent loss deficiency deficient deficit depletion
    low lower lowered less fewer reduced reduction decreased decrease decline impaired impairment
    inhibition inhibited inhibitor inhibitors suppression suppressed blockade antagonist
    antagonists withdrawal cessation discontinuation resistance resistant change changes changed
    increase increased rise elevated elevation excess improvement improved worsening delayed
    anti insufficient poor worse difference differences group groups arm versus vs than ratio
    control
    """
)


def rest_of(phrase: str, concept: str) -> str | None:
    """Return the words that a phrase has besides its concept and what changes nothing.

    Of what is joined by *and*, only the part that names the concept counts.

    Args:
        phrase: The words of a subject or an object.
        concept: The words by which the phrase names its concept.

    Returns:
        The words in lower case, sorted; None where the phrase does not speak of the concept
        itself but of its lack, its change or a group.

    >>> rest_of("production and function of type I interferon", "type I interferon")
    ''
    >>> rest_of("central inhibitory pain mechanism", "pain")
    'central inhibitory mechanism'
    >>> rest_of("lack of vitamin D", "vitamin D") is None
    True
    """
    named = " ".join(concept.split())
    part = next((one for one in _JOINS.split(phrase) if named in one), phrase)
    outside = part.replace(named, " ", 1).lower()
    words = [_singular(word) for word in _WORD.findall(outside) if word not in NEUTRAL]
    if any(word in TURNING for word in words):
        return None
    return " ".join(sorted(set(words)))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word  # noqa: PLR2004 - "gas"
