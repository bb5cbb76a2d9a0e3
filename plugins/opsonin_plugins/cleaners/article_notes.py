"""Lines beside an article that are kept but are not main text: captions, notes, releases' ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from opsonin_plugins.cleaners.credits import photo_credit
from opsonin_plugins.cleaners.lines import ends_sentence
from opsonin_plugins.cleaners.signs import may_open, openings
from opsonin_plugins.cleaners.zones import Part

#: What an editor says about the article: how it came about, what was wrong, whom to ask.
#: Source: the correction, funding and syndication notes of AP, KFF Health News, The Conversation
#: and their partners, Phys.org's footers, and the disclaimers of US law (21 CFR 101.93(c)).
_NOTE = re.compile(
    r"(?:correction|corrections|clarification|editor['\u2019]?s['\u2019]? note|disclaimer|"
    r"medical disclaimer|more information|journal information|provided by|source|sources|"
    r"citation|image|note to readers)(?: \([^()\n]{3,40}\))?\s?: ?\S[^\n]*|"
    r"(?:this (?:story|article|report|post|piece|column|essay)|the (?:story|article|post|content)"
    r" (?:of|on) this (?:site|page|website)|the (?:story|article|post)(?= (?:was |has )?(?:been )?"
    r"(?:originally|first) )) (?:was |has been |is )?"
    r"(?:also |originally |first ){0,2}(?:produced|published|republished|reprinted|appeared|"
    r"adapted|"
    r"updated|corrected|provided|based on scientific evidence|part of a (?:series|partnership)|"
    r"for informational|for educational|not (?:intended|a substitute|medical advice))\b[^\n]*|"
    r"a version of this (?:article|story|column|essay|review) (?:appears?|appeared|ran|was "
    r"published) (?:in|on) [^\n]*|"
    r"this (?:site|website|blog) (?:does not|is not intended to|cannot) (?:provide|give|offer|"
    r"diagnose|replace)\b[^\n]*|"
    r"(?:the|any|all) (?:content|information|material)s? (?:on|in|provided (?:on|by|in)|"
    r"contained in) (?:this|our) (?:site|website|blog|article|page|post)\b[^\n]*|"
    r"these statements have not been evaluated by the (?:food and drug administration|fda)\b"
    r"[^\n]*|"
    r"(?:reporting|additional reporting|writing|editing) by [^\n]{3,200}|"
    r"(?:for (?:more|further) information|to arrange an interview)[^.\n]{0,60}"
    r"\b(?:contact|e-?mail|call|visit)\b[^\n]*|"
    r"(?:follow|email|reach|contact) [^.\n]{3,40} (?:on|at) (?:twitter|x|@|facebook|mastodon|"
    r"bluesky|\S{2,40}@)[^\n]*|"
    r"[^.\n]{3,40} (?:can be (?:reached|followed|contacted)|is on twitter)\b[^\n]*|"
    r"(?:originally |first )?(?:posted|published|appeared)(?: on| at| in)?: ?https?://\S{4,300}|"
    r"(?:statement|notice|declaration): (?:the above|this article|the (?:article|content)s?) "
    r"[^\n]{0,60}\b(?:reproduced|reprinted|republished|represent|position|views?)\b[^\n]*|"
    r"submit your [^\n]{3,200}|(?:medically |fact )?(?:reviewed|checked|edited|provided) by "
    r"[^\n]{3,100}|"
    r"_{3,}|-{3,}|\*{3,}",
    re.IGNORECASE,
)
_NOTE_FIRST = openings(
    "correction", "clarification", "editor", "disclaimer", "medical", "more", "journal",
    "provided", "source", "citation", "image", "note", "this", "the", "any", "all", "reporting",
    "additional", "writing", "editing", "for", "to", "follow", "email", "reach", "contact",
    "submit", "originally", "first", "posted", "statement", "notice",
    "declaration", "published", "appeared", "reviewed", "edited",
    "fact", "checked", "a version", "__", "--", "**",
)  # fmt: skip
_REACHED = re.compile(r"can be (?:reached|followed|contacted)\b|\bis on Twitter\b")
#: Who writes here, or whose page this is, as the last lines of an article.
_ABOUT_US = re.compile(
    r"[A-Z][^.\n]{2,80} is an? (?:(?:independent|national|editorially|nonprofit|non-profit|"
    r"non-partisan|nonpartisan|award-winning|freelance|contributing|staff|senior|health|science|"
    r"medical|registered|certified|licensed)[ ,]+){1,4}(?:and [a-z]+ )?(?:news(?:room|"
    r" (?:site|service|organi[sz]ation|outlet))|writer|reporter|journalist|editor|correspondent|"
    r"nutritionist|dietitian|therapist|consultant|coach|nurse)\b[^\n]*|"
    r"[A-Z][^.\n]{2,80} receives support from [^\n]*"
)
#: Where a press release ends. Source: the end marks of news copy (AP Stylebook), and EurekAlert's
#: template.
_END_MARK = re.compile(
    r"[-\u2013# *]{0,4}(?:ENDS?|30)[-\u2013# *]{1,4}|ENDS|# ?# ?#|"
    r"(?:[Nn]otes? (?:to|for) [Ee]ditors?|NOTES? (?:TO|FOR) EDITORS?|"
    r"(?:Media|Press) [Cc]ontacts?|MEDIA CONTACTS?)\s?:?"
)
_ABOUT = re.compile(r"(?:About|ABOUT) (?:[Tt]he |THE )?(?P<who>[A-Z][^\s,:]*)(?: [^\n]{1,80})?")
_CREDIT_END = re.compile(r"\((?P<who>[^()\n]{4,80})\)\.?\s?$|(?<=[.!?] )(?P<last>[^.!?\n]{4,60})$")
_FILE = re.compile(r"FILE(?: PHOTO)?\s?[-\u2013\u2014:] ")
#: Source: the credit lines of Reuters and of the agencies that sell through it.
_AGENCY = re.compile(r"(?:REUTERS|AFP|EPA|AP Photo|Xinhua|TASS|Handout|Pool) ?/ ?[^/\n]{2,40}")
_LAST_BLOCKS = 10
_MAX_NOTE_CHARS, _MAX_CAPTION_CHARS = 600, 500
_CAPTION_BLOCKS = 8


def with_notes(parts: Sequence[Part]) -> list[Part]:
    """Return the parts, with captions, editors' notes and what follows a release marked as such."""
    marked = list(parts)
    for position, kind in _notes(parts):
        part = parts[position]
        if part.is_main and part.kind != "title":
            marked[position] = replace(part, kind=kind, is_main=False)
    return marked


def _notes(parts: Sequence[Part]) -> Iterator[tuple[int, str]]:
    end = next((p for p, part in enumerate(parts) if p and _is_end(part)), len(parts))
    # A mark near the top belongs to the head: the text comes after it.
    end = end if 2 * end >= len(parts) else len(parts)
    for position, part in enumerate(parts):
        content = part.block.line.content
        if position >= end:
            yield position, "metadata"
        elif is_caption(content):
            yield position, "caption"
        elif len(content) <= _MAX_NOTE_CHARS and _is_note(content, len(parts) - position):
            yield position, "metadata"
        elif position and _is_about(parts, position):
            yield position, "metadata"
            yield position + 1, "metadata"


def _is_end(part: Part) -> bool:
    content = part.block.line.content
    return len(content) < 24 and _END_MARK.fullmatch(content) is not None  # noqa: PLR2004 - a mark


def _is_note(content: str, n_left: int) -> bool:
    if may_open(content, _NOTE_FIRST) and _NOTE.fullmatch(content):
        return True
    if n_left > _LAST_BLOCKS:
        return False
    return _REACHED.search(content) is not None or _ABOUT_US.fullmatch(content) is not None


def _is_about(parts: Sequence[Part], position: int) -> bool:
    """Return whether a heading "About X" stands before a paragraph that begins with X."""
    about = _ABOUT.fullmatch(parts[position].block.line.content)
    if about is None or position + 1 == len(parts):
        return False
    below = parts[position + 1].block.line.content
    return below.removeprefix("The ").startswith(about["who"]) and ends_sentence(below)


def is_caption(content: str) -> bool:
    """Return whether a line is a picture's caption: it ends with its credit.

    >>> is_caption("A nurse fills a syringe. (Ada Byron/Getty Images)")
    True
    >>> is_caption("The drug was withdrawn (Reuters said so).")
    False
    """
    if len(content) > _MAX_CAPTION_CHARS:
        return False
    credit = _CREDIT_END.search(content)
    if credit is None:
        return False
    who = credit["who"] or credit["last"]
    if _FILE.match(content) and (credit["who"] or _AGENCY.fullmatch(who)):
        return True
    label = "" if credit["last"] else "Photo: "
    is_name = (
        photo_credit(who) is not None
        or _AGENCY.fullmatch(who)
        or ("/" in who and photo_credit(label + who))
    )
    return bool(is_name) and credit.start() > 0
