"""Closed classes of English words that show where phrases begin and end, and how sure they are."""

from __future__ import annotations

from opsonin_plugins.taggers.word_lists import word_set

BE = word_set("is are was were be been being am isn't aren't wasn't weren't")
HAVE = word_set("has have had having hasn't haven't hadn't")
DO = word_set("do does did don't doesn't didn't")
#: Modals that leave it open. Source: the cues of BioScope (Vincze et al. 2008).
OPEN_MODALS = word_set("may might can could should would couldn't can't")
MODALS = OPEN_MODALS | word_set("will shall must cannot won't wouldn't shouldn't")
NOT = word_set(
    "not never neither nor cannot can't isn't aren't wasn't weren't hasn't haven't hadn't don't "
    "doesn't didn't won't wouldn't couldn't shouldn't"
)
#: Adverbs beside those in -ly.
ADVERBS = word_set(
    "also then still often sometimes thus therefore even both further not never already now just "
    "always usually together almost nevertheless however generally indeed all much more most very "
    "so far well first recently yet only rather too thereby hence"
)
#: Nouns and adjectives that look like one.
_NO_ADVERBS = word_set(
    "family anomaly assembly supply fly butterfly homily elderly costly friendly "
    "monopoly early daily weekly monthly yearly italy july reply ally belly jelly"
)
#: Words before "to" and a verb that do not stand for what somebody wants.
RAISING = word_set(
    "appear appears appeared seem seems seemed help helps helped helping tend tends tended likely "
    "unlikely able unable known shown thought believed found reported suspected suggested expected "
    "considered predicted demonstrated proven proved said presumed begin begins began begun start "
    "started continue continues continued fail fails failed used try tries tried hypothesized "
    "hypothesised observed"
)
#: "the ability to".
ABILITY = word_set("ability potential capacity power tendency capability propensity potency")
#: Words of a verb group that leave it open. Source: BioScope, and Hyland (1998).
HEDGES = (
    OPEN_MODALS
    | word_set(
        "likely unlikely possibly probably perhaps potentially presumably apparently seemingly "
        "appear appears appeared seem seems seemed suspected thought believed suggested presumed "
        "potential expected tend tends tended putatively maybe reportedly allegedly"
    )
) - word_set("can't")
SPECULATIVE = word_set(
    "hypothesize hypothesise hypothesized hypothesised hypothesis speculate speculated postulate "
    "postulated conjecture theoretically hypothetically theorized theorised"
)
#: Verbs of a clause with "that" that leave it open.
OPEN_REPORTS = word_set("suggest suggests suggested suggesting indicate imply implies implied")
REPORTS = OPEN_REPORTS | word_set(
    "found find finds show shows showed shown showing demonstrate demonstrates demonstrated "
    "demonstrating reveal reveals revealed revealing indicate indicates indicated indicating "
    "report reports reported conclude concluded confirm confirms confirmed confirming discovered "
    "say says said observed noted know known think thinks believe believes believed suspect "
    "evidence established claim claimed proposed propose hypothesized hypothesised added"
)
#: Where a clause that a verb or its object belongs to begins or ends.
CLAUSE = word_set(
    "that which who whom whose whether if unless because since while whereas although though but "
    "when where as than so until despite why how what whilst"
)
#: Words that open what somebody wants to know or do, not what is so.
AIMS = word_set(
    "aim aims aimed objective objectives purpose goal goals investigate investigated investigates "
    "examine examined examines evaluate evaluated evaluates assess assessed explore explored "
    "determine hypothesis test tested testing question questions asked ask wondered concern "
    "concerns concerned designed sought intended intends attempt attempts evaluating assessing "
    "investigating examining study's asks"
)
FINITE = BE | HAVE | DO | MODALS
#: Prepositions that open what holds of a claim: for whom, where, when.
CONTEXT = word_set(
    "in among amongst during after within at following before over across under throughout upon "
    "when if unless until through via by without per despite compared versus vs between against"
)
#: Those that are kept as context of a row; the others only end the object.
KEPT_CONTEXT = word_set(
    "in among amongst during after within at following before over across under throughout upon "
    "when if unless until without"
)
PREPOSITIONS = CONTEXT | word_set(
    "of for with from to on into onto about toward towards like including such and or behind"
)
PRONOUNS = word_set(
    "it they this these those that we i he she you there which who one some many others them us "
    "both each all most several such what everyone anyone nobody people's itself another either"
)
DETERMINERS = word_set(
    "the a an this these those its their his her our your my some any no each every all both such "
    "several many most other certain another more few"
)
#: What nouns and adjectives before a noun do not go beyond.
PHRASE_BREAKS = PREPOSITIONS | DETERMINERS | FINITE | {","}
#: Nouns for the paper and its makers: what they do is no finding. Source: ours.
META = word_set(
    "study studies result results finding findings data analysis analyses research paper review "
    "article author authors report reports researcher researchers scientist scientists team "
    "investigator investigators literature evidence question questions work project program "
    "programme company government model models method methods approach approaches conclusion "
    "conclusions information understanding knowledge section table figure test tests doctors "
    "officials experts algorithm algorithms software framework hypothesis regression comparison "
    "meta-analysis survey trial trials experiment experiments law policy agency department"
)
#: Words of medicine that are no names of concepts. Source: frequent heads of noun phrases in the
#: development abstracts and the seeds.
MEDICAL = word_set(
    "patient patients people symptom symptoms treatment treatments therapy therapies drug drugs "
    "disease diseases infection infections infected reinfected immune immunity virus viruses viral "
    "vaccine vaccines vaccination genetic gene genes genetics mutation mutations variant variants "
    "cell cells antibody antibodies protein proteins receptor receptors expression levels level "
    "risk mortality survival death deaths body tissue tissues inflammation inflammatory cancer "
    "tumor tumour tumors tumours pain dose doses concentration concentrations progression "
    "response responses bacteria pathogen pathogens hospitalization hospitalisation transmission "
    "incidence prevalence severity outcome outcomes women men children adults mice rats "
    "individuals participants cohort exposure deficiency signaling signalling pathway activity "
    "inhibition inhibitor inhibitors transcription apoptosis proliferation growth metabolism diet "
    "deletion deletions substitution substitutions haplotype haplotypes allele alleles genotype "
    "genotypes polymorphism polymorphisms transcript transcripts mrna translocation "
    "translocations overexpression phenotype phenotypes enzyme enzymes plasma serum muscle "
    "synthesis secretion phosphorylation memory cognitive neurotoxicity hypotension "
    "exercise smoking obesity weight blood brain heart liver kidney lung function dysfunction "
    "injury stress toxicity surgery medication medications fatigue complications disorder "
    "disorders condition syndrome relapse recurrence remission health attack clinical"
)
PEOPLE = word_set(
    "patient patients people person persons man men woman women child children adult adults "
    "individual individuals participant participants subject subjects volunteer volunteers case "
    "cases infant infants mice rats mouse rat boy girl carriers carrier survivors controls "
    "adolescents newborns males females mothers recipients"
)
#: Adjectives before what is more or less than it was or should be. Source: ours.
MORE = word_set(
    "robust increased elevated high higher strong stronger enhanced excessive heightened greater "
    "exaggerated more abundant larger prolonged upregulated persistent"
)
LESS = word_set(
    "impaired reduced low lower decreased deficient delayed suppressed weak weaker weakened "
    "defective diminished less fewer poor poorer blunted insufficient attenuated downregulated "
    "abnormal limited smaller compromised"
)
#: Verbs that are not listed, before which "increased X" is what they are done to.
TAKING = REPORTS | word_set(
    "include includes included provide provides provided give gives gave achieve achieved caused "
    "experience experienced experiences receive received involve involves involved due exhibit "
    "exhibits exhibited display displays displayed underwent cause causes require requires develop "
    "develops developed have has had get got express expressed identified identify presented "
    "presents present describe described observe observing see seen saw result results noted "
    "reflect reflects represent represents using use used measure measured via predict predicts "
    "predicted experiencing associated following follow followed means mean maintain maintained"
)
#: Nouns that tell a change of what follows them.
RISES = word_set("increase increases improvement improvements elevation rise gain")
FALLS = word_set("decrease decreases reduction reductions decline loss fall drop")
#: Both.
CHANGES = RISES | FALLS
#: Nouns that tell how things relate, not a thing that is found somewhere.
RELATIONS = word_set(
    "difference differences effect effects change changes association associations correlation "
    "correlations trend trends relationship pattern patterns similarity similarities interaction"
)


def is_adverb(word: str) -> bool:
    """Tell whether a word is an adverb.

    >>> is_adverb("rapidly"), is_adverb("also"), is_adverb("family")
    (True, True, False)
    """
    return word in ADVERBS or (word.endswith("ly") and word not in _NO_ADVERBS)
