"""What the chrome of web pages says: closed lists of phrases and anchored patterns.

All phrases are compared with `Line.key`: lower case, plain quotes, single spaces, and without the
punctuation and arrows that buttons carry at their ends.

Source: read off the templates that write them: U.S. Web Design System (government banner), NCBI's
PubMed and PMC pages, WordPress core (comment form, share buttons), Disqus, and the furniture of
news sites that boilerplate corpora list, such as Kohlschuetter et al., WSDM 2010.
"""

from __future__ import annotations

import re


def phrases_of(text: str) -> frozenset[str]:
    """Return the lines of a text, without the white space around them, as a set."""
    return frozenset(line.strip() for line in text.splitlines() if line.strip())


#: Lines that are chrome wherever they stand, and the page feature that they betray.
GOVERNMENT_BANNER = phrases_of("""
    u.s. flag
    an official website of the united states government
    an official website of the united states government here's how you know
    here's how you know
    here is how you know
    dot gov
    official websites use .gov
    secure .gov websites use https
    the .gov means it's official
    the site is secure
""")
GOVERNMENT_BANNER_START = (
    "federal government websites often end in .gov",
    "the https:// ensures that you are connecting to the official website",
    "a .gov website belongs to an official government organization",
    "a lock ( lock locked padlock icon ) or https://",
    "a lock ( ) or https:// means you've safely connected",
    "a lock (locked padlock) or https:// means",
)
PUBMED = phrases_of("""
    pubmed disclaimer
    display options
    full text links
    linkout - more resources
    search in pubmed
    search in nlm catalog
    add to search
    add to clipboard
    add to collections
    add to my bibliography
    send to clipboard
    name your collection
    unable to load your collection due to an error
    unable to load your delegates due to an error
    see all similar articles
    see all "cited by" articles
    see all references
    show account info
    free pmc article
    free article
    see more information about mesh terms
    title & authors
    page navigation
    search pubmed
    my ncbi
    myncbi
    ncbi homepage
    clipboard, search history, and several other advanced features are temporarily unavailable
    the following popper user interface control may not be accessible
    as a library, nlm provides access to scientific literature
    follow ncbi
    nlm support center
    web policies
    foia
    hhs vulnerability disclosure
""")
PUBMED_START = (
    "access keys ncbi homepage",
    "warning: the ncbi web site requires javascript",
    "inclusion in an nlm database does not imply endorsement",
    "the pmc legacy view will also be available",
    "learn more: pmc disclaimer",
)
COMMENT_FORM = phrases_of("""
    leave a reply
    leave a comment
    please log in to comment
    please log in to post a comment
    leave a reply cancel reply
    cancel reply
    post a comment
    post comment
    submit comment
    add a comment
    add your comment
    join the conversation
    join the discussion
    write a comment
    your email address will not be published
    your email address will not be published. required fields are marked *
    required fields are marked *
    required fields are marked
    you must be logged in to post a comment
    comments are closed
    be the first to comment
    no comments yet
    view comments
    show comments
    load comments
    load more comments
    notify me of new posts by email
    notify me of follow-up comments by email
""")
COMMENT_FORM_START = (
    "save my name, email, and website in this browser",
    "save my name, email and website in this browser",
    "this site uses akismet to reduce spam",
    "leave a reply to ",
)
#: Headings after which titles of other pages follow.
LINK_LISTS = phrases_of("""
    related articles
    related articlesmore from author
    related articles more from author
    related stories
    related posts
    related content
    related news
    related reading
    related links
    you may also like
    you might also like
    you may also be interested in
    you might be interested in
    recommended for you
    recommended articles
    recommended stories
    recommended reading
    more stories
    more from this author
    more on this topic
    more on this story
    more like this
    most popular
    most read
    most viewed
    trending now
    trending stories
    latest news
    latest stories
    editor's picks
    editors' picks
    what to read next
    read next
""")
SITE = LINK_LISTS | phrases_of("""
    skip to content
    skip to main content
    skip to main page content
    skip to navigation
    skip to search
    skip to footer
    skip navigation
    jump to content
    jump to navigation
    back to top
    return to top
    scroll to top
    main menu
    toggle navigation
    open menu
    close menu
    advertisement
    advertisements
    sponsored content
    sponsored links
    paid content
    story continues below advertisement
    story continues below
    article continues below
    article continues below advertisement
    advertisement - continue reading below
    continue reading below
    scroll to continue
    scroll to continue with content
    click here to continue
    share to
    share this
    share this article
    share this story
    share this page
    share this post
    share this via
    share on facebook
    share on twitter
    share on x
    share on linkedin
    share on whatsapp
    share on pinterest
    share on reddit
    share via email
    share by email
    click to share on facebook (opens in new window)
    click to share on twitter (opens in new window)
    email this article
    print this article
    print this page
    tweet this
    pin it
    follow us
    follow us on
    like us on facebook
    subscribe now
    subscribe today
    sign up now
    newsletter sign up
    newsletter signup
    join our mailing list
    thank you for subscribing
    you have successfully subscribed
    cookie settings
    cookie preferences
    manage cookies
    manage preferences
    accept all cookies
    accept cookies
    accept all
    reject all
    privacy policy
    terms of use
    terms of service
    terms and conditions
    cookie policy
    do not sell my personal information
    all rights reserved
    source link
    source hyperlink
    supply link
    supply hyperlink
    view source
    original source
    read the original article
    read original article
    read full article
    read the full story
    read the full article
    continue reading
    click here to read more
    click here for more
    show more
    load more
    see more
    view all
    see all
    related topics
    don't miss
    up next
    previous article
    next article
    previous post
    next post
    download pdf
    download citation
    download references
    export citation
    permissions and reprints
    reprints and permissions
    request permissions
    get permission to reuse this article
    report a correction
    report this ad
    listen to this article
    please enable javascript
    javascript is disabled
    open in a new tab
    opens in a new window
    opens in new window
    expand
    collapse
    expand all
    collapse all
    our standards: the thomson reuters trust principles
    enditem
    study record detail
    click here for additional data file
    click here to view
""")
#: Words of menus and forms: chrome only beside other chrome or in a row of their like.
MENU_WORDS = phrases_of("""
    home
    homepage
    https
    news
    health
    science
    video
    videos
    podcasts
    opinion
    sports
    business
    technology
    world
    politics
    about
    about us
    contact
    contact us
    help
    faq
    careers
    jobs
    search
    menu
    close
    open
    log in
    login
    log out
    sign in
    sign up
    register
    subscribe
    donate
    share
    tweet
    facebook
    twitter
    linkedin
    instagram
    youtube
    pinterest
    reddit
    whatsapp
    telegram
    email
    e-mail
    print
    copy
    copy link
    save
    cite
    cancel
    submit
    permalink
    clipboard
    reply
    comments
    comment
    comment *
    name
    name *
    email *
    website
    previous
    next
    more
    read more
    learn more
    tags
    categories
    archives
    account
    my account
    sitemap
    accessibility
    disclaimer
    newsletters
    newsletter
    rss
    topics
    newsroom
    main content
    main navigation
    ad
    actions
    advertising
    loading
    go to
    on this page
    add to
    like this
    like
    related
    format
    send to
    search results
    show details
""")

# Each pattern covers a whole line, starts with words that decide, and has one bounded tail.
_TAIL = r"[^\n]{0,160}"
# A step of a menu. What separates steps stands in none, so that a line is read in one way only.
_ITEM = r"(?:[|\u00b7\u2022/-]{1,3}[^|\u00b7\u2022/\n-]{1,32})"
SITE_LINE = re.compile(
    r"(?:this|our|the) (?:web)?site uses cookies\b" + _TAIL + r"|"
    r"we (?:and our partners )?use cookies\b(?=[^\n]{0,200}(?:web|\bsites?\b|experience|consent"
    r"|privacy|preferences|traffic|analy[sz]|browser))" + _TAIL + r"|"
    r"by (?:continuing to (?:use|browse)|using) (?:this|our|the) (?:web)?site,? you (?:agree|accept"
    r"|consent)\b" + _TAIL + r"|"
    r"(?:please )?(?:subscribe|sign up) (?:to|for) (?:our|the|free|your|a|more)\b[^.!?\n]{0,80}"
    r"(?:newsletters?|emails?|alerts?|updates|inbox|channel|podcast)[^.\n]{0,60}|"
    r"get (?:our|the) (?:free |daily |weekly |latest )?[^.\n]{0,40}newsletters?\b[^.\n]{0,60}|"
    r"(?:follow|like|find|join) us on (?:facebook|twitter|x|instagram|linkedin|youtube|telegram"
    r"|whatsapp|social media|google news)\b[^.\n]{0,60}|"
    r"(?:share|tweet|pin|post|save) (?:this|it)? ?(?:on|to|via|by|with) (?:facebook|twitter|x|"
    r"linkedin|pinterest|reddit|whatsapp|telegram|email|friends)\b[^.\n]{0,40}|"
    r"click to (?:share|email|print)\b[^.\n]{0,60}|"
    r"(?:read more|read also|also read|related|don't miss|must read): [^\n]{3,140}|"
    r"(?:read|see|view|learn) (?:more|all) (?:about|from|on|at|in) [^.\n]{2,60}|"
    r"(?:copyright|\u00a9|\(c\)) ?(?:\u00a9|\(c\))? ?(?:(?:19|20)\d\d[^\n]{0,120}|"
    r"[^\n]{0,80}all rights"
    r" reserved[^\n]{0,100})|"
    r"[^.\n]{0,60}\ball rights reserved(?:[.|]? ?(?:terms|privacy|reproduction|use of|"
    r"this material)"
    r"[^\n]{0,160})?|"
    r"(?:terms of (?:use|service)|privacy policy|cookie policy|contact us|about us|advertise)"
    r" ?" + _ITEM + r"{1,16}|"
    r"(?:posted|filed) (?:in|under)[: ][^.\n]{2,80}(?:\| ?tagged [^.\n]{2,120})?|"
    r"\d{1,3} ?(?:min|mins|minute|minutes)(?: ?-? ?read)|"
    r"\d{1,6} (?:shares?|comments?|views?|likes?|retweets?)|"
    r"(?:photo|image|page) \d{1,3} of \d{1,3}|"
    r"(?:click|tap) here to (?:subscribe|sign up|read|view|see|download|comment|share|listen)\b"
    r"[^\n]{0,100}|"
    r"(?:please )?enable javascript\b[^\n]{0,120}|"
    r"(?:this|our|the) (?:web)?site (?:needs|requires) javascript\b[^\n]{0,160}|"
    r"(?:please )?scan (?:the|this|our) (?:qr|two-dimensional) code\b[^\n]{0,100}|"
    r"(?:please )?(?:follow|pay attention to) (?:our|the) (?:official )?(?:wechat|weibo)\b"
    r"[^\n]{0,80}|"
    r"(?:share on (?:facebook|twitter|x|linkedin|pinterest|whatsapp|reddit|telegram|email) ?){1,8}|"
    r"share to (?:wechat|weibo|qq)\b[^.\n]{0,40}|"
    r"comments ?:? ?\(?\d{1,6}\)?|"
    r"[^.\n]{0,20}\bicp (?:(?:no|license|licence|record|filing)\b[^\n\d]{0,12})?"
    r"\d{6,12}\b[^\n]{0,100}|"
    r"slideshow ?\( ?\d{1,3} images? ?\)|"
    r"all quotes delayed a minimum of \d{1,2} minutes\b[^\n]{0,160}|"
    r"font size: ?(?:\[? ?(?:large|medium|small|big|\+|-) ?\]? ?[/|]? ?){2,4}|"
    r"(?:view|download)(?: the| this)? (?:pdf|article|full text)[^.\n]{0,40}"
)
#: Home > Health > Heart, Home / News / Story: a trail of at least two short steps from the top.
BREADCRUMB = re.compile(
    r"(?:you are here: ?)?(?:home|homepage|start)"
    r"(?: ?[>\u203a\u00bb/|\u2192] ?[^>\u203a\u00bb/|\u2192\n]{2,60}){1,6}"
    # The page itself may stand last, by its whole title.
    r"(?: [>\u203a\u00bb\u2192] [^>\u203a\u00bb\u2192\n]{2,200})?"
)
URL_LINE = re.compile(r"(?:https?://|www\.)\S{3,300}")
