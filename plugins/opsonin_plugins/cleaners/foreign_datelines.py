"""Datelines as agencies of other languages print them, in translation."""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.citations import MONTH
from opsonin_plugins.cleaners.dateline_parts import DAY, PLACE, WIRE

DATED = rf"(?:{DAY}|(?P<day2>[0-3]?\d) (?P<month2>{MONTH})\.?(?: (?P<year2>(?:19|20)\d\d))?)"
#: ``OMSK, May 4. /TASS/.``, ``Lima, 3 May (EFE) .-``, ``Jeddah, Safar 3, 1443, May 4, SPA --``.
#: Source: the heads that TASS, RIA Novosti, EFE, Prensa Latina, SPA and WAM print before a story.
_PLACE_DAY = re.compile(
    rf"{PLACE}, (?:[A-Z][a-z'-]+(?: (?:al-|Al-)?[A-Z]?[a-z'-]+)? \d{{1,2}}, 1[34]\d\d(?: AH)?,? )?"
    rf"{DATED}(?:\.? ?/(?P<slashed>{WIRE})/|,? [\u2013\u2014-] (?P<dashed>{WIRE})|"
    rf" \((?P<bracketed>{WIRE}|[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*){{1,3}})\)|"
    rf", (?P<plain>{WIRE}|SPA|WAM|KUNA|QNA|MENA|SANA)(?= ?[-\u2013\u2014]))"
    r"(?: ?[.:]?[-\u2013\u2014]{1,2}| ?[.:])?\s"
)
#: ``(Seoul = Yonhap News) Reporter Jo Li =``. Source: Yonhap and the Korean agencies after it.
_EQUAL_SIGN = re.compile(
    r"[(\[](?P<place>[A-Z][a-z]+(?:[ -][A-Za-z][a-z]+)?) ?= ?(?P<agency>[A-Z][\w.]*(?: [A-Z][\w.]*)"
    r"{0,3})[)\]](?: (?:Reporters?|Correspondents?) [^=\n]{3,60} ?=)?\s"
)
#: ``Science Daily, Jinan, May 4 (Reporter Jo Li)``: the reporter in brackets is as good as a dash.
_PAPER_FIRST = re.compile(
    r"(?P<agency>[A-Z][\w\u2019']*(?: (?:and |of )?[A-Z][\w\u2019']*){0,4} "
    r"(?:Daily(?: Online)?|Online|Net|Network|Times|Post|Newspaper|(?:Evening |Morning )?News)), "
    rf"(?:{PLACE}, )?{DAY}"
    r"(?: ?\((?:Reporter|Correspondent|Intern)s? [^()\n]{3,80}\)|\.)\s"
)
#: ``Cairo - \"The Nile\":``. Source: the Arabic press, which names itself in quotation marks.
_QUOTED_AGENCY = re.compile(
    r"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+)?) ?[-\u2013\u2014:] ?[\"\u201c\u00ab]"
    r"(?P<agency>[A-Z][^\"\u201c\u201d\u00ab\u00bb\n]{2,40})[\"\u201d\u00bb] ?[:\u2013\u2014-]\s"
)
_NAMED = (
    rf"(?:{WIRE}|(?:[A-Z][\w\u2019']*,? ){{0,4}}?(?:News(?: Agency| Service)?|Press(?: Agency)?|"
    r"Agency|Daily|Times|Post|Shimbun|Ilbo))"
)
_ANY_DAY = rf"(?:{DATED}|(?:the )?[0-3]?\d(?:st|nd|rd|th))"
#: ``[Bonn, May 4, Kyodo]``, ``[Kyodo, Bonn, May 4]``, ``(NHK News, Bonn, 4th)``. Source: how the
#: Japanese and Taiwanese agencies' heads come out of translation, brackets and all.
_IN_BRACKETS = re.compile(
    rf"[\[(\u3010\uff3b]{PLACE},? {DATED},? (?P<agency>{_NAMED})[\])\u3011\uff3d]\s?"
)
_AGENCY_IN_BRACKETS = re.compile(
    rf"[\[(\u3010\uff3b](?P<agency>{_NAMED}),? (?:reporters? [^,()\n]{{3,40}},? )?"
    rf"{PLACE},? {_ANY_DAY}[\])\u3011\uff3d]\s?"
)
#: Form -> kind of dateline, in the order in which they are tried.
FORMS = (
    (_AGENCY_IN_BRACKETS, "newswire"),
    (_IN_BRACKETS, "newswire"),
    (_PAPER_FIRST, "newswire"),
    (_PLACE_DAY, "newswire"),
    (_EQUAL_SIGN, "newswire"),
    (_QUOTED_AGENCY, "news"),
)
#: Forms that no other text has, whatever the agency is called.
SURE = frozenset((_AGENCY_IN_BRACKETS, _IN_BRACKETS, _EQUAL_SIGN, _QUOTED_AGENCY))
