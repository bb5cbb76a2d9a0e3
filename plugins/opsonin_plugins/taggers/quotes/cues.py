"""Words that tell that somebody speaks, and what each of them allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_WORD = re.compile(r"[A-Za-z]+")

#: Past, third person and base of verbs of saying. Source: R. Krestel, S. Bergler and R. Witte,
#: "Minding the Source: Automatic Tagging of Reported Speech in Newspaper Articles", 2008, and ours.
_VERBS = """
said says say, told tells tell, asked asks ask, added adds add, wrote writes write, argued argues
argue, explained explains explain, stated states, declared declares declare, announced announces
announce, warned warns warn, insisted insists insist, suggested suggests suggest, admitted admits
admit, conceded concedes concede, acknowledged acknowledges acknowledge, replied replies reply,
responded responds respond, answered answers answer, continued continues continue, concluded
concludes conclude, observed observes observe, emphasized emphasizes emphasize, emphasised
emphasises emphasise, stressed stresses stress, confirmed confirms confirm, denied denies deny,
complained complains complain, quipped quips, recalled recalls recall, revealed reveals reveal,
pointed points, cautioned cautions caution, predicted predicts predict, promised promises, vowed
vows, pledged pledges, urged urges urge, called calls, described describes describe, accused accuses
accuse, criticized criticizes criticize, criticised criticises criticise, blasted blasts, slammed
slams, mocked mocks mock, praised praises, dubbed dubs dub, labeled labels, labelled, dismissed
dismisses dismiss, blamed blames, cited cites cite, quoted quotes, read reads, thought thinks think,
believed believes believe, hoped hopes, shouted shouts, yelled yells, whispered whispers, exclaimed
exclaims exclaim, muttered mutters, agreed agrees agree, disagreed, countered counters, retorted
retorts, opined opines, lamented laments, boasted boasts, bragged brags, demanded demands, wondered
wonders wonder, contended contends contend, maintained maintains maintain, asserted asserts assert,
alleged alleges allege, testified testifies testify, recommended recommends recommend, advised
advises, proposed proposes propose, referred refers refer, spoke speaks, talked talks, charged,
reiterated reiterates reiterate, repeated repeats, clarified clarifies clarify, elaborated
elaborates, went goes, began begins, offered, characterized characterizes characterize,
characterised characterises, decried decries decry, denounced denounces denounce, condemned condemns
condemn, defended defends, touted touts, hailed hails, ridiculed ridicules, rejected rejects,
reminded reminds, questioned, indicated indicates indicate, implied implies imply, hinted hints,
speculated speculates speculate, noted notes, composed, mentioned mentions mention, instructed,
remarked remarks, commented comments, joked jokes,
tweeted, posted, claimed claims, reported reports, estimated estimates, ranted, railed, fumed, sang
sings, chanted chants chant, screamed screams, texted, emailed, summarized summarizes, summarised
summarises, expressed expresses, put puts, laughed, swore, cried cries, begged begs, warned
"""
_PARTICIPLES = """
saying telling adding noting arguing claiming writing tweeting explaining calling describing stating
declaring warning insisting suggesting asking accusing referring citing quoting dubbing labeling
pointing stressing acknowledging boasting joking criticizing concluding complaining promising
predicting testifying admitting thinking urging mocking blasting slamming announcing chanting
shouting
"""
#: Forms that are more often nouns: they need a name or a pronoun right before them.
_NOUNS = """
calls reports claims notes remarks comments jokes labels quotes hopes demands points counters
offers hints promises pledges vows blasts slams estimates cries talks laments finds states repeats
"""


class Form(Enum):
    """The form of a verb."""

    PAST = "past"
    PRESENT = "present"
    BASE = "base"
    PARTICIPLE = "participle"


def _forms() -> dict[str, Form]:
    found = dict.fromkeys(_PARTICIPLES.split(), Form.PARTICIPLE)
    for verb in _VERBS.split(","):
        for form, word in zip(Form, verb.split(), strict=False):
            found.setdefault(word, form)
    return found


_FORMS = _forms()
NOUNS = frozenset(_NOUNS.split())
#: Verbs whose object is the one who is spoken to: a name after them does not speak.
ADDRESSING = frozenset(
    {"told", "tells", "tell", "asked", "asks", "ask", "urged", "urges", "reminded", "reminds"}
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that tells that somebody speaks.

    Attributes:
        start: Its first code point.
        end: First code point after it.
        word: The word, in small letters.
        form: Its form.
    """

    start: int
    end: int
    word: str
    form: Form


def cues_in(text: str, start: int, end: int) -> Iterator[Cue]:
    """Yield the cues of a stretch of a text, in order."""
    for word in _WORD.finditer(text, start, end):
        form = _FORMS.get(word[0])
        if form is not None:
            yield Cue(word.start(), word.end(), word[0].lower(), form)


def cue_of(text: str, start: int, end: int) -> Cue | None:
    """Return the cue that a stretch is, if it is a whole word."""
    if (start and _is_letter(text[start - 1])) or _is_letter(text[end : end + 1]):
        return None
    word = text[start:end]
    form = _FORMS.get(word)
    return Cue(start, end, word, form) if form else None


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign in {"-", "_"}
