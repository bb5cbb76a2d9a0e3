"""What a text says is not known, not sure, or needs more research."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.word_lists import word_set

#: Source: the categories of acknowledged limitations (Kilicoglu, Rosemblat et al. 2018) and the
#: seeds.
_RESEARCH = (
    r"stud(?:y|ies)|research|data|information|evidence|investigations?|trials?|work|"
    r"analys[ei]s|experiments?|understanding|validation|follow-up"
)
_LIMITED = r"(?:very\s|relatively\s)?(?:small|limited|low)\s(?:sample|number|size|cohort)\b"


class _Cue(NamedTuple):
    """A way to say what is not known.

    Attributes:
        certainty: Of the claim.
        words: A sentence without one of these does not hold it.
        pattern: How it is said.
    """

    certainty: Literal["asserted", "unknown"]
    words: frozenset[str]
    pattern: str


_CUES: tuple[_Cue, ...] = (
    _Cue(
        "asserted",
        word_set("needed required warranted necessary essential"),
        rf"(?:more|further|additional|larger|future|long-term|well-designed|prospective)\b"
        rf"[^.;:\n]{{0,40}}?\b(?:{_RESEARCH})\b[^.;:\n]{{0,40}}?\b(?:is|are|will be|remain)\s"
        rf"(?:still\s|also\s|therefore\s|thus\s|urgently\s)?"
        rf"(?:needed|required|warranted|necessary|essential)\b"
        rf"(?:\s(?:to|for|before)\b[^.;:\n]{{0,120}})?",
    ),
    _Cue(
        "unknown",
        word_set("remain remains"),
        r"(?:many|several|some|important|open|key|big)?\s?questions?\s(?:still\s)?remains?\b"
        r"[^.;:\n\u2014]{0,120}",
    ),
    _Cue(
        "unknown",
        word_set("unclear unknown uncertain clear known understood certain impossible early soon"),
        r"(?:it\s(?:is|was|'s|\u2019s)\s(?:still\s|currently\s|also\s|as yet\s|therefore\s)?"
        r"(?:unclear|unknown|uncertain|not (?:yet )?(?:clear|known|understood|certain)|"
        r"impossible to (?:know|say|tell|determine)|too (?:early|soon) to))\b[^.;:\n]{0,160}",
    ),
    _Cue(
        "unknown",
        word_set(
            "unclear unknown controversial elusive understood inconclusive determined elucidated "
            "established clarified seen confirmed"
        ),
        r"(?:remains?|is|are|was|were)\s(?:still\s|largely\s|currently\s|poorly\s|incompletely\s|"
        r"not\s(?:yet\s|fully\s|well\s|completely\s){0,2})?"
        r"(?:unclear|unknown|controversial|elusive|poorly understood|inconclusive|"
        r"to be (?:determined|elucidated|established|clarified|seen|confirmed))\b",
    ),
    _Cue(
        "unknown",
        word_set("understood elucidated established clarified characterized characterised"),
        r"(?:is|are|has|have)\s(?:been\s)?(?:still\s|yet\s)?(?:not|poorly|incompletely)\s"
        r"(?:yet\s|been\s|fully\s|well\s|completely\s|clearly\s|entirely\s){0,3}"
        r"(?:understood|elucidated|established|clarified|characteri[sz]ed)\b",
    ),
    _Cue(
        "asserted",
        word_set("limitation limitations"),
        r"(?:(?:the|a|one|several|some)\s)?(?:main\s|major\s|important\s)?limitations?\s"
        r"(?:of\s(?:this|our|the)\s[^.;:\n]{0,60}?)?(?:is|are|was|were|include[sd]?)\b"
        r"[^.;:\n]{0,160}",
    ),
    _Cue(
        "asserted",
        word_set("caution"),
        r"(?:should|must|need to)\sbe\s(?:interpreted|treated|viewed|taken)\swith\s"
        r"(?:great\s)?caution\b",
    ),
    _Cue(
        "asserted",
        word_set("sample size number cohort"),
        rf"(?:based on|limited by|because of|due to|given)\s(?:a|the|our|its|their)\s{_LIMITED}"
        r"[^.;:,\n]{0,40}",
    ),
)
_CUES += (
    _Cue(
        "asserted",
        word_set("small short few"),
        r"(?:(?:samples?|numbers?|stud(?:y|ies)|trials?|groups?|cohorts?)\s(?:of\s\w+\s)?"
        r"(?:was|were|is|are)\s(?:very\s|relatively\s|quite\s|rather\s|still\s)?small\b|"
        r"(?:was|were|is|are)\stoo\s(?:small|short|few)\sto\s(?:show|say|know|tell|prove|draw|"
        r"conclude|detect|determine)\b[^.;:\n]{0,120})",
    ),
    _Cue(
        "asserted",
        word_set("prove show establish demonstrate"),
        r"(?:cannot|can['\u2019]t|(?:could|does|did|do)(?:\snot|n['\u2019]t))\s"
        r"(?:prove|show|establish|demonstrate)\s"
        r"(?:cause|causation|causality|a causal|cause and effect|whether|that)\b[^.;:\n]{0,120}",
    ),
    _Cue(
        "asserted",
        word_set("thin weak mixed scarce lacking inconclusive"),
        r"evidence\s(?:[\w-]+\s){0,5}?(?:is|was|remains)\s(?:still\s|very\s|quite\s|largely\s)?"
        r"(?:thin|weak|mixed|scarce|lacking|inconclusive)\b",
    ),
    _Cue(
        "asserted",
        word_set("limitation limitations limits"),
        r"(?:notes?|noted|acknowledged?|acknowledges|ha[sd]|have)\s(?:several|some|many|important|a)\s"
        r"(?:\w+\s)?limit(?:ation)?s?\b[^.;:\n]{0,60}",
    ),
    _Cue(
        "unknown",
        word_set("know"),
        r"(?:we|scientists|researchers|doctors|experts|nobody|no one)\s(?:still\s|just\s)?"
        r"(?:do not|don't|don\u2019t|did not|didn't|really)?\s?(?:yet\s|really\s|fully\s|now\s)?"
        r"(?:(?<=n't )|(?<=n\u2019t )|(?<=not )|(?<=yet )|(?<=really )|(?<=fully )|need to\s)know\s"
        r"(?:how|why|what|if|whether|yet|exactly)\b[^.;:\n]{0,120}",
    ),
)
_PATTERNS = [re.compile(rf"\b{cue.pattern}", re.IGNORECASE) for cue in _CUES]
#: Words that a caveat has one of.
CAVEAT_WORDS = frozenset().union(*(cue.words for cue in _CUES))


_SPACED = str.maketrans(".,;:", "    ")


def find_caveat(text: str, start: int, end: int) -> Claim | None:
    """Return the caveats of a sentence as one, from the first to the end of the last.

    Args:
        text: The text of the document.
        start: Where the sentence begins.
        end: Where it ends.

    >>> text = "Further studies are needed to confirm this."
    >>> find_caveat(text, 0, len(text)).certainty
    'asserted'
    """
    words = frozenset(text[start:end].lower().translate(_SPACED).split())
    found = sorted(
        (one.start(), one.end(), cue.certainty)
        for cue, pattern in zip(_CUES, _PATTERNS, strict=True)
        if not cue.words.isdisjoint(words)
        for one in pattern.finditer(text, start, end)
    )
    if not found:
        return None
    first, last = found[0], max(stop for _, stop, _ in found)
    certainty: Literal["asserted", "unknown"]
    certainty = "unknown" if any(kind == "unknown" for *_, kind in found) else "asserted"
    begin = _clause_start(text, start, first[0])
    if text[begin:last].lower().startswith(("when ", "if ", "where ", "unless ")):
        return None
    return Claim(begin, last, "caveat", certainty=certainty, cue=first[:2])


def _clause_start(text: str, start: int, at: int) -> int:
    """Return where the clause of a caveat begins: its subject belongs to it."""
    stop = max(text.rfind(sign, start, at) + 1 for sign in (",", ";", ":", "\u2014"))
    begin = max(start, stop)
    while begin < at and not text[begin].isalnum():
        begin += 1
    return begin
