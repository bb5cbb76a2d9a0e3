"""Turns that English takes over from the language that it was translated from.

Each may stand in sound English once in a while; two different ones hardly do.
"""

from __future__ import annotations

import re

#: One expression for each turn, in the syntax that RE2 reads as well; case counts.
#: Source: the heads, formulas and habits of number and quotation of the Chinese, Korean, Russian,
#: Arabic and Spanish press, in what general translators make of them.
_SIGNS = (
    # Chinese: the reporter is named in the head, learns things, and dates go without a month.
    (
        r"\((?:Reporters?|Correspondents?|Interns?) [A-Z]|\b[Tt]he reporter "
        r"(?:learned|noticed|saw|found out|was informed|recently learned)\b"
    ),
    (
        r"\b(?:[Oo]n|[Aa]s of|of) the \d{1,2}(?:st|nd|rd|th)(?:[,.;]| that\b| to\b| and\b| by\b|"
        r" at\b| of (?:this|last) month)|\b24:00 on\b"
    ),
    r"\b(?:Editor[ -]in[ -]charge|Responsible [Ee]ditor|Original title|Font size|Release time) ?:",
    r"\b[Ii]n my country\b|\bmy country's\b",
    (
        r"\b(?:It is (?:understood|reported|learned) that|[Rr]elevant (?:person|persons|personnel|"
        r"departments?)|[Tt]he person in charge of|said frankly|remind(?:ed)? everyone|"
        r"(?:[A-Z]\w+|he|she) (?:introduced|introduces) that)\b|\(The picture is provided by"
    ),
    r"\(Finish\)|\((?:End|END)\)\s",
    # Japanese: a head in brackets, numbers in figures, teams that include their professors.
    (
        "^[\\[\u3010](?:[A-Z][\\w ]{2,30}, ){1,2}"
        r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d|"
        r"\bresearch group (?:including|led by) (?:Associate |Assistant )?Professor\b"
    ),
    # Korean: the agency's equal sign, professors and their teams, work of the country's own.
    r"\([A-Z][a-z]+ = [A-Z][\w ]{2,30}\)|\bReporter [A-Z][a-z]+ [A-Z][a-z]+-?[a-z]* =",
    (
        r"\b(?:team led by Professor|Professor [A-Z][a-z]+(?: [A-Z][a-z]+-?[a-z]*)?'s "
        r"(?:research )?team|[Dd]omestic research(?:ers| team)?|by domestic researchers)\b"
    ),
    r"\bInput \d{4}|\bApproval \d{4}",
    # Russian: a dash between quotation and speaker, thousands as words, messages that note.
    (
        '["\u201d\u00bb],? ?[-\u2013\u2014] (?:said|noted|added|explained|emphasi[sz]ed|stressed|'
        r"specified|told|reported|concluded|says|quotes)\b"
    ),
    r"\b\d{1,3}(?:[.,]\d)? thousand\b",
    "^[A-Z]\\w+(?: \\w+)? [-\u2013\u2014] (?:is|are) an? ",
    (
        r"\bAs (?:noted|specified|reported|clarified|explained) in the "
        r"(?:message|department|ministry|press|administration)|"
        r"\bthe press service [^.\n]{0,80}(?:told|reported|said|noted)\b|"
        r"\b(?:told|reported to|told to) (?:RIA|TASS|Interfax|EFE|Efe|Prensa)\b"
    ),
    "\u00ab[A-Za-z][^\u00ab\u00bb\n]{3,400}\u00bb",
    # Arabic: God, sentences that begin with "and", news that somebody revealed.
    r"\bGod willing\b|\b[Tt]hanks be to God\b|\b[Pp]raise be to God\b",
    (
        r"(?:^|[.\n] ?)And (?:he|she|the [a-z]+|Dr\.[ \w]{2,30}) (?:added|continued|said|explained|"
        r"pointed out|stressed|indicated|confirmed)\b|\bcalling on every\b|, pointing out that\b|"
        r", indicating that the\b"
    ),
    # Spanish: the agency's dash, decimals with commas, initials, people who clarify to agencies.
    r"\) ?\.-",
    (
        r"\b\d{1,3}\.\d{3} (?:people|persons|cases|patients|deaths|women|men|children|new|homes|"
        r"inhabitants|doses|euros|dollars)\b|\b\d{1,2},\d{1,2} ?(?:%|percent)"
    ),
    (
        r"\b(?:clarified|indicated|pointed out|specified|assured|affirmed) to (?:EFE|Efe|this)|"
        r"\b(?:informed|assured|affirmed|specified) (?:today|this \w+day) that\b|"
        r"\b(?:the official|the doctor|the specialist) (?:indicated|affirmed|assured|sentenced)\b"
    ),
)
#: What stands in every match of the turn that begins so: most texts have none of it.
_HELD = {
    r"\b(?:Editor[": ("ditor", "riginal title", "ont size", "elease time"),
    r"\b[Ii]n my": ("my country",),
    r"\([A-Z][a-z]+ =": (" =",),
    r"\b(?:team led": ("Professor ", "omestic research"),
    r"\bInput": ("Input ", "Approval "),
    r"\b\d{1,3}(?:[.,]\d)? thousand": (" thousand",),
    r"\bAs (?:noted": ("As ", "RIA", "TASS", "Interfax", "EFE", "Efe", "Prensa", "press service"),
    r"\bGod": ("God",),
    "(?:^|[.\\n] ?)And": ("And ", "calling on", "pointing out", "indicating that"),
}
_FORMS = tuple(
    (
        next((held for start, held in _HELD.items() if sign.startswith(start)), ("",)),
        re.compile(sign, re.MULTILINE),
    )
    for sign in _SIGNS
)
#: Stands in every text that has one.
FOREIGN_SIGN = "|".join(f"(?:{sign})" for sign in _SIGNS)


def foreign_signs(text: str) -> list[tuple[int, int]]:
    """Return the first place of each turn that a text has, in order of the text.

    >>> foreign_signs("The reporter learned it on the 3rd, God willing.")
    [(0, 20), (24, 35), (36, 47)]
    """
    found = (form.search(text) for held, form in _FORMS if any(one in text for one in held))
    return sorted(match.span() for match in found if match is not None)
