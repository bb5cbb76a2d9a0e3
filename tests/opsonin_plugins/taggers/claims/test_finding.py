from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.taggers.claims.claim import Claim
from opsonin_plugins.taggers.claims.finding import find_claims
from opsonin_plugins.taggers.claims.sentence import Concept

_KINDS = {
    "interferon": "protein",
    "TNF": "gene",
    "lupus": "disease",
    "asthma": "disease",
    "fever": "phenotype",
    "B cells": "cell_type",
    "mutations": "process",
    "vaccines": "chemical",
    "measles": "disease",
    "statins": "chemical",
    "antibodies": "protein",
}


def _concepts(text: str) -> list[Concept]:
    found = [
        Concept(text.index(name), text.index(name) + len(name), number, kind, f"X:{number}")
        for number, (name, kind) in enumerate(_KINDS.items())
        if name in text
    ]
    return sorted(found)


def _found(text: str) -> list[Claim]:
    return find_claims(text, 0, len(text), _concepts(text))


def _triples(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (one.subject and one.subject.said, one.predicate, one.object and one.object.said)
        for one in _found(text)
    ]


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "target"),
    [
        ("In mice, TNF causes fever.", "TNF", "causes", "fever"),
        ("Fatigue and fever are caused by lupus.", "lupus", "causes", "Fatigue and fever"),
        ("The drug rituximab depletes B cells.", "drug rituximab", "decreases", "B cells"),
        ("These antibodies are produced by B cells.", "B cells", "produces", "These antibodies"),
        ("Vaccination prevents measles.", "Vaccination", "prevents", "measles"),
        ("Masks protect against measles.", "Masks", "prevents", "measles"),
        ("Some mutations hinder interferon.", "Some mutations", "impairs", "interferon"),
        ("No drug slows lupus, and a positive test could scare.", "No drug", "decreases", "lupus"),
        ("Statins reduce lupus, asthma, and fever.", "Statins", "decreases",
         "lupus, asthma, and fever"),
        ("Statins prevent lupus and high doses may harm.", "Statins", "prevents", "lupus"),
        ("Statins may restrain TNF.", "Statins", "decreases", "TNF"),
        ("Statins do not stop asthma.", "Statins", "prevents", "asthma"),
        ("Asthma is associated with lupus.", "Asthma", "associated_with", "lupus"),
        ("The asthma is a disorder of mice caused by mutations.", "mutations", "causes", "asthma"),
        ("TNF is a gene of mice associated with lupus.", "TNF", "associated_with", "lupus"),
        ("TNF was found among patients with lupus.", "TNF", "detected_in", "patients with lupus"),
        ("The statins are a promising candidate against lupus.", "statins", "treats", "lupus"),
        ("Asthma was tied to lupus.", "Asthma", "associated_with", "lupus"),
        ("Those who drank tea were 9 percent less likely to develop lupus.", "tea",
         "associated_with", "lupus"),
        ("Women who took statins had a higher risk of lupus.", "statins", "associated_with",
         "lupus"),
        ("The risk of lupus was higher among young men.", "risk of lupus", "associated_with",
         "young men"),
        ("The statins showed 94 % efficacy at preventing lupus.", "statins", "prevents", "lupus"),
        ("Statins may be able to prevent up to 60 % of early lupus.", "Statins", "prevents",
         "early lupus"),
        ("Antibodies were present in at least 10 % of patients with lupus.", "Antibodies",
         "detected_in", "patients with lupus"),
        ("No association was found between statins and lupus.", "statins", "associated_with",
         "lupus"),
        ("Kahweol and cafestol protect against lupus.", "Kahweol and cafestol", "prevents",
         "lupus"),
        ("Statins wiped out the B cells.", "Statins", "decreases", "B cells"),
        ("Leaky vessels are the key drivers of lupus.", "Leaky vessels", "causes", "lupus"),
        ("Ozempic was approved for lupus.", "Ozempic", "treats", "lupus"),
        ("The lupus results from mutations in mice.", "mutations", "causes", "lupus"),
        ("The protective effect of statins on asthma was new.", "statins", "prevents", "asthma"),
        ("Smoking is a risk factor for lupus.", "Smoking", "associated_with", "lupus"),
        ("TNF, a cytokine of mice, causes fever.", "TNF", "causes", "fever"),
        ("TNF, which is a cytokine, causes fever.", "TNF", "causes", "fever"),
        ("A cytokine, TNF, causes fever.", "cytokine", "causes", "fever"),
        ("Some mutations in TNF (TN) cause lupus.", "Some mutations in TNF", "causes", "lupus"),
        ("The interferon is required for B cells.", "interferon", "associated_with", "B cells"),
        ("B cells are resistant to interferon.", "B cells", "associated_with", "interferon"),
        ("The fever may be due to lupus.", "lupus", "causes", "fever"),
        ("Fever is a consequence of lupus.", "lupus", "causes", "Fever"),
        ("We found antibodies in B cells.", "antibodies", "detected_in", "B cells"),
        ("TNF is highly expressed in B cells.", "TNF", "detected_in", "B cells"),
        ("Antibodies occur in B cells.", "Antibodies", "detected_in", "B cells"),
        ("TNF is present in B cells.", "TNF", "detected_in", "B cells"),
        ("The interferon affects B cells.", "interferon", "associated_with", "B cells"),
        ("Carriers who have TNF have a high risk of lupus.", "Carriers who have TNF",
         "associated_with", "lupus"),
        ("The drug is effective against lupus.", "drug", "treats", "lupus"),
        ("It causes lupus.", "It", "causes", "lupus"),
        ("TNF is rare and is caused by lupus.", "lupus", "causes", "TNF"),
        ("Statins are cheap and reduce fever.", None, None, None),
        ("TNF is rare and reduces fever.", "TNF", "decreases", "fever"),
        ("TNF associates with lupus.", "TNF", "associated_with", "lupus"),
        ("TNF regulates interferon.", "TNF", "associated_with", "interferon"),
        ("Smoking is the leading cause of lupus.", "Smoking", "causes", "lupus"),
        ("TNF is an inhibitor of interferon.", "TNF", "impairs", "interferon"),
        ("TNF is essential for interferon.", "TNF", "associated_with", "interferon"),
        ("Statins have a protective effect against lupus.", "Statins", "prevents", "lupus"),
        ("TNF had no effect on lupus.", "TNF", "associated_with", "lupus"),
        ("We found a link between TNF and lupus.", "TNF", "associated_with", "lupus"),
        ("TNF showed a correlation with lupus.", "TNF", "associated_with", "lupus"),
        ("Women have a higher risk of lupus.", "Women", "associated_with", "lupus"),
        ("TNF was more common in lupus.", "TNF", "associated_with", "lupus"),
        ("Statins are used in the treatment of lupus.", "Statins", "treats", "lupus"),
        ("We found an effect of statins on lupus.", "statins", "associated_with", "lupus"),
        ("TNF participates in lupus.", "TNF", "associated_with", "lupus"),
        ("Asthma is characterised by fever.", "Asthma", "associated_with", "fever"),
        ("TNF was increased by day 4.", "TNF", "increases", None),
        ("TNF showed no difference.", "TNF", "compared_with", None),
        ("TNF was reduced after surgery.", "TNF", "decreases", None),
        ("The link between TNF and lupus is old.", None, None, None),
        ("Mutations associated with lupus are rare.", None, None, None),
        ("TNF was detected in patients.", "TNF", "detected_in", "patients"),
        ("Five patients had mutations.", "mutations", "detected_in", "Five patients"),
        ("The toxin binds to TNF.", "toxin", "targets", "TNF"),
        ("TNF is part of the interferon family.", "TNF", "part_of", "interferon family"),
        ("The family consists of TNF.", None, None, None),
        ("TNF was higher in lupus than in asthma.", "TNF", "compared_with", "asthma"),
        ("It makes it hard for interferon to work.", None, None, None),
        ("The defects make it hard for interferon to work.", "defects", "impairs", "interferon"),
        ("Smoking causes a decline in interferon.", "Smoking", "decreases", "interferon"),
        ("They found a new way to treat lupus.", "new way", "treats", "lupus"),
        ("Flu allows cells to produce antibodies.", "Flu", "causes", "antibodies"),
        ("There are drugs that deplete B cells.", "drugs", "decreases", "B cells"),
    ],
)  # fmt: skip
def test_who_does_what_to_whom(
    text: str, subject: str | None, predicate: str | None, target: str | None
) -> None:
    expected = [] if predicate is None else [(subject, predicate, target)]
    assert _triples(text) == expected


def test_what_a_clause_leads_to_is_said_of_its_subject() -> None:
    assert {*_triples("TNF impairs interferon, leading to lupus.")} == {
        ("TNF", "impairs", "interferon"),
        ("TNF", "causes", "lupus"),
    }


def test_nitric_oxide_is_no_negation() -> None:
    [claim] = _found("TNF raises NO levels.")
    assert not claim.negated


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("TNF was unaffected by statins.", "statins"),
        ("TNF levels remained unchanged.", "TNF levels"),
        ("TNF is not affected by statins.", "statins"),
        ("TNF is absent from B cells.", "TNF"),
        ("TNF is not a major risk factor for lupus.", "TNF"),
    ],
)
def test_what_does_not_change_or_is_not_there_is_denied(text: str, subject: str) -> None:
    [claim] = _found(text)
    assert claim.negated
    assert claim.subject is not None
    assert claim.subject.said == subject


def test_what_something_is_induced_by_is_no_second_claim() -> None:
    assert _triples("Antibodies attenuated statins induced fever.") == [
        ("Antibodies", "decreases", "statins induced fever")
    ]


@pytest.mark.parametrize(
    "text",
    ["TNF had no effect on lupus.", "There is no link between TNF and lupus.",
     "We did not find an association of TNF with lupus."],
)  # fmt: skip
def test_nouns_are_denied_by_what_stands_before_them(text: str) -> None:
    [claim] = _found(text)
    assert claim.negated


def test_parties_are_linked_to_the_concept_of_their_head() -> None:
    [claim] = _found("Lack of interferon may worsen lupus in children with asthma.")
    assert claim.subject is not None
    assert claim.object is not None
    assert claim.subject.concept is not None
    assert claim.object.concept is not None
    assert (claim.subject.concept.curie, claim.object.concept.curie) == ("X:0", "X:2")
    assert claim.context == "in children with asthma"


@pytest.mark.parametrize(
    ("text", "certainty", "negated", "cue"),
    [
        ("TNF causes lupus.", "asserted", False, None),
        ("TNF may cause lupus.", "hedged", False, "may"),
        ("TNF does not cause lupus.", "asserted", True, "not"),
        ("No virus causes lupus.", "asserted", True, "No"),
        ("These data suggest that TNF causes lupus.", "hedged", False, "suggest"),
        ("We hypothesised that TNF causes lupus.", "speculative", False, "hypothesised"),
        ("If this holds, TNF causes lupus.", "conditional", False, "If"),
        ("It is unclear whether TNF causes lupus.", "unknown", False, "It is unclear whether"),
    ],
)  # fmt: skip
def test_how_sure_it_is(text: str, certainty: str, negated: bool, cue: str | None) -> None:  # noqa: FBT001 - a column
    [claim] = _found(text)
    assert (claim.certainty, claim.negated) == (certainty, negated)
    said = None if claim.cue is None else text[slice(*claim.cue)]
    assert said is None if cue is None else (said or "").startswith(cue)


@pytest.mark.parametrize(
    "text",
    [
        "Cases of lupus occur in people.",
        "The disease affects B cells.",
        "People are affected by lupus.",
        "We found no one in B cells.",
        "Antibodies, elevated TNF and activated B cells",
        "Does TNF cause lupus?",
        "We aimed to assess how TNF causes lupus.",
        "We asked whether TNF causes lupus.",
        "Drugs that prevent lupus were bought.",
        "The causes of lupus are many.",
        "Patients treated with statins had visits.",
        "The results raised concerns about statins.",
        "If TNF causes lupus, we stop.",
        "Five of 12 had TNF measured.",
        "The company increased its prices by far.",
    ],
)
def test_what_is_no_claim(text: str) -> None:
    assert _found(text) == []


def test_the_direction_of_what_patients_have() -> None:
    [more] = _found("Patients with lupus have a robust interferon response.")
    [less] = _found("At least two patients in Europe had impaired interferon signalling.")
    assert (more.predicate, more.direction) == ("associated_with", "increase")
    assert (less.predicate, less.direction) == ("associated_with", "decrease")


def test_what_changes_of_itself_has_no_object() -> None:
    [claim] = _found("The antibodies appeared to have disappeared.")
    assert (claim.predicate, claim.object, claim.certainty) == ("decreases", None, "hedged")


def test_what_is_not_there() -> None:
    [cure] = _found("There is currently no cure for lupus.")
    [other] = _found("There seems to be almost no lupus.")
    [possible] = _found("They show that lupus is possible.")
    assert (cure.predicate, cure.subject, cure.negated) == ("treats", None, True)
    assert (other.predicate, other.negated, other.certainty) == (None, True, "hedged")
    assert (possible.predicate, possible.certainty) == (None, "hedged")


@pytest.mark.parametrize(
    "text",
    [
        "However, further studies are needed to confirm this.",
        "Many questions remain about the therapy.",
        "The mechanism remains unclear.",
        "The main limitation of this study is its size.",
        "They are based on a very small sample size.",
        "These results should be interpreted with caution.",
    ],
)
def test_caveats(text: str) -> None:
    [claim] = _found(text)
    assert claim.kind == "caveat"
    assert claim.cue is not None


@pytest.mark.parametrize(
    "text",
    ["When the cause is unknown, it is treated.", "Larger rooms are needed.", "A known drug."],
)
def test_what_is_no_caveat(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a and " * 120 + "cause",
        "TNF, " * 150,
        "(" * 800,
        "is not " * 110,
        "further " * 110,
        "to " * 290,
    ],
)
def test_bait_gives_no_claim(text: str) -> None:
    assert _found(text) == []


_PIECES = [
    "TNF",
    "may",
    "not",
    "cause",
    "causes",
    "caused",
    "been",
    "was",
    "is",
    "by",
    "lupus",
    "if",
    "that",
    "which",
    ",",
    ".",
    "there",
    "no",
    "than",
    "higher",
    "in",
    "and",
    "to",
    "had",
    "İ",
    "role",
    "(",
    ")",
    "a",
    "unlikely",
    "be",
    "patients",
    "with",
    "whether",
    "unclear",
    "it",
    "increase",
    "of",
    "have",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=20))
def test_claims_lie_in_their_sentence(pieces: Sequence[str]) -> None:
    text = " ".join(["x", *pieces, "y"])
    for one in find_claims(text, 2, len(text) - 2, _concepts(text)) if pieces else []:
        assert 2 <= one.start < one.end <= len(text) - 2
        assert one.cue is None or 0 < one.cue[0] < one.cue[1] < len(text)


def test_a_modal_governs_the_second_verb_too() -> None:
    found = _triples("Statins can increase TNF in mice and reduce the number of B cells.")
    assert ("Statins", "decreases", "number of B cells") in found


def test_less_likely_is_what_was_counted() -> None:
    (claim,) = _found("Those who drank tea were 9 percent less likely to develop lupus.")
    assert (claim.certainty, claim.direction) == ("asserted", "decrease")


@pytest.mark.parametrize(
    "text",
    [
        "Those who slept less than six hours were at higher risk of lupus.",
        "It was approved for patients with lupus.",
        "Statins are likely to be sold for lupus.",
        "Results from mutations in mice are new.",
        "In all, lupus killed an estimated 107,500 people.",
        "In all, lupus killed 500 people.",
    ],
)
def test_turns_that_only_look_like_claims(text: str) -> None:
    assert _found(text) == []
