"""Terms of art in which a machine exchanged a word for a synonym.

Tools that spin texts, and translations there and back, do so; writers and editors do not. One of
them may be a quotation or a slip of a reader's, so nothing is concluded from one alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from opsonin_plugins.cleaners.signs import may_hold

#: What was meant -> what stands there, as regular expressions that RE2 can read as well.
#: Source: our own list, after the principle of Cabanac, Labbe and Magazinov, Tortured phrases,
#: arXiv:2107.06751, and its follow-ups: a fixed term of which one word was exchanged.
_EXCHANGED = {
    "immune system": (
        r"(?:invulnerable|insusceptible|resistant|safe) frameworks?|"
        r"(?:invulnerable|insusceptible) (?:system|reaction|response|cell)s?"
    ),
    "antibodies": r"anti-?human (?:machinery|machines?|bod(?:y|ies)|weapons?|substances?)",
    "white blood cells": r"white (?:blood )?platelets",
    "red blood cells": r"red (?:blood )?platelets",
    "stem cells": r"(?:undeveloped|foundational) (?:micro)?organisms?",
    "systemic sclerosis": r"(?:cystic|foundational|fundamental|systematic) sclerosis",
    "multiple sclerosis": r"(?:various|numerous|different|manifold) sclerosis",
    "myositis": r"myosis",
    "rheumatoid arthritis": r"rheumatoid (?:joint (?:pain|inflammation|agony)|joints? disease)",
    "ulcerative colitis": r"ulcer(?:ous)? colitis",
    "breast cancer": (
        r"(?:bosom|chest) (?:malignan(?:cy|cies|ce|t)|disease|peril|cancers?|growth)|"
        r"breast (?:malignance|peril)"
    ),
    "cancer cells": r"(?:malignant growth|threatening) cells",
    "lung cancer": r"cellular breakdown in the lungs",
    "prostate cancer": r"prostate (?:malignant growth|peril)",
    "heart failure": r"(?:heart|cardiac|cardiovascular) (?:disappointment|breakdown)",
    "kidney failure": r"(?:kidney|renal) (?:disappointment|breakdown)",
    "liver failure": r"(?:liver|hepatic) (?:disappointment|breakdown)",
    "organ failure": r"(?:organ|respiratory) (?:disappointment|breakdown)",
    "heart attack": r"heart assault|coronary episode",
    "blood pressure": r"circulatory strain",
    "glucose intolerance": r"glucose (?:bigotry|prejudice)",
    "lactose intolerance": r"lactose (?:bigotry|prejudice)",
    "clinical trial": r"clinical preliminar(?:y|ies)",
    "placebo": r"fake treatment (?:group|arm)",
    "nucleic acid": r"core acid (?:test|detection)",
    "messenger RNA": r"(?:courier|dispatch) RNA",
    "lymph nodes": r"lymph hubs?",
    "spinal cord": r"spinal (?:rope|string)",
    "bone marrow": r"bone pith",
    "joint pain": r"joint (?:agony|torment)",
    "flare-up": r"(?:lupus|arthritis|eczema|psoriasis) outbreaks?",
    "disease": (
        r"(?:coronary )?(?:heart|liver|kidney|lung|gum|cardiovascular) illness|"
        r"(?:alzheimer|parkinson|crohn|huntington|hodgkin).{0,2}s illness"
    ),
    "health": r"well being (?:professionals?|care|economists?|system|advantages|advice|officials)",
    "vision": r"imaginative and prescient",
    "skin": r"pores and skin",
    "vitamin": r"nutrients? (?:A|B\d{0,2}|C|D\d?|E|K\d?)",
    "fruit": (
        r"(?:citrus|fresh) (?:organic|natural) products?|"
        r"(?:organic|natural) products? and veg\w+"
    ),
    "antioxidants": r"cell (?:reinforcement|fortification)s?",
    "coronary disease": r"coronary (?:illness|sickness|supply route)",
    "acid": r"(?:citrus|citric|lactic|folic|uric|stomach|gastric|amino|hyaluronic) corrosives?",
    "tooth enamel": r"(?:tooth|teeth) (?:polish|lacquer|veneer)",
    "digestive system": r"stomach[- ]related (?:framework|system|tract|wellbeing|parcel)s?",
    "daily": r"day by day (?:schedule|admission|daily practice|portion)|reference every day",
    "weight loss": r"weight misfortune",
    "side effects": r"incidental effects",
    "irritable bowel": r"(?:touchy|crabby|bad[- ]tempered) (?:gut|inside|bowel|entrail)s? \w+",
    "painkillers": r"torment (?:executioner|reliever|alleviator)s?",
    "chronic": r"ceaseless (?:torment|irritation|aggravation|agony|illness|disease|sickness)",
    "sclerosis": r"a number of sclerosis",
    "bacteria": r"micro organism",
    "blood test": r"blood checks?",
    "rapid eye movement": r"speedy eye (?:motion|movement)",
    "newsletter": r"our e-newsletter",
    "study": (
        r"(?:in keeping with|in line with|in accordance with) (?:a|the) (?:brand new )?"
        r"(?:new )?(?:research|examine)|(?:massive|big|small|latest) examine"
    ),
    "randomly assigned": r"arbitrarily (?:designated|assigned|appointed|allotted|picked)",
    "confidence interval": r"(?:self-confidence|certainty|assurance) intervals?",
    "odds ratio": r"(?:chances|possibilities) ratios?",
    "respiratory": r"breathing (?:infections?|tract|illness(?:es)?|sicknesse?s?)",
    "new study": r"brand[- ]new (?:research study|research|examine)",
    "study author": r"(?:lead|senior|first|co-first|examine|research) creators?",
    "internal medicine": r"inside (?:medication|drugs)",
    "university": (
        r"college of (?:medication|public well being)|college (?:school|college) london"
    ),
    "in the study": r"analysis (?:workforce|staff)",
    "risk": (
        r"(?:decrease|cut back) (?:your |the |their )?danger of|"
        r"\d ?% (?:decrease|greater) danger"
    ),
    "less likely": r"extra (?:prone|more likely) to|much less (?:more likely|vulnerable) to",
    "diet": r"weight-reduction plan",
    "plasma exchange": r"plasma swap",
    "COVID-19": r"coronavirus malady",
    "social distancing": r"social (?:removing|separating)",
    "artificial intelligence": r"(?:counterfeit|man-made) (?:consciousness|intelligence)",
    "deep learning": r"profound (?:learning|neural)",
    "neural network": r"(?:counterfeit|fake) neural (?:organization|network)s?",
    "big data": r"(?:colossal|enormous) information",
    "random forest": r"(?:irregular|arbitrary) (?:woods?|timberland|backwoods)",
    "mean square error": r"mean square (?:blunder|mistake)",
    "signal to noise": r"flag to clamou?r",
    "ant colony": r"underground creepy crawly",
    "cloud computing": r"haze figuring",
}
_ANY = "|".join(f"(?:{pattern})" for pattern in _EXCHANGED.values())
_FIND = re.compile(rf"\b(?:{_ANY})\b", re.IGNORECASE)
_MEANT = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning) for meaning, pattern in _EXCHANGED.items()
)

#: Stands, whatever its case, in every text that has one.
EXCHANGED_SIGN = _ANY


def exchanged_terms(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start and end of each exchanged term, and what was meant.

    >>> list(exchanged_terms("He died of kidney disappointment."))
    [(11, 32, 'kidney failure')]
    """
    if not any(may_hold(pa.array([text], pa.string()), EXCHANGED_SIGN, ignore_case=True)):
        return
    for match in _FIND.finditer(text):
        meant = next(name for pattern, name in _MEANT if pattern.fullmatch(match[0]))
        yield *match.span(), meant
