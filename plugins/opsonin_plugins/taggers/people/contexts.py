"""What stands around a name and tells that it is one of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin_plugins.taggers.people.capitals import Range
from opsonin_plugins.taggers.people.words import ROLES

#: Verbs whose subject is nearly always somebody or a body that speaks. Source: the most frequent
#: cues of the PARC and PolNeAR corpora of quotations.
_SAYS = (
    r"(?:said|says|told|tells|explained|explains|added|adds|noted|notes|wrote|writes|warned|warns|"
    r"argued|argues|recalled|recalls|commented|comments|stressed|concluded|admitted|insisted|"
    r"tweeted|replied|continued|believes|thinks|emphasi[sz]ed|cautioned|suggested|acknowledged|"
    r"agrees|agreed|asked|hopes|remarked|testified|mentioned|stated|instructed|informed)"
)
_SAYS_AFTER = re.compile(
    rf",? (?:(?:also|later|then|further|once|has|had|himself|herself) )?{_SAYS}\b"
)
_SAYS_BEFORE = re.compile(
    r"(?:[,.?!\u201d\"\u2019] ?(?:said|says|explained|explains|added|adds|noted|notes|wrote|warned|"
    r"recalled|commented|concluded|asked|tells|told|continued|argued|argues|writes|"
    r"mentioned|stated)) \Z"
)
#: ", said UNICEF's Jane Doe"
_SAYS_OF = re.compile(
    r"(?:said|says|added|adds|told|warned|explained|noted) [A-Z][\w-]+(?: [A-Z][\w-]+)?"
    r"[\u2019']s \Z"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to \Z")
_DEGREES = (
    r"(?:,? (?:M\.?D\.?|Ph\.?\s?D\.?|R\.?N\.?|MPH|M\.P\.H\.|M\.?Sc?\.?|B\.?Sc?\.?|MBA|MBBS|FRCP|DO|"
    r"D\.O\.|DVM|PharmD|Pharm\.D\.|R\.?D\.?|Sc\.?D\.?|DrPH|JD|J\.D\.|FACC|FAHA)(?![A-Za-z]))"
)
_DEGREED = re.compile(rf"{_DEGREES}+")
#: Source: ours; the longest description of somebody before the noun that says what he is.
_MAX_WORDS = 6
_FIELD = (
    r"(?: (?:of|in|for)(?! the\b) [a-z][a-z-]+(?:(?: and|,)? "
    r"(?!(?:at|in|of|for|from|who|and|with|said|says|told|is|was|has)\b)[a-z][a-z-]+){0,3})?"
)
#: "a consultant neonatologist" is both.
_CHAIN = rf"(?:[ -]{ROLES}s?\b){{0,2}}"
_NO_DESCRIPTION = (
    r"(?!(?:according|and|but|or|said|says|which|that|where|when|who|while|as|told|because|if|so|with|"
    r"in|on|at|for|to|by|is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|"
    r"might|not|than|then|from|of|into|named|recently|until|after|before|since|said|asked|called)\b)"
)
_DETERMINED = r"(?:(?:an?|the|one of the|its|their|his|her|our|currently|now|then|formerly) )+"
_ROLE = re.compile(
    r",? (?:\()?(?:who (?:is|was) )?"
    rf"(?:{_DETERMINED}(?P<long>(?:(?!(?:is|are|was|were|said|says|told|has|had|who|which|that)\b)"
    rf"[\w\u2019'./-]+,? ){{0,{_MAX_WORDS}}}?{ROLES}s?\b{_CHAIN}{_FIELD})|"
    rf"(?P<short>(?:{_NO_DESCRIPTION}[\w\u2019'./-]+ (?:and )?){{0,3}}?{ROLES}s?\b{_CHAIN}"
    rf"{_FIELD}))"
)
#: ", Vice Minister of Science", as agencies and universities write offices.
_OFFICE = re.compile(
    r", (?:the )?(?P<role>(?:(?:Vice|Deputy|Chief|Associate|Assistant|Senior|Executive|Medical|"
    r"Scientific|Founding|Former|Acting|Principal|Clinical|Distinguished|Adjunct|Emeritus|Lead|"
    r"Managing|General|Research|Visiting|Regional|National|State|Full|Honorary)[ -]){0,3}"
    r"(?:Minister|Director|Director[- ]General|President|Chair(?:man|woman|person)?|Professor|"
    r"Academician|Secretary|Commissioner|Physician|"
    r"Head|Dean|Officer|Researcher|Editor|Founder|Governor|Mayor|Fellow|Epidemiologist|Surgeon|"
    r"Scientist|Lecturer|Statistician|Coordinator|Spokes(?:man|woman|person)))"
    r"(?= (?:of|at|for|in|to|with)\b)"
)
_COMMA = re.compile(r",|\s\(")
_ROLE_BEFORE = re.compile(
    rf"(?:^|(?<=[^\w-]))(?P<role>(?:(?!(?:an?|the|by|to|with|as|of|for|from|and|that|is|was|said|says|"
    r"told|tells|explains|explained|adds|added|writes|wrote|asked|asks|notes|noted|its|his|her|"
    r"their|our|like|met|when|but|or|in|on|at|if|then|where|while|study\u2019s|"
    r"study's)\s)"
    rf"[a-z-]+ ){{0,2}}(?:co-)?{ROLES}s?),? \Z"
)
#: Before a name with capitals these say as often what somebody has or makes.
_NO_ROLE = re.compile(
    r"(?:patient|member|partner|volunteer|resident|survivor|student|representative|vet|head|"
    r"manager|principal)s?\Z"
)
#: What people do at organisations.
_WORKS = re.compile(
    r", who (?:studies|works|teaches|directs|heads|leads|runs|speciali[sz]es|researches|practices|"
    r"is based|oversees|chairs|led|co-leads|co-led|is leading|ran|is running|coordinates|"
    r"co-directs|conducted|manages|founded)\b"
)
#: ", of the Rare Disease Trust, said"
_FROM = re.compile(
    rf",? (?:of|from|at) (?:the )?[A-Z][\w.&\u2019' -]{{2,70}}?(?:, [A-Z]\w+)?"
    rf"(?:, who [^,.;\n\u201c\u201d\"]{{3,80}},)?,? (?:who )?{_SAYS}\b"
)
_AGE = re.compile(
    r",? \(\d\d\)|, (?:aged )?\d\d(?=,)|, (?=(?:an?|now an?|then an?) \d{1,3}[ -]year[ -]old\b)"
)
#: "A spokeswoman for the Rare Disease Trust, Jane Doe, said": what she is stands before.
_OFFICE_BEFORE = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he) (?P<role>(?:[a-z-]+ ){{0,2}}?{ROLES})\b"
    r"(?: (?:for|of|at|with|from|in) [^.;:,()\n\u201c\u201d\"]{2,80})?, \Z"
)
_YEARS_OLD = re.compile(r"\A\d{1,3}[ -]years?[ -]old ")
_TEAM = re.compile(
    r"(?:[\u2019']s (?:\w+ )?(?:team|group|lab|laboratory|colleagues?|co-authors?|research|"
    r"study|wife|husband|mother|father|family|doctors?)\b|,? and (?:(?:his|her|their|other|"
    r"the|fellow) )?(?:\w+ )?(?:colleagues|team|co-authors|coauthors|collaborators|coworkers|"
    r"co-workers)\b)"
)
#: What is called by somebody's name is not he. Source: ours, from eponyms in MeSH headings.
_EPONYM = re.compile(
    r" & |[\u2122\u00ae]|[\u2019']s [A-Z]|(?:[\u2019']s?)?[ -](?:(?:cell|body|bodies|type|"
    r"rank|sum|signed|squared?|exact|product|limit|linear|log) )?(?:diseases?|syndromes?|"
    r"disorders?|lymphomas?|sarcomas?|tests?|scores?|scales?|index|indices|signs?|methods?|"
    r"criteria|criterion|correlations?|coefficients?|plots?|curves?|estimates?|estimator|"
    r"analysis|models?|regression|distributions?|procedure|operation|maneuver|manoeuvre|"
    r"reflex|fracture|palsy|paralysis|encephalopathy|dementia|chorea|staining|stain|blot|"
    r"equation|law|laws|rule|theorem|formula|classification|staging|grade|trial|study|"
    r"hypothesis|phenomenon|effect|solution|medium|buffer|agar|plates?|flask|tubes?|dish|"
    r"catheter|forceps|virus|cells?|rank|bodies|corpuscles|contracture|thyroiditis|oesophagus|"
    r"esophagus|tumou?rs?|anemia|anaemia|ulcer|muscular|nevus|pneumonia|administration|"
    r"campaign|era|strategy|t[- ]test)\b"
)
#: How far on either side of a name is looked, in code points.
_AFTER, _BEFORE = 140, 60
_TITLE_CASE_WORD = re.compile(r"[^\W\d_][\w\u2019'-]{2,}")
#: What stays small in a heading. Source: AP Stylebook, composition titles.
_SMALL = frozenset(
    [
        "the",
        "and",
        "for",
        "but",
        "nor",
        "with",
        "from",
        "into",
        "over",
        "amid",
        "via",
        "than",
        "per",
    ]
)
#: Share of long words with capitals from which a line is a heading; shortest such line in words.
_TITLE_CASE, _MIN_TITLE_WORDS = 0.7, 4


@dataclass(frozen=True, slots=True)
class Description:
    """Who somebody is, as an apposition or a noun before the name says.

    Attributes:
        role: What somebody is.
        end: Where the apposition's noun ends; the name's end if the noun stands before it.
    """

    role: str | None
    end: int


def described(text: str, end: int) -> Description | None:
    """Return what follows a name: ", a virologist"; ", M.D."; ", 45,"."""
    degrees = _DEGREED.match(text, end, end + _AFTER)
    after = degrees.end() if degrees else end
    if _COMMA.match(text, after):
        found = _ROLE.match(text, after, after + _AFTER)
        is_spaced = text[after + 1 : after + 2] in {" ", "("}
        is_role = found is not None and not (found["short"] and _NO_ROLE.search(found["short"]))
        if found and is_role and is_spaced:
            role = _YEARS_OLD.sub("", (found["long"] or found["short"]).strip())
            return Description(role, found.end())
        office = _OFFICE.match(text, after, after + _AFTER)
        if office is not None:
            return Description(office["role"], office.end())
    age = _AGE.match(text, end)
    if age and not degrees:
        # "Jane Doe, 67, a retired nurse"
        found = _ROLE.match(text, age.end(), age.end() + _AFTER)
        if found and found["long"]:
            return Description(found["long"].strip(), found.end())
    if degrees or age:
        return Description(None, after)
    if _WORKS.match(text, end) or _FROM.match(text, after, end + _AFTER):
        return Description(None, end)
    return None


def role_before(text: str, start: int) -> str | None:
    """Return the noun right before a name that says who it is: "study author"."""
    before = text[max(0, start - _BEFORE) : start]
    if before[-1:] != " " or not (before[-2:-1].isalpha() or before[-2:-1] == ","):
        return None
    found = _ROLE_BEFORE.search(before)
    if found is None or before.endswith(", ") or _NO_ROLE.search(found["role"]):
        return None
    return found["role"].strip()


def office_before(text: str, name: Range) -> str | None:
    """Return what somebody is whose name is set off by commas behind it.

    >>> office_before("A spokesman for the Trust, Jon Roe, declined", (27, 34))
    'spokesman'
    """
    if text[name[0] - 2 : name[0]] != ", " or text[name[1] : name[1] + 1] != ",":
        return None
    found = _OFFICE_BEFORE.search(text, max(0, name[0] - _AFTER), name[0])
    return found["role"] if found else None


def speaks(text: str, name: Range) -> bool:
    """Tell whether a verb of saying has the name as its subject."""
    if _SAYS_AFTER.match(text, name[1]):
        return True
    before = text[max(0, name[0] - _BEFORE) : name[0]]
    if before[-1:] != " ":
        return False
    if _SAYS_BEFORE.search(before) or _SAYS_OF.search(before):
        return True
    return text[name[1] : name[1] + 1] in {",", ".", "", "\n"} and bool(_ACCORDING.search(before))


def leads(text: str, end: int) -> bool:
    """Tell whether a name is followed by those who work with him: "and her colleagues"."""
    return bool(_TEAM.match(text, end))


def is_eponym(text: str, end: int) -> bool:
    """Tell whether a name only names something: "Parkinson's disease"."""
    return bool(_EPONYM.match(text, end))


def is_heading(text: str, at: int) -> bool:
    """Tell whether a place stands in a line in which nearly all long words have capitals."""
    start = max(text.rfind("\n", max(0, at - _AFTER), at) + 1, at - _AFTER, 0)
    end = text.find("\n", at, at + _AFTER)
    line = text[start : end if end >= 0 else at + _AFTER]
    words = _TITLE_CASE_WORD.findall(line)
    if len(words) < _MIN_TITLE_WORDS:
        return False
    small = [word for word in words if not word[0].isupper()]
    return len(small) <= (1 - _TITLE_CASE) * len(words) and _SMALL.issuperset(small)
