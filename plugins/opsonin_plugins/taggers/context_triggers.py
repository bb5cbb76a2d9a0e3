"""Phrases that say that something is absent, only possible, or only spoken of.

Each line of the lists below is one phrase; ``a|b`` stands for either word.
Source: the method is that of Chapman et al. 2001 (NegEx) and Harkema et al. 2009 (ConText):
triggers in two directions, pseudo-triggers, termination; the phrases are ours, for clinical notes,
abstracts and news.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

NEGATED, UNCERTAIN, HYPOTHETICAL, PSEUDO, END = (
    "negated",
    "uncertain",
    "hypothetical",
    "pseudo",
    "end",
)
#: Words that a trigger reaches. What is denied is often a list; what is possible or spoken of is
#: near. A noun such as "screening" reaches only the name right before it.
#: Source: ours, by looking at mentions of the bench corpus.
_FAR, _BACK, _NEAR, _BEHIND, _ADJACENT = 10, 6, 5, 2, 1


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a phrase says of the names on one side of it.

    Attributes:
        label: One of the labels above; ``pseudo`` says nothing and hides shorter triggers.
        is_forward: Whether it speaks of what follows, else of what precedes.
        reach: Number of words that it reaches.
    """

    label: str
    is_forward: bool = True
    reach: int = _FAR


_NEGATED_FORWARD = """
no
neither
nor
without
deny|denies|denied|denying
negative for
is|was|were|are negative for
absence|lack of
lacks|lacked|lacking
free of|from
no evidence|sign|signs|symptoms|history|trace|indication of
no evidence for
no report|reports of
no longer has|have|had
no longer suffers|suffer from
never had|developed|experienced|contracted|suffered|diagnosed
do|does|did not have|develop|show|exhibit|experience|suffer|report|contract
don't|doesn't|didn't have|develop|show|experience|get|suffer
do|does|did not die of|from
not have|develop|suffer|diagnosed|infected
is|was|were|are not diagnosed|infected|suffering
ruled out
rules|ruling out
excluded
failed to show|reveal|develop|detect|demonstrate
rather than
instead of
"""
_NEGATED_BACKWARD = """
is|was|were|are|been ruled|excluded
is|was|were|are ruled out
has|have been ruled out
is|was|were|are absent
is|was|were|are negative
is|was|were|are not seen|present|found|detected|observed|identified|noted|evident|reported
not seen|present|found|detected|observed|identified|noted|evident
has|have not been seen|found|detected|observed|identified|reported
was|were never seen|found|detected|observed|reported
did|does|do not occur|develop|appear|recur
has|have not occurred|developed|recurred
"""
#: "The illness was not typhoid": what stands right behind.
_NEGATED_NEAR = """
is|was|were|are not
isn't|wasn't|weren't|aren't
"""
_UNCERTAIN_FORWARD = """
rule out
to exclude
doubtful
doubt|doubts|doubted that|whether
likely|possibly|probably|perhaps|presumably due to
likely|possibly|probably|perhaps|presumably caused by
differential|differentials includes|include|included
differential diagnosis|diagnoses includes|include|included
is|was|were|are likely|probably|possibly due to
not confirmed
not yet confirmed
unconfirmed
possible
possibly
probable
probably
suspected
suspicion of
suspicious for|of
suggestive of
consistent with
cannot|can't exclude
cannot|can't rule out
could not exclude
could not rule out
not rule|ruled out
not exclude|excluded
presumed
presumptive
putative
likely
may|might|could be|have|represent|indicate|reflect|suggest
thought|believed to be|have
appears|appear|seems|seem to be|have
concern for
questionable
"""
#: "The disease is likely plague": what stands right behind.
_UNCERTAIN_NEAR = """
is|was|were|are likely|probably|possibly|perhaps
"""
_UNCERTAIN_BACKWARD = """
is|was|were|are suspected|possible|likely|probable|unlikely|uncertain|unclear|questionable
is|was|were|are thought|believed to
cannot|can't be excluded
cannot|can't be ruled out
could not be excluded
could not be ruled out
was|were|is|are not excluded
was|were|is|are not ruled out
has|have not been ruled out
"""
_HYPOTHETICAL_FORWARD = """
if
what if
feared|fearing
in case|cases of
in the event of
to prevent|avoid
prevent|prevents|prevented|preventing
prevention of
avoid|avoids|avoiding
prophylaxis against|of|for
protect|protects|protected|protecting|protection against|from
risk of|for
risks of
at risk of|for
risk factor|factors for
likelihood|chance|chances|odds|probability of
susceptible|susceptibility to
predisposition|predisposed|predisposes to
screening|screened|screen|testing|tested|monitor|monitored|watch for
vaccinated|vaccination|vaccine|vaccines|immunity|immunized against
worried|concerned|worry|concern|concerns|fear|fears about|of
"""
_HYPOTHETICAL_ADJACENT = """
risk
risks
prevention
prophylaxis
screening
susceptibility
"""
_PSEUDO = """
no longer
more|less|most|equally|as likely
likely to
suspected to
consistent with previous|earlier|prior|other|our|recent|the|this|that
may|might|could be used|important|useful|related|associated|due|exposed|explained|able
may|might|could be helpful|caused|responsible|involved
may|might|could have been|an|important|contributed|caused|led|affected|influenced
no one
no more|less|fewer|greater|later|earlier|other
no doubt
no matter
no wonder
not only
not necessarily
not just
no increase|decrease|change|changes|difference|differences|effect|effects|association|associations
no correlation|relationship|relation|link|role|influence|impact|interaction|benefit|improvement
no statistically significant difference|differences|effect|effects|change|changes|association
no significant|statistically|clear|obvious|further|apparent difference|differences|effect|effects
no significant|statistically|clear|further change|changes|association|associations|increase
no significant|clear correlation|relationship|role|influence|improvement|benefit
no cure|treatment|therapy|drug|drugs|medication|data|studies|study|reports|report|consensus|way
no known|specific|effective|approved|available cure|treatment|therapy|drug|medication
with or without
with and without
without regard|delay|difficulty|further
as if
even if
if not
is|was|were|are not associated|related|linked|due|responsible|caused|affected|available|effective
is|was|were|are not only|just|necessarily|always|enough|a|an|the|uncommon|unusual|rare|clear
without treatment|therapy|surgery|medication|insurance|help|doubt|warning
"""
_END = """
but
however
although
though
except
yet
nevertheless
whereas
while
because
which
who
secondary to
due to
caused by
apart from
aside from
other than
rather than
and this|these|that
and found|confirmed|diagnosed|revealed
and has|have|had|is|was|were|are|developed|reported|showed|complained|presented|died
then
by
;
:
)
"""


def _phrases(lines: str) -> list[tuple[str, ...]]:
    return [
        words
        for line in lines.strip().splitlines()
        for words in product(*(word.split("|") for word in line.split()))
    ]


def _all() -> dict[tuple[str, ...], tuple[Trigger, ...]]:
    found: dict[tuple[str, ...], tuple[Trigger, ...]] = {}
    for lines, trigger in (
        (_NEGATED_FORWARD, Trigger(NEGATED)),
        (_NEGATED_NEAR, Trigger(NEGATED, reach=_BEHIND)),
        (_NEGATED_BACKWARD, Trigger(NEGATED, is_forward=False, reach=_BACK)),
        (_UNCERTAIN_FORWARD, Trigger(UNCERTAIN, reach=_NEAR)),
        (_UNCERTAIN_NEAR, Trigger(UNCERTAIN, reach=_BEHIND)),
        (_UNCERTAIN_BACKWARD, Trigger(UNCERTAIN, is_forward=False, reach=_BACK)),
        (_HYPOTHETICAL_FORWARD, Trigger(HYPOTHETICAL, reach=_NEAR)),
        (_HYPOTHETICAL_ADJACENT, Trigger(HYPOTHETICAL, is_forward=False, reach=_ADJACENT)),
        (_PSEUDO, Trigger(PSEUDO)),
        (_END, Trigger(END)),
    ):
        for words in _phrases(lines):
            found[words] = (*found.get(words, ()), trigger)
    return found


#: Phrase in lower-case words -> what it says; one phrase may speak in both directions.
TRIGGERS = _all()
#: First word -> numbers of words of the phrases that begin with it, the longest first.
LENGTHS: dict[str, tuple[int, ...]] = {}
for _words in sorted(TRIGGERS, key=len, reverse=True):
    _known = LENGTHS.get(_words[0], ())
    if len(_words) not in _known:
        LENGTHS[_words[0]] = (*_known, len(_words))
