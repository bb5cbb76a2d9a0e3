"""The verbs that relate two things, and what they say of them."""

from __future__ import annotations

from typing import Literal, NamedTuple

Direction = Literal["increase", "decrease"]
Form = Literal["base", "finite", "past", "ing"]


class Sense(NamedTuple):
    """What a verb says.

    Attributes:
        predicate: One of the closed list that the page of table ``claims`` maps to Biolink.
        direction: Whether the object is more or less than without the subject.
        particle: The preposition before the object; empty for a direct object.
        is_passive: Whether it says so only as a participle after a form of "be".
        is_change: Whether it also tells, without an object, how its subject changes.
        is_noun: Whether the base form is a noun as well.
        is_active: Whether it says so only in the active.
    """

    predicate: str
    direction: Direction | None = None
    particle: str = ""
    is_passive: bool = False
    is_change: bool = False
    is_noun: bool = False
    is_active: bool = False


_UP: Direction = "increase"
_DOWN: Direction = "decrease"

#: Verbs by what they say; irregular ones with all forms. Source: the trigger lists of BioNLP
#: 2009/2011 (regulation, positive, negative, binding, localisation) and of SemRep's semantic
#: relations (Rindflesch and Fiszman 2003), as far as they are common in abstracts and health news.
_LISTED: tuple[tuple[Sense, str], ...] = (
    (Sense("causes", _UP), "induce provoke elicit evoke exacerbate aggravate precipitate"),
    (Sense("causes", _UP, is_change=True), "worsen"),
    (Sense("causes", _UP, is_noun=True), "cause trigger drive/drives/drove/driven/driving"),
    (Sense("causes", _UP, "to"), "lead/leads/led/led/leading contribute"),
    (Sense("causes", _UP, "in", is_noun=True), "result"),
    (Sense("causes", None, "to"), "progress"),
    (Sense("causes"), "underlie/underlies/underlay/underlain/underlying"),
    (
        Sense("treats"),
        (
            "cure relieve alleviate ameliorate heal remedy soothe ease combat/combats/combated/"
            "combated/combating"
        ),
    ),
    (Sense("treats", is_noun=True), "treat"),
    (
        Sense("prevents", _DOWN),
        "prevent avert forestall thwart stop/stops/stopped/stopped/stopping",
    ),
    (Sense("prevents", _DOWN, "against"), "protect"),
    (Sense("increases", _UP, is_change=True), "improve"),
    (
        Sense("increases", _UP),
        (
            "enhance elevate boost stimulate activate augment strengthen potentiate accelerate "
            "upregulate up-regulate raise prolong promote facilitate intensify bolster heighten "
            "amplify hasten"
        ),
    ),
    (Sense("increases", _UP, is_change=True, is_noun=True), "increase"),
    (
        Sense("decreases", _DOWN),
        (
            "reduce lower deplete attenuate downregulate down-regulate mitigate eliminate "
            "destroy kill lessen shorten eradicate slow halve curb minimise minimize blunt "
            "dampen reverse restrain curtail slash relax quell"
        ),
    ),
    (Sense("decreases", _DOWN, is_change=True), "diminish"),
    (Sense("decreases", _DOWN, is_change=True, is_noun=True), "decrease"),
    (
        Sense("impairs", _DOWN),
        (
            "impair hinder disrupt compromise inhibit suppress weaken abolish restrict block "
            "damage antagonise antagonize abrogate counteract repress silence"
        ),
    ),
    (Sense("impairs", _DOWN, "with"), "interfere"),
    (Sense("produces"), "produce secrete generate synthesise synthesize catalyse catalyze"),
    (Sense("targets", is_noun=True), "target"),
    (Sense("targets"), "recognise recognize"),
    (Sense("targets", None, "to"), "bind/binds/bound/bound/binding"),
    (Sense("targets", None, "against", is_passive=True), "direct"),
    (Sense("detected_in", None, "in", is_passive=True), "detect observe identify isolate"),
    (Sense("detected_in", None, "in", is_passive=True), "find/finds/found/found/finding"),
    (Sense("detected_in", None, "in", is_passive=True), "see/sees/saw/seen/seeing"),
    (Sense("detected_in", None, "in", is_passive=True), "express overexpress localise localize"),
    (Sense("detected_in", None, "in", is_passive=True), "locate mutate delete"),
    (Sense("detected_in", None, "in"), "occur/occurs/occurred/occurred/occurring"),
    (Sense("associated_with"), "alter influence modulate regulate mediate"),
    # Not "affected by": who is affected by a disease has it, and no more is said of the two.
    (Sense("associated_with", is_active=True), "affect"),
    (Sense("associated_with", is_noun=True), "impact"),
    (Sense("associated_with", _UP, "to"), "predispose"),
    (Sense("causes", _UP), "confer"),
    (Sense("decreases", _DOWN, is_noun=True), "cut/cuts/cut/cut/cutting"),
    (Sense("increases", _UP, is_noun=True), "double triple"),
    (Sense("increases", _UP), "restore"),
    (Sense("impairs", _DOWN, is_noun=True), "delay harm"),
    (Sense("impairs", _DOWN), "hamper"),
    (Sense("produces"), "encode"),
    (Sense("part_of", None, "of"), "consist"),
    (Sense("part_of"), "contain"),
    (Sense("associated_with", None, "with", is_passive=True), "associate implicate"),
    (Sense("associated_with", None, "to", is_passive=True), "link relate"),
    (Sense("associated_with", None, "to", is_passive=True), "tie/ties/tied/tied/tying"),
    (Sense("decreases", _DOWN, "out"), "wipe"),
    (Sense("associated_with", None, "in", is_passive=True), "involve"),
    (Sense("associated_with", None, "by", is_passive=True), "characterize characterise"),
    (Sense("associated_with", None, "in"), "participate"),
    (Sense("associated_with", None, "on"), "depend"),
    (Sense("associated_with", None, "with"), "correlate coincide"),
    (Sense("associated_with", None, "to"), "correspond"),
    (Sense("compared_with", None, "with"), "contrast"),
    (Sense("compared_with", None, "from"), "differ"),
)
#: Verbs without an object that tell how their subject changes.
_CHANGES: tuple[tuple[Sense, str], ...] = (
    (Sense("decreases", _DOWN, is_change=True), "disappear vanish subside"),
    (
        Sense("decreases", _DOWN, is_change=True, is_noun=True),
        "decline fall/falls/fell/fallen/falling",
    ),
    (Sense("increases", _UP, is_change=True, is_noun=True), "rise/rises/rose/risen/rising"),
)
#: Prepositions that a sense takes as well.
PARTICLES = {
    "associated_with": frozenset({"with", "to", "in"}),
    "detected_in": frozenset({"in", "on", "from", "among"}),
    "prevents": frozenset({"against", "from"}),
}
#: What is said of X that was V-ed "in" patients, if nobody is said to have done it.
STATES = frozenset({"increases", "decreases", "impairs"})
_VOWELS = "aeiou"


class Trigger(NamedTuple):
    """A word that may be a verb of the list.

    Attributes:
        sense: What it says.
        forms: The forms that it can be.
        is_bare: Whether it needs no object to say so.
    """

    sense: Sense
    forms: frozenset[Form]
    is_bare: bool


def _inflected(verb: str) -> tuple[str, str, str, str, str]:
    """Return base, third person, past, participle and -ing form.

    >>> _inflected("cause")
    ('cause', 'causes', 'caused', 'caused', 'causing')
    """
    if "/" in verb:
        base, finite, past, participle, ing = verb.split("/")
        return base, finite, past, participle, ing
    if verb.endswith("e"):
        return verb, verb + "s", verb + "d", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb, verb[:-1] + "ies", verb[:-1] + "ied", verb[:-1] + "ied", verb + "ing"
    finite = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return verb, finite, verb + "ed", verb + "ed", verb + "ing"


def _triggers() -> dict[str, Trigger]:
    found: dict[str, Trigger] = {}
    for listed, is_bare in ((_LISTED, False), (_CHANGES, True)):
        for sense, verbs in listed:
            for verb in verbs.split():
                base, finite, past, participle, ing = _inflected(verb)
                words: tuple[tuple[str, Form], ...] = (
                    (base, "base"),
                    (finite, "finite"),
                    (past, "past"),
                    (participle, "past"),
                    (ing, "ing"),
                )
                for word, form in words:
                    known = found.get(word)
                    if known is None:
                        found[word] = Trigger(sense, frozenset({form}), is_bare)
                    elif known.sense == sense:
                        found[word] = known._replace(forms=known.forms | {form})
    return found


#: Every form of the verbs, in lower case.
TRIGGERS = _triggers()
