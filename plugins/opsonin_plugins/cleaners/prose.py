"""Tells prose of science and of the news from other prose, by the turns that each alone uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class _Sign:
    """A turn that a kind of prose uses.

    Attributes:
        literals: One of them in the text is enough. They come first, as they cost least.
        forms: Patterns that begin with a letter or bracket, so that they are found fast.
    """

    literals: tuple[str, ...] = ()
    forms: tuple[re.Pattern[str], ...] = ()

    def is_in(self, text: str) -> bool:
        """Tell whether the text has the turn."""
        return any(literal in text for literal in self.literals) or any(
            form.search(text) is not None for form in self.forms
        )


#: A paper refers to others, and to what it shows.
_REFERRING = (
    _Sign(("et al",), (re.compile(r"\[\d{1,3}[],\u2013-]"), re.compile(r"\(\d{1,3}\)[.,]"))),
    _Sign((), (re.compile(r"Tables?\s?\d"), re.compile(r"Fig(?:ure|\.)?s?\s?\d"))),
)
#: Further signs of a paper's body, each by itself found in the news as well. Source: the reporting
#: guidelines CONSORT and STROBE, which ask for most of them, and the AMA Manual of Style.
_OF_PAPERS = (
    *_REFERRING,
    _Sign(
        ("95% CI", "95% confidence", "\u00b1", "ANOVA", "(SD", " SD ", "SEM)"),
        (re.compile(r"[Pp]\s?[<=>\u2264]\s?0?\.\d"),),
    ),
    _Sign(
        ("SPSS", " SAS ", "Stata", "STATA", "Student's t", "hi-square", "egression ",
         "tatistical analys", "Mann-Whitney", "Wilcoxon")
    ),
    _Sign(
        ("nformed consent", "thics committee", "thics Committee", "nstitutional review board",
         "nstitutional Review Board", "nclusion criteria", "xclusion criteria", "ligible",
         "ligibility criteria", "Declaration of Helsinki", "thical approval")
    ),
    _Sign((), (
        re.compile(
            r"were (?:randomly |then )?(?:randomi[sz]ed|assigned|allocated|measured|recorded|"
            r"recruited|analy[sz]ed|assessed|enrolled|excluded|collected|calculated|performed|"
            r"included|compared|obtained|evaluated)\b"
        ),
        re.compile(
            r"was (?:measured|assessed|performed|calculated|defined|recorded|approved|conducted|"
            r"used to)\b"
        ),
        re.compile(r"will be (?:assessed|measured|performed|randomi[sz]ed|recruited|collected)\b"),
    )),
    _Sign(
        ("he present study", "he current study", "his randomised", "his randomized",
         "his prospective", "his study", "his trial", "our results", "our findings", "our data",
         "articipants", "control group", "intervention group", "placebo", "baseline",
         "primary outcome", "primary endpoint")
    ),
)  # fmt: skip
#: A section of a paper, named as a heading: ``METHODS.STATISTICAL ANALYSIS:``, ``2.1. RESULTS``.
_SECTION = re.compile(
    r"^(?:BODY\.)?(?:\d{1,2}\.\s?){0,3}(?:(?:MATERIALS?|PATIENTS|SUBJECTS|PARTICIPANTS|"
    r"RESEARCH DESIGN) AND METHODS|METHODS?|RESULTS|DISCUSSION|INTRODUCTION|BACKGROUND|"
    r"STATISTICAL ANALYSIS|(?<=BODY\.)[A-Z]+)\b[^a-z\n]{0,160}:?$",
    re.MULTILINE,
)
_MIN_SIGNS = 4
#: An abstract may have as many signs as a section of a paper, but it refers to nothing.
_MAX_ABSTRACT_CHARS = 4_000
_QUOTED = _Sign((), (
    re.compile(r"\u201c[^\u201c\u201d\"\n]{12,400}\u201d"),
    re.compile(r"\"[^\u201c\u201d\"\n]{12,400}\""),
    re.compile(r"\u201e[^\u201c\u201d\"\n]{12,400}[\u201c\u201d\"]"),
    re.compile(r"\u00ab[^\u00ab\u00bb\n]{12,400}\u00bb"),
    re.compile(r"''[^'\n]{12,400}''"),
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _News:
    """Signs of news in one language: who said so, when, and in what office or medium.

    Attributes:
        said: Verbs of saying.
        signs: Further signs.
    """

    said: tuple[str, ...]
    signs: tuple[_Sign, ...]


#: By language. Source: AP Stylebook for English; the same turns in the others.
_NEWS = {
    "en": _News(
        (" said", " says", " told ", " tells ", " added ", " announced", " tweeted", " reported",
         "ccording to", " argued", " insisted", "spokes", "declined to comment"),
        (_Sign(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
                "last week", "Last week", "last month", "Last month", "last year", "Last year",
                "last night", "yesterday", "this week", "this year", "earlier this")),
         _Sign(("President ", "presidential", "Sen. ", "Gov. ", "Rep. ", "Secretary", "Minister",
                "Mayor", "Mr. ", "Mrs. ", "Ms. ", "Dr. ", "Police", "Officials", "officials",
                "Democrat", "Republican", "Reuters", "CNN", "BBC", "Fox News", "NBC", "CBS",
                "New York Times", "Washington Post")),
         _QUOTED),
    ),
    "de": _News(
        (" sagte", " sagt ", " erkl\u00e4rte", " teilte", " berichtet", " betonte", " laut ",
         "Laut ", " zufolge", " k\u00fcndigte", " so der ", " so die "),
        (_Sign(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
                "gestern", "vergangene", "Angaben")),
         _Sign(("Minister", "Pr\u00e4sident", "Sprecher", "Polizei", "dpa", "Gericht", "Trainer",
                "Gesch\u00e4ftsf\u00fchrer", "Vorsitzende")),
         _QUOTED),
    ),
    "es": _News(
        (" dijo", " se\u00f1al\u00f3", " inform\u00f3", " asegur\u00f3", " explic\u00f3",
         "eg\u00fan ",
         " afirm\u00f3", " indic\u00f3", " manifest\u00f3", " anunci\u00f3", " declar\u00f3",
         " expres\u00f3", " destac\u00f3", " resalt\u00f3", " sostuvo", " coment\u00f3"),
        (_Sign(("lunes", "martes", "mi\u00e9rcoles", "jueves", "viernes", "s\u00e1bado", "domingo",
                " ayer", "anoche", "este a\u00f1o")),
         _Sign(("residente ", "residenta ", "inistro", "inisterio", "polic\u00eda", "Polic\u00eda",
                "obierno", "EFE", "diputad", "iscal")),
         _QUOTED),
    ),
    "fr": _News(
        (" a d\u00e9clar\u00e9", " a indiqu\u00e9", " a expliqu\u00e9", " a annonc\u00e9", "elon ",
         " affirme", " a-t-il", " a-t-elle", " estime ", " a d\u00e9nonc\u00e9"),
        (_Sign(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", " hier")),
         _Sign(("r\u00e9sident", "inistre", "olice", "AFP", "d\u00e9put\u00e9", "ouvernement")),
         _QUOTED),
    ),
}  # fmt: skip
_MIN_KINDS, _MANY_SAID = 3, 4
#: A text that calls what it stands in a blog, in the languages above.
_OWN_BLOG = re.compile(
    r"\b(?:my|our|mein(?:e[mns])?|unser(?:e[mns])?|mi|nuestro|mon|notre) "
    r"(?:\w{2,12} ){0,2}\w{0,12}blog\b"
    r"|\b(?:this|diese[rsmn]?|este|ce) \w{0,12}blog\b"
    r"|\b(?:is|ist|es|est) (?:the|a|der|das|ein|el|un|le) blog (?:of|by|about|von|de|d[e\u2019'])",
    re.IGNORECASE,
)
#: Lines from here on are paragraphs.
_PARAGRAPH_CHARS, _MIN_PROSE = 80, 0.3
#: What a kind of prose is shows in its beginning.
_HEAD_CHARS = 12_000


def is_research(text: str, *, has_abstract: bool) -> bool:
    """Return whether a text is from the body of a paper.

    Args:
        text: The text.
        has_abstract: Whether a part of it is called abstract.

    >>> is_research("She had informed consent to read Table 1, she said.", has_abstract=False)
    False
    """
    head = text[:_HEAD_CHARS]
    refers = any(sign.is_in(head) for sign in _REFERRING)
    section = _SECTION.search(head)
    if section is not None and _SECTION.search(head, section.end()) and not has_abstract:
        return True
    if section is not None and any(sign.is_in(head) for sign in _OF_PAPERS):
        # The parts of an abstract are named as those of a paper are.
        return refers or not has_abstract or section[0].startswith("BODY")
    if not refers and (has_abstract or len(text) <= _MAX_ABSTRACT_CHARS):
        return False
    found = (sign for sign in _OF_PAPERS if sign.is_in(head))
    return sum(1 for _ in islice(found, _MIN_SIGNS)) == _MIN_SIGNS


def is_reported(text: str, language: str) -> bool:
    """Return whether a text tells what people said or did of late, as the news do.

    Args:
        text: The text.
        language: Its language; in most of them nothing counts as news.

    >>> text = 'Gov. Roe said Monday it was over. "No, it is not," he told the Daily Post.'
    >>> is_reported(text, "en")
    True
    """
    news = _NEWS.get(language)
    if news is None:
        return False
    head = text[:_HEAD_CHARS]
    n_said = sum(map(head.count, news.said))
    if n_said == 0:
        return False
    n_kinds = 1 + (n_said >= _MANY_SAID) + sum(sign.is_in(head) for sign in news.signs)
    return n_kinds >= _MIN_KINDS


def is_own_blog(text: str) -> bool:
    """Return whether a text calls what it stands in a blog.

    >>> is_own_blog("Welcome to my little food blog!"), is_own_blog("He wrote it in a blog.")
    (True, False)
    """
    head = text[:_HEAD_CHARS]
    return "blog" in head.lower() and _OWN_BLOG.search(head) is not None


def is_prose(text: str) -> bool:
    """Return whether enough of a text stands in paragraphs, not in lists and labels.

    >>> is_prose("Dose, form, price: see the package.")
    False
    """
    lines = [line for line in text[:_HEAD_CHARS].split("\n") if line]
    in_paragraphs = sum(len(line) for line in lines if len(line) >= _PARAGRAPH_CHARS)
    return in_paragraphs >= _MIN_PROSE * sum(map(len, lines))
