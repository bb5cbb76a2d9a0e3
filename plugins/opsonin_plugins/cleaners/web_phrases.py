"""What blogs and news sites print around an article: closed lists and anchored patterns.

All are compared with `Line.key`, as those of `phrases` are; patterns cover a whole line.

Source: read off the templates that write them: WordPress core and its themes (post meta, comment
threads, share counts, recipe cards), Taboola and Outbrain widgets, the disclosures that the FTC's
Endorsement Guides and the Amazon Associates agreement prescribe, and news sites' share bars.
"""

from __future__ import annotations

import re

#: Lines that are chrome wherever they stand.
WEB = frozenset(
    (
        "add as preferred source", "advertise with us", "all posts", "around the web",
        "before you go", "book now", "click here to get yours", "comment on this story",
        "cookie notice",
        "email sign-up", "email signup", "enter email address", "enter your email",
        "enter your email address", "evidence based", "explore further", "facebook comments",
        "fact checked", "feedback to editors", "follow us on social media", "from around the web",
        "get our newsletter", "get the app", "gift article", "gift this article",
        "give this article", "jump to recipe", "like loading", "like this post",
        "more from around the web", "more from author", "most watched", "next post", "pin recipe",
        "pin this",
        "pin this for later", "post navigation", "previous post", "print recipe",
        "promoted content", "promoted stories", "rate this article", "reader interactions",
        "related topics", "republish this article", "rss feed", "save article", "save recipe",
        "save this article", "share or comment on this article", "share this recipe",
        "shop this post", "shop this look", "sign me up", "submit a news tip",
        "submit a story tip", "table of contents", "the gist", "view all posts",
        "view all partners", "was this article helpful", "was this page helpful",
        "your email", "your email address",
    )
)  # fmt: skip
#: Headings after which titles of other pages, or names of categories, follow.
WEB_LINK_LISTS = frozenset(
    (
        "archives", "around the bbc", "hot news", "hot topics", "hot spots", "more news",
        "recommended news", "around the web", "before you go", "categories",
        "explore further", "from around the web", "latest posts", "more from author",
        "more stories for you", "more to read", "more to explore", "most read",
        "most watched news videos", "next article", "next post", "popular posts",
        "previous article", "previous post", "post navigation", "promoted content",
        "recent comments", "recent posts", "related topics", "shop this post", "sponsored content",
        "sponsored links", "suggested reading", "tag cloud", "top stories", "trending",
        "trending topics", "view all partners", "you may like", "you might like",
    )
)  # fmt: skip
#: Words of share bars and of menus, chrome as `phrases.MENU_WORDS` are.
WEB_MENU_WORDS = frozenset(
    (
        "app", "blog", "bluesky", "buffer", "flip", "flipboard", "follow", "log in to comment",
        "mastodon", "messenger", "pin", "print recipe", "search for", "services", "share this",
        "shares", "sms", "store", "testimonials", "threads", "tumblr", "tweets", "viber", "views",
        "line",
        "moments", "qq", "qq space", "qzone", "sina weibo", "wechat", "weibo", "wechat moments",
        "x (twitter)",
    )
)  # fmt: skip
#: What a reader may do with an article: three of them on a line are its toolbar.
TOOLS = frozenset(
    (
        "app", "bluesky", "bookmark", "copy", "download", "email", "facebook", "flipboard",
        "linkedin", "pdf", "pinterest", "print", "reddit", "save", "share", "sms", "telegram",
        "tweet", "twitter", "whatsapp",
    )
)  # fmt: skip
#: Sections of a site: chrome only in a row of menu words.
TOPICS = frozenset(
    (
        "arts", "beauty", "books", "business", "climate", "culture", "education", "entertainment",
        "environment", "events", "fashion", "fitness", "food", "lifestyle", "local", "magazine",
        "money", "more menu", "music", "nutrition", "parenting", "radio", "recipes", "reviews",
        "shop", "sport", "style", "tech", "travel", "tv", "us", "weather", "wellness",
    )
)  # fmt: skip
#: Buttons and counts: chrome only beside other chrome.
WEAK = re.compile(
    r"ok|okay|accept|allow|decline|deny|dismiss|got it|yes|no|x|"
    r"\d[\d.,]{0,8} ?(?:[km]|[km]? (?:shares?|tweets?|pins?|views?))|"
    r"(?:next|previous)(?: (?:post|article|story))?: [^\n]{3,140}|"
    r"(?:sign up|subscribe) (?:to|for) [^.?!:\n]{3,60}|@\w{2,30}"
)
#: What opens a page and is no title.
FIRST_WORDS = frozenset(
    (
        "home", "log in", "login", "menu", "open menu", "search", "search for", "sections",
        "share", "shares", "sign in", "subscribe", "main menu", "navigation",
    )
)  # fmt: skip

_WHO = r"(?:this|some|our|my|the|these|all)"
WEB_LINE = re.compile(
    # What is earned, advertised and sold.
    r"as an amazon associate,? (?:i|we) earn\b[^\n]{0,160}|"
    rf"(?:disclosure: ?)?{_WHO} (?:post|article|page|site|blog|website|links?)\b[^.\n]{{0,60}}"
    r"\baffiliate links?\b[^\n]{0,200}|"
    r"(?:disclosure: ?)?(?:we|i) may (?:earn|receive|get) (?:an? )?(?:small )?(?:affiliate )?"
    r"commissions?\b[^\n]{0,200}|"
    r"(?:order|buy|shop|grab) (?:your|yours|my|our|it|now|the)\b[^.\n]{0,80}"
    r"\b(?:on amazon|today|now|here)|"
    r"(?:check|see|view) (?:the )?(?:latest |current )?prices? (?:on|at) \w{3,20}|"
    r"book (?:your|a) (?:free )?[^.\n]{0,40}\b(?:call|consultation|appointment|session)\b"
    r"[^.\n]{0,30}|"
    r"rate this (?:article|post|page|recipe)\b[^\n]{0,60}|"
    r"(?:shop|buy) now: ?[^\n]{3,160}|"
    # Newsletters and subscriptions.
    r"(?:like|liked|enjoy|enjoyed|love|loved) (?:this|what you)\b[^?\n]{0,40}\? "
    r"(?:subscribe|sign up|share|spread|follow|you'll love)\b[^\n]{0,80}|"
    r"(?:subscribe|sign up) (?:to|for) [^.!?\n]{2,60}"
    r"\b(?:newsletters?|e-newsletters?|briefing|emails?|alerts?|digest)\b[^.\n]{0,60}|"
    r"you (?:may|will) (?:occasionally )?receive [^.\n]{0,60}\b(?:promotional|emails?)\b"
    r"[^\n]{0,120}|"
    r"(?:you can )?unsubscribe at any ?time[^\n]{0,80}|"
    r"by (?:signing up|subscribing|clicking|submitting)\b[^\n]{0,60}"
    r"\b(?:you|i) (?:agree|consent|accept)\b[^\n]{0,160}|"
    r"(?:please )?(?:don't|do not) forget to (?:like|share|subscribe|follow|pin)\b[^\n]{0,60}|"
    # Sharing, counts and buttons.
    r"(?:read or share|share) this (?:story|article|post)\b(?:: ?| on | with )[^\n]{2,160}|"
    r"(?:share|tweet|pin|like|facebook|twitter|pinterest|whatsapp|linkedin) \d[\d,.]{0,8}[km]?|"
    r"(?:save|gift|listen to|print|bookmark) this (?:article|story|post|page|recipe)|"
    r"(?:updated|published|posted|last updated) (?:\d{1,3}|an?|one|two) "
    r"(?:seconds?|minutes?|mins?|hours?|days?|weeks?|months?|years?) ago|"
    r"click here (?:to|for) [^.\n]{2,100}|"
    # Ways to other pages.
    r"(?:more on (?:these|this|related) topics?|in this (?:article|post|story)|topics?|see also|"
    r"also see|next up|you may also like|recommended)\s?: [^\n]{2,140}|"
    r"(?:tagged|filed under|posted in|categori[sz]ed (?:as|in|under)):? [^.\n]{2,120}|"
    r"all posts by [^.\n]{2,60}|view all (?:posts|articles|comments|partners)\b[^.\n]{0,60}|"
    r"(?:most|more) (?:watched|viewed|read|shared|discussed)(?: [a-z]{2,12}){0,2}|"
    r"(?:sponsored|promoted) (?:content|links|stories|posts?) by \w{3,20}|"
    r"by (?:taboola|outbrain|zergnet|revcontent)[^\n]{0,60}|"
    r"submit (?:a|your) (?:story|news) (?:tip|idea)s?[^.\n]{0,40}|"
    r"(?:opinion|column|letters|podcast|watch|video): [^.\n]{5,90}\? more|"
    # Copying.
    r"(?:this (?:document|material|content|article) (?:is subject to copyright|may not be "
    r"(?:published|reproduced|copied)|is protected by copyright)|no part (?:of this \w{3,12} )?"
    r"may be reproduced)[^\n]{0,300}|"
    r"republish our articles\b[^\n]{0,120}|we believe in the free flow of information"
)
#: Words in the middle of a line that alone make it chrome, and the whole line that they stand in.
INSIDE = (
    ("your inbox", re.compile(r"[^.?!\n]{3,120}\b(?:in|to) your inbox\b[^.?!\n]{0,60}")),
    (
        "in the comments",
        re.compile(
            r"[^.\n]{0,60}\b(?:tell us|let us know|share your (?:thoughts|story|experience))\b"
            r"[^.\n]{0,60}\bin the comments?\b(?: section)?(?: below)?"
        ),
    ),
    ("/5 star", re.compile(r"[^\n]{3,100}\b\d(?:\.\d)?/5 stars?\b[^\n]{0,40}")),
)
#: Codes that a publishing system should have replaced, advertisements in brackets, and what
#: Cloudflare prints in place of an address. Compared with the whole line, brackets included.
BRACKETED = re.compile(
    r"\[[a-z][a-z0-9_-]{1,30} [a-z][\w-]{0,20}=[^\]\n]{1,160}\]|"
    r"\[/[a-z][a-z0-9_-]{1,30}\]|"
    r"\[(?:shop|buy|order|sponsored|advert)[^\]\n]{0,200}\]|"
    r"\[email protected\]"
)
_CLOCK = r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [a-z]{2,4})?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
#: When a comment was written.
COMMENT_STAMP = re.compile(
    rf"(?:on )?(?:{_MONTH}\.? \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}})"
    rf",? (?:at |@ |- )?{_CLOCK}|\d{{1,2}} (?:minutes?|hours?|days?|weeks?|months?|years?) ago"
)
COMMENT_HEADING = re.compile(
    r"(?:(?:\d{1,5} )?(?:comments?|responses?|replies|thoughts?)(?: \(?\d{1,5}\)?)?"
    r"|reader interactions|reader comments)|"
    r"(?:\d{1,5}|one) (?:thoughts?|responses?|replies|comments?) (?:on|to) [\"'][^\n]{2,240}"
)
COMMENTER = re.compile(r"[^.!?,:\n]{2,40}?\.? says:?")
