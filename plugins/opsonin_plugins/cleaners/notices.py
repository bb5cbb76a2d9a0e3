"""What sites say of themselves, their readers and their partners: sentences that are no article.

Each pattern covers a whole line, starts with the words that decide, and has one bounded tail; all
are compared with `Line.key`.

Source: read off the templates that write them: consent dialogues of the IAB's Transparency and
Consent Framework, BLOX and Arc comment rules, Substack, syndication notes of Indian portals, error
forms of Russian ones (Orphus), acknowledgements of country on Australian sites.
"""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.lines import Line
from opsonin_plugins.cleaners.service_phrases import SERVICE_LINE, SERVICES

_TAIL = r"[^\n]{0,300}"
#: Notices that are chrome wherever they stand.
NOTICES = frozenset(
    (
        "acquire licensing rights", "advt", "aller au contenu", "also read",
        "be the first to know", "best rated", "comments are moderated", "copy article link",
        "discussion about this post", "email address", "end of article", "explore more stories",
        "font adjustment", "get shareable link", "ir al contenido", "latest comment",
        "link copied", "live tv", "log in to comment", "newest first", "oldest first",
        "play audio", "please turn off your caps lock", "print text only",
        "purchase licensing rights", "read comments", "read original article here",
        "ready for more", "saltar al contenido", "scroll down for video", "share what you think",
        "this is a modal window", "toggletoggle", "type your email", "video player is loading",
        "was this page useful", "we care about your privacy", "we value your privacy",
        "welcome to the discussion", "worst rated", "your privacy is important to us",
        "your privacy matters", "zum inhalt springen",
    )
)  # fmt: skip
_SITE = r"(?:telegram|whatsapp|wechat|facebook|twitter|instagram|youtube|linkedin|viber|weibo|"
_SITE += r"google news|yandex(?: news| zen)?|vkontakte|threads|bluesky|flipboard|apple news)"
NOTICE = re.compile(
    # Consent and privacy.
    rf"we and (?:our|\d)[^.\n]{{0,40}}\bpartners\b{_TAIL}|"
    r"(?:\* ?)?i (?:understand and )?agree (?:that |to |my )[^.\n]{0,160}"
    rf"\b(?:privacy|terms|policy|user agreement)\b{_TAIL}|"
    # What is earned and asked for.
    r"if you (?:buy|purchase|click|make a purchase|shop)\b[^.\n]{0,80}\b(?:links?|page|site)\b"
    rf"[^.\n]{{0,60}}\b(?:we|i) (?:may|might) (?:earn|receive|get)\b{_TAIL}|"
    r"(?:if you(?:'re| are)? |)(?:enjoying|enjoyed|like|love|value) (?:this|our) "
    rf"(?:article|story|post|work|journalism|newsletter),? [^.\n]{{0,80}}"
    rf"\b(?:subscrib|support|donat|shar)[a-z]{{1,5}}\b{_TAIL}|"
    r"(?:thanks|thank you) for (?:reading|visiting|subscribing|signing up)\b[^.!\n]{0,30}"
    r"(?:[.!] ?(?:subscribe|sign up|share)\b[^\n]{0,120})?|"
    r"help keep [^.\n]{2,40} informed by sharing\b[^.\n]{0,40}|"
    r"share (?:it )?(?:to|so that|so) (?:let )?more people\b[^.\n]{0,40}|"
    r"(?:liked|enjoyed|love) (?:this|it)\? [^.\n]{3,60}|(?:no spam|zero spam)\b[^\n]{0,80}|"
    r"join (?:over |more than )?\d[\d,.]{0,8}[km+]{0,2} (?:other )?(?:readers|subscribers|people|"
    r"members|others)\b[^\n]{0,80}|"
    # Counts, and what the site took from others.
    r"\(?(?:visited|viewed) \d[\d,.]{0,9} times?(?:, \d[\d,.]{0,9} visits? today)?\)?|"
    r"(?:\d{1,6} ){0,3}(?:less than a minute|\d{1,3} min(?:ute)?s?(?: read)?)|"
    r"reading time:? ?\d{1,3} min(?:ute)?s?|admin \d{1,2} \w{3,7} ago(?: \d{1,6}){0,3}|"
    rf"denial of responsibility{_TAIL}|"
    r"for (?:all )?(?:the )?(?:latest|more) [^.\n]{0,40}\b(?:news|updates)\b[^.\n]{0,40}"
    r"\b(?:click here|follow us)\b[^\n]{0,60}|"
    r"(?:we are now on|stay connected with us on) [^\n]{3,40}\b(?:click here|follow|join)\b"
    r"[^\n]{0,160}|"
    # Ways to reach the site elsewhere.
    rf"(?:follow|join) (?:us on |our ){_SITE}(?: channel| group| page)?|"
    rf"(?:subscribe to|follow|join) [^.:\n]{{2,40}} (?:in|on|via) (?:our )?{_SITE}"
    r"(?: channel| group| page)?|"
    r"join (?:our|the) [^.\n]{0,20}(?:group|channel|community)(?: (?:on|in|for) [^.\n]{2,30})?|"
    r"(?:catch|get|read|follow|check out|for) (?:all |more )?(?:of )?(?:the )?(?:latest|breaking|"
    r"live|top)\b[^.\n]{0,60}\bnews\b[^\n]{0,160}\b(?:app|updates|website|here|channel|headlines)"
    r"\b[^\n]{0,60}|"
    # As spinners exchange the words.
    r"(?:learn|study) (?:extra|additional): [^\n]{3,140}|"
    r"(?:also read|read also|must read|watch(?: also)?|don't miss) ?[|\u2013\u2014] ?[^\n]{3,140}|"
    # Errors, comments, and what the site answers for.
    r"(?:if you|did you|have you) (?:notice|noticed|find|found|spot|spotted|see) (?:a|an|any) "
    r"(?:mistake|error|typo|bug|inaccuracy)\b[^\n]{0,160}|"
    r"\(?(?:except for the headline,? )?this (?:story|article|report|news|copy) (?:has not been|"
    r"is not|was not|hasn't been) (?:edited|modified|created)\b[^\n]{0,120}"
    r"\b(?:staff|feed|team|desk)\b[^\n]{0,60}|"
    rf"the comments below have (?:not )?been moderated\b{_TAIL}|"
    r"the (?:views|opinions) expressed in the (?:contents above|comments|comment section)\b"
    rf"{_TAIL}|"
    r"[^.\n]{2,60} is not responsible for the content of external [^.\n]{3,40}|"
    r"you must (?:log in|be logged in|register|sign in)\b[^.\n]{0,60}"
    r"\b(?:comment|reply|post|continue|view|read)\b[^.\n]{0,40}|"
    # Rules for those who comment.
    r"keep it clean\. please avoid\b[^\n]{0,120}|be truthful\. don't knowingly lie\b[^\n]{0,80}|"
    r"don't threaten\. threats of\b[^\n]{0,120}|be nice\. no racism\b[^\n]{0,160}|"
    r"be proactive\. use the\b[^\n]{0,160}|share with us\. we'd love to hear\b[^\n]{0,160}|"
    # Whose land, whose right.
    r"(?:[^.\n]{2,60} |we )acknowledges? (?:the )?(?:aboriginal|traditional|first)\b"
    rf"[^\n]{{0,200}}\b(?:custodians?|owners|lands?)\b{_TAIL}|"
    r"(?:copyright )?(?:\u00a9|\(c\))[^\n]{2,80}\b(?:prohibited|forbidden|without (?:prior|"
    rf"permission|written))\b{_TAIL}"
)
_ENDS = " .?:!*()[]\u2026\u00bb\u203a>\u2192|"


def is_notice(line: Line) -> bool:
    """Return whether a line is what a site says of itself.

    >>> is_notice(Line(0, 24, "We value your privacy.", "we value your privacy."))
    True
    """
    plain = line.key.strip(_ENDS)
    if plain in NOTICES or plain in SERVICES:
        return True
    return NOTICE.fullmatch(plain) is not None or SERVICE_LINE.fullmatch(plain) is not None
