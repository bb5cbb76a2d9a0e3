"""Lines that say who took a picture."""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.signs import may_open, openings

_STOCK = (
    r"shutterstock(?:\.com)?|getty(?: images)?|istock(?:photo)?(?:\.com)?|unsplash|pexels|pixabay|"
    r"alamy(?: stock photo)?|adobe stock|depositphotos|dreamstime|123rf|bigstock|freepik|canva|"
    r"thinkstock|fotolia|flickr|wikimedia(?: commons)?|science photo library|stock photo|corbis"
)
#: Agencies that also write news: alone on a line they are a byline.
_WIRES = r"afp|ap(?: photo)?|associated press|reuters|epa|xinhua|bloomberg|nurphoto|zuma(?: press)?"
_AGENCY = re.compile(rf"\b(?:{_STOCK}|{_WIRES})\b", re.IGNORECASE)
_CREDIT_LABEL = (
    r"(?:photo(?:graph)?s?|images?|pictures?|illustrations?|graphics?|video|featured image|"
    r"file photo|file image|representative image|cover image|header image)"
)
_SURE = re.compile(
    rf"(?:{_CREDIT_LABEL}[ -]?(?:credits?|source|by|courtesy(?: of)?|via)|credits?|"
    rf"courtesy of|photo(?:graph)?s?)\s?[:/|\u2013-]?\s+(?P<who>[^\n]{{2,100}})",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    rf"(?:{_CREDIT_LABEL}|fig(?:ure)?s?)\.?\s?[:/|\u2013-]\s?(?P<who>[^\n]{{2,80}})",
    re.IGNORECASE,
)
_STOCK_ONLY = re.compile(rf"\u00a9?\s?(?:{_STOCK})", re.IGNORECASE)
_SIGNED = re.compile(
    rf"\u00a9?\s?(?P<who>[^\n]{{2,60}}?\s?(?:/|\||\u00b7|\bvia\b)\s?(?:{_STOCK}|{_WIRES}))",
    re.IGNORECASE,
)
_TWICE = re.compile(r"(?P<name>[^()\n]{2,60}?) \((?P=name)\)")
_SMALL = frozenset(
    [
        "of",
        "and",
        "by",
        "via",
        "the",
        "for",
        "at",
        "in",
        "de",
        "la",
        "van",
        "von",
        "der",
        "courtesy",
        "from",
        "on",
    ]
)
_JOINT = re.compile(r"[/|\u00b7]|via", re.IGNORECASE)
_OPENINGS = openings(
    "photo", "image", "picture", "illustration", "graphic", "video", "featured", "file",
    "representative", "cover", "header", "credit", "courtesy", "figure",
)  # fmt: skip
_MAX_CHARS = 140
_MAX_WORDS = 12


def photo_credit(content: str) -> str | None:
    """Return who is credited when a line is nothing but a picture's credit.

    A label that may also begin a caption (Fig, Image) needs the name of a picture agency; one
    that names the credit (Photo by) needs words that are names.

    Source: credit lines as the style guides of AP and of the stock agencies prescribe them.

    >>> photo_credit("Photo: Ada Byron/Getty Images")
    'Ada Byron/Getty Images'
    >>> photo_credit("Image: cells divide in the presence of growth factors.")
    """
    if len(content) > _MAX_CHARS or len(content.split()) > _MAX_WORDS:
        return None
    if content[0] in "([" and content[-1] in ")]":
        content = content[1:-1]
    if _STOCK_ONLY.fullmatch(content):
        return content.strip("\u00a9 ")
    if may_open(content, _OPENINGS):
        match = _SURE.fullmatch(content)
        if match is not None and _are_names(match["who"]):
            return _plain(match["who"])
        match = _PERHAPS.fullmatch(content)
        if match is not None and _AGENCY.search(match["who"]) and _are_names(match["who"]):
            return _plain(match["who"])
    match = _SIGNED.fullmatch(content) if _JOINT.search(content) else None
    if match is not None and _are_names(match["who"]):
        return _plain(match["who"])
    return None


def _are_names(who: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'\u2019.-]*", who)
    return bool(words) and all(
        word[0].isupper() or word.lower() in _SMALL or _AGENCY.fullmatch(word) for word in words
    )


def _plain(who: str) -> str:
    twice = _TWICE.fullmatch(who.strip())
    return twice["name"] if twice else who.strip().rstrip(".")
