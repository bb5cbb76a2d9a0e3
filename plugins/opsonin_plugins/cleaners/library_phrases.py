"""What PubMed, PMC, Europe PMC and ClinicalTrials.gov print around a record.

Source: read off the pages as these sites have served them, in the layouts of 2010 to 2024.
"""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.phrases import phrases_of

#: Chrome wherever it stands, and the page feature that it betrays.
CERTAIN = {
    "pubmed_page": phrases_of("""
        pubmed.gov
        pubmed commons
        pubmed commons home
        how to join pubmed commons
        us national library of medicine
        affiliations expand
        advancedclipboard
        advanced clipboard
        save email send to
        save email send to display options
        primary site navigation
        search pmc full-text archive
        search pmc
        search in pmc
        search in mesh
        search: search
        find on pubmed
        view in nlm catalog
        view on publisher site
        about ncbi accesskeys
        my ncbi sign in to ncbi sign out
        ncbi literature resources
        connect with nlm
        nlm nih hhs usa.gov
        mesh pmc bookshelf disclaimer
        copy download .nbib
        download .nbib
        format: ama apa mla nlm
        images from this publication
        see this image and copyright information in pmc
        open in a separate window
        pmc disclaimer
        pmc copyright notice
        publication types, mesh terms
        your browsing activity is empty
        activity recording is turned off
        turn recording back on
        clearturn off
        unable to load citation or file
        no abstract available
    """),
    "europe_pmc_page": phrases_of("""
        about europe pmc
        preprints in europe pmc
        joining europe pmc
        free full text in europe pmc
        review free full text in europe pmc
        jump to citations
        jump to data
        smart citations by scite.ai
        explore citation contexts and check if this article has been supported or disputed
        orcids linked to this article
        citations & impact
    """),
    "registry_page": phrases_of("""
        clinicaltrials.gov menu
        how to read a study record
        save this study
        see contacts and locations
        study record detail
        home search results study record detail
        tabular view
        researcher view
        no results posted
        no study results posted
        expand all content
        collapse all content
        my saved studies (0)
        data and api
        information from the national library of medicine
    """),
}
#: Beginnings of such lines; those of notices are longer than a phrase.
CERTAIN_START = {
    "pubmed_page": (
        "as a library, nlm provides access to scientific literature",
        "the pubmed wordmark and pubmed logo are registered trademarks",
        "author information article notes copyright and licen",
        "author information copyright and licen",
        "publication types, mesh terms, ",
        "learn more: pmc disclaimer",
        "warning: the ncbi web site requires",
        "clipboard, search history, and several other advanced features",
        "search\u2026 search ncbi",
    ),
    "europe_pmc_page": (
        "europe pmc requires javascript",
        "either your web browser doesn't support javascript or it is currently turned off",
        "search life-sciences literature (",
        "this website requires cookies, and the limited processing of your personal data",
        "to arrive at the top five similar articles we use a word-weighted algorithm",
        "read article at publisher's site",
        "read article for free, from open access legal sources",
        "altmetric item for http",
    ),
    "registry_page": (
        "the safety and scientific validity of this study is the responsibility of",
        "important: listing of a study on this site does not reflect endorsement",
        "listing a study does not mean it has been evaluated by the u.s. federal government",
        "to learn more about this study, you or your doctor may contact the study research staff",
        "study record managers: refer to the data element definitions",
    ),
}
CERTAIN_FORM = re.compile(
    r"[^.\n]{2,60} full text link(?: \[x\])?|"
    r"articles from [^\n]{3,100} are provided here courtesy of [^\n]{2,100}|"
    r"(?:see|show) all \d{1,4} (?:references|similar articles|citing articles|articles)|"
    r"(?:is )?cited by \d{1,5} (?:pubmed central |other )?articles?|"
    r"go to all \(\d{1,5}\) article citations|"
    r"search pubmed[ \w]{0,20}|"
    r"icon for [^.\n]{2,60}|"
    # Source: PubMed's pages before 2020.
    r"format: (?:abstract|summary)(?: ?send to)?|"
    r"\[(?:pubmed - )?indexed for medline\](?: free (?:pmc )?article)?"
)
#: Chrome on such a page only.
OF_PAGE = phrases_of("""
    .gov website
    gov website
    a z
    access keys
    account settings
    actions
    add cancel
    add to collections
    add to an existing collection
    add to favorites
    advanced
    advanced search
    alternative metrics
    article notes
    article citations
    assign to me
    author information article notes
    bethesda, md 20894
    8600 rockville pike
    8600 rockville pike bethesda, md 20894
    8600 rockville pike, bethesda, md 20894
    choose a collection
    clinicaltrials.gov
    download
    policy
    record history
    cite
    cite collections
    cite collections add to collections
    citecollections
    citecollectionsadd to collections
    citation
    citations
    collections
    copy
    copyright and license information
    copyright and licence information
    create a new collection
    dashboard
    developers
    disclaimer
    error
    europe pmc
    expand
    feedback
    find studies
    format: abstract
    free full text
    full text
    funders
    about site
    about studies
    go to
    how to
    icon
    impact metrics
    journal list
    log in
    log out
    main content
    main navigation
    medgen
    myncbi homepage
    name your collection *
    ncbi homepage
    national institutes of health
    national library of medicine
    ncbi
    on this page
    other formats
    pdf
    permalink
    please try again
    pmc
    pubchem compound
    pubchem substance
    publications
    pubmed
    pubmed links
    recent activity
    related information
    resources
    result filters
    save
    save email
    save items
    search
    search database
    search term
    see all
    see more
    see reviews
    send to
    share
    share on google+
    submit studies
    study basics
    study details
    tools
    user guide
    web policies
    x
""")
OF_PAGE_FORM = re.compile(
    r"logo of \w{2,40}|\w[\w &-]{1,60} logo|pdf ?\(\d[\d.]{0,6} ?[kmg]b?\)|"
    r"v\.\d{1,4};? (?:19|20)\d\d|share on google\+|pmc\d{5,9}|\d{1,6} (?:comments?|citations?)|"
    r"record \d{1,5} of \d{1,6}|in english(?:, [a-z]{4,12}){1,3}|\[x\]|"
    r"expand all ?/? ?(?:\| )?collapse all|last updated? (?:19|20)\d\d-\d\d-\d\d"
)
#: Choices of the field "Format" of PubMed's display options.
FORMATS = frozenset(("abstract", "abstract (text)", "summary", "summary (text)", "pubmed", "pmid"))
#: Parts of a record's page that its navigation names, besides those that are known as headings.
PAGE_PARTS = phrases_of("""
    title & authors
    title and authors
    similar articles
    cited by
    figures
    grants and funding
    supplementary concepts
    supplementary info
    linkout - more resources
    related information
""")
#: What a list of links to other holders of an article begins with. Source: NLM, LinkOut.
LINKOUT = phrases_of("""
    full text sources
    other literature sources
    medical
    miscellaneous
    research materials
    molecular biology databases
    genetic
    chemical information
    nlm catalog
    patient information
""")
#: Parts of a study's page; a menu names them one below the other.
REGISTRY_PARTS = phrases_of("""
    study overview
    contacts and locations
    participation criteria
    study plan
    collaborators and investigators
    study record dates
    publications
    more information
    study details
    study description
    study design
    arms and interventions
    outcome measures
    eligibility criteria
""")
_FIGURE_LABEL = re.compile(r"(?:fig(?:ure)?\.?|table|scheme|box) \d{1,2}\.?")


def is_figure_label(key: str) -> bool:
    """Return whether a line is nothing but the number of a figure or table.

    >>> is_figure_label("fig. 2"), is_figure_label("fig. 2 mice that slept")
    (True, False)
    """
    return _FIGURE_LABEL.fullmatch(key) is not None
