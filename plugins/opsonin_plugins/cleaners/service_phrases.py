"""What forums, clinics, agencies, wires of releases, preprint servers and podcasts print.

Lists and patterns cover a whole line and are compared with `Line.key` without its ends, as those of
`notices` are.

Source: read off the templates that write them: XenForo, phpBB and vBulletin; the pages of US
federal agencies and of clinics' libraries of conditions; release wires; HighWire's preprint
servers; players of podcasts; the complaints notices that press regulators prescribe; footers of
Chinese portals.
"""

from __future__ import annotations

import re

#: Chrome wherever they stand.
SERVICES = frozenset(
    (
        # Forums.
        "add bookmark", "click to expand", "go to first unread", "go to page", "insert quotes",
        "jump to latest", "jump to new", "jump to new watch", "jump to new unread",
        "log in or register to reply", "mark all as read", "not open for further replies",
        "post reply", "report post", "search forums", "similar threads", "sort by date",
        "sort by votes", "thread starter", "this thread is closed", "top bottom",
        # Clinics and their libraries of conditions.
        "accepting new patients", "associated procedures", "book an appointment online",
        "diagnosis & treatment", "doctors & departments", "find a doctor or location",
        "find a provider", "pay a bill", "pay your bill", "products & services",
        "refer a patient", "request appointment", "request an appointment",
        "schedule an appointment", "symptoms & causes", "visit our patient portal",
        # Agencies.
        "exit notification / disclaimer policy", "file formats help", "have questions",
        "legislative mandates", "no fear act", "vulnerability disclosure policy", "what's this",
        "whistleblower protection",
        # Medicines and shops.
        "check interactions", "compare alternatives", "drug interactions checker",
        "get free discount card", "pill identifier", "print discount card",
        "related/similar drugs", "where to buy",
        # Wires of releases.
        "also from this source", "more releases from this source", "modal title",
        "multimedia gallery", "send a release", "view original content",
        # Preprint servers and journals.
        "abstract full text info/history metrics preview pdf", "alerts / rss",
        "follow this preprint", "new results", "new results follow this preprint",
        "subject area", "subject areas", "tweet widget", "view current version of this article",
        # Players and podcasts.
        "1x", "copy code", "listen on apple podcasts", "listen on spotify", "more episodes",
        "player embed", "skip back 15 seconds", "skip forward 15 seconds", "view all episodes",
        # Newspapers and portals.
        "close the window", "close this window", "download now", "friendly links",
        "friendship links", "hot ranking", "hot list", "ipso", "local democracy reporting service",
        "pin it for later", "print this page", "relevant reading", "related reading",
        "return to list", "return to the previous page", "top of page",
    )
)  # fmt: skip
_TAIL = r"[^\n]{0,300}"
_ADVISER = r"(?:doctor|physician|pharmacist|health ?care (?:provider|professional)|gp)"
SERVICE_LINE = re.compile(
    # Forums: members, numbers of posts and pages, what the software says.
    r"(?:joined|messages|posts|likes received|reaction score|trophy points|threads|"
    r"media items?|member since|reputation): ?[\w ,.]{1,24}|#\d{1,5}|\d{1,3} of \d{1,3}|"
    rf"javascript (?:is|must be|needs to be) (?:currently )?(?:disabled|enabled)\b{_TAIL}|"
    rf"(?:please )?(?:enable|turn on) javascript\b{_TAIL}|"
    r"(?:forum|community|board) (?:software|platform) by [^\n]{2,60}|powered by [^.\n]{2,40}|"
    # An index from A to Z.
    r"[^\n]{0,40}?\ba[ |\u00b7]{1,3}b[ |\u00b7]{1,3}c[ |\u00b7]{1,3}d[ |\u00b7]{1,3}e\b"
    r"[^\n]{0,160}|"
    # Who answers for what.
    r"[^.\n]{2,60} does not endorse (?:any )?(?:compan|product|service|commercial)[^\n]{0,200}|"
    rf"always (?:consult|talk to|ask|seek the advice of) (?:with )?(?:your|a) {_ADVISER}\b"
    rf"[^.\n]{{0,80}}\b(?:this (?:page|site|website)|displayed|provided here)\b{_TAIL}|"
    r"this (?:article|paper|manuscript) is a preprint and has not\b[^\n]{0,300}|"
    r"the copyright holder for this preprint\b[^\n]{0,300}|"
    r"note: your email address is requested solely\b[^\n]{0,200}|"
    r"thank you for your interest in spreading the word\b[^\n]{0,120}|"
    r"(?:statement|disclaimer|copyright notice|note): ?(?:this|the|some|all) "
    r"(?:article|content|contents|text|pictures?|works?|information|manuscript)\b[^\n]{0,80}"
    r"\b(?:reprint|reproduc|repost|infring|the internet)[^\n]{0,300}|"
    r"this (?:website|newspaper|publication|site)\b[^.\n]{0,60}\badheres? to (?:the )?"
    r"(?:independent )?(?:press|editors')[^\n]{0,300}|"
    # What is asked for, earned and offered.
    rf"we use your sign-?up\b{_TAIL}|to receive email updates about this page\b[^\n]{{0,80}}|"
    r"(?:enjoyed|enjoying|liked|loved?) (?:this|the|our) (?:episode|podcast|show|video)\b"
    r"[^\n]{0,120}|"
    r"[^\n]{0,120}\buse (?:the |promo |discount )?code [\w-]{3,20} (?:for|to get|at)\b[^\n]{2,60}|"
    r"(?:grab|get|download) (?:my|our|your) free [^.\n]{3,60}|"
    r"[^.\n]{2,40} (?:pricing|prices?) (?:&|and) coupons|"
    r"for more (?:from|news|stories|on|about)\b[^.\n]{2,60}\b(?:visit|follow|like) our [^\n]{2,60}|"
    r"(?:scan|long press)\b[^.\n]{0,40}\b(?:qr|mobile phone|wechat)\b[^.\n]{0,40}|"
    # Ways to reach somebody, the weather, and how the page was made.
    r"(?:call |phone:? )?(?:1[- ])?\(?\d{3}\)?[- ]\d{3}[- ]\d{4} from \d[^\n]{2,60}|"
    r"call (?:1[- ])?\(?\d{3}\)?[- ]\d{3}[- ]\d{4}|"
    r"-?\d{1,3} ?\u00b0 ?[cf]?|(?:0 ){3,20}0|"
    r"technical support: [^.\n]{2,60}|how do i view different file formats\b[^\n]{0,120}|"
    r"first published(?: on| at)?: [^.\n]{6,60}|original (?:title|link|url): [^\n]{3,200}"
)
