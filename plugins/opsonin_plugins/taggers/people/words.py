"""Words that tell what a name with capital letters is of."""

from __future__ import annotations

from opsonin_plugins.taggers.word_lists import word_set

#: Titles that belong to a name: they are part of its mention. Source: AP Stylebook, courtesy and
#: academic titles.
HONORIFICS = word_set("dr drs doctor prof profs professor mr mrs ms miss mx sir dame lord lady")
#: Titles of office, which say what somebody is. Source: AP Stylebook, legislative, military and
#: religious titles.
OFFICES = word_set(
    """
    president vice-president premier chancellor minister secretary senator sen rep congressman
    congresswoman representative governor gov mayor commissioner ambassador general gen colonel
    col lieutenant lt sergeant sgt captain capt reverend rev king queen prince princess pope judge
    justice director director-general chairman chairwoman chair dean officer surgeon spokesman
    spokeswoman spokesperson author co-author coauthor co-founder reporter journalist editor
    researcher
    principal superintendent sheriff coroner pastor detective councilman councilwoman trooper
    epidemiologist virologist immunologist scientist coach attorney executive nutritionist
    dietitian dietician economist dentist pharmacist neurologist cardiologist oncologist
    dermatologist psychologist psychiatrist pediatrician paediatrician statistician
    """
)
#: Words that may stand in such a title. Source: ours, from the same titles.
OFFICE_PARTS = word_set(
    """
    prime vice deputy chief former acting health foreign state defense defence home finance
    executive medical managing assistant associate attorney senior lead u.s. us uk general surgeon
    first lady study interior education science associate emeritus
    """
)
#: Nouns that say what somebody is. Source: occupations of ISCO-08, as far as people of them speak
#: in news about health.
ROLES = (
    r"(?:(?:neuro|micro|immuno|patho|psycho|radio|bio)?(?:scientist|biologist|chemist|ethicist|"
    r"physicist|engineer|statistician)|researcher|(?:[a-z]+ologist)|(?:[a-z]*iatrist)|"
    r"pa?ediatrician|physician|doctor|surgeon|nurse|midwife|professor|lecturer|director|author|"
    r"co-author|creator|investigator|expert|specialist|spokes(?:man|woman|person)|president|chair|chairman|"
    r"chairwoman|chief|head|leader|officer|minister|secretary|founder|co-founder|analyst|economist|"
    r"fellow|student|dietitian|dietician|nutritionist|therapist|consultant|commissioner|advis[eo]r|"
    r"editor|geneticist|obstetrician|optometrist|dentist|pharmacist|paramedic|historian|academician|academic|actor|actress|comedian|singer|"
    r"coordinator|manager|executive|CEO|dean|lawyer|attorney|activist|advocate|journalist|reporter|"
    r"mathematician|demographer|mayor|governor|senator|chemist|vet|veterinarian|technician|"
    r"sociologist|anthropologist|philosopher|(?:school)?teacher|farmer|patient|volunteer|survivor|resident|"
    r"clinician|practitioner|GP|scholar|firefighter|carpenter|driver|instructor|trainer|ambassador|"
    r"representative|member|partner|principal|provost|chancellor|scientific officer|writer)"
)
#: The word that organisations are named by. Source: the types of organisations of ROR and of
#: names of authorities and firms.
HEADS = word_set(
    """
    University Universität Université Universidad Universitätsklinikum Institute Institutes
    Institut Instituto Hospital Hospitals Hôpital Ministry Agency Agencies Administration
    Department Dept College School Center Centers Centre Centres Foundation Society Association
    Inc Corp Corporation Ltd Limited PLC LLC GmbH Company Council Committee Commission
    Organization Organisation Service Services Laboratory Laboratories Clinic Clinics Bank Trust
    Academy Authority Board Bureau Federation Union Network Consortium Faculty Division
    Pharmaceuticals Pharmaceutical Pharma Therapeutics Biotech Biotechnology Biosciences Biologics
    Healthcare Labs Infirmary Polytechnic Charité Parliament Congress Senate Initiative Alliance
    Coalition Partnership Holdings Church Museum Library League Party Fund Secretariat Command
    Corps Taskforce News Collaboration Institutet Instituut Istituto Hochschule Klinikum
    Policlinico Ospedale Universidade Università Universiteit Universitetet Universitair
    """
)
#: Heads after which "and" may go on: "Department of Health and Human Services".
AND_HEADS = word_set(
    """
    Ministry Department Centers Centres Center Centre Institute Institutes Agency Administration
    School College Faculty Society Association Academy Council Office Division Bureau Board
    Authority Organization Organisation Committee
    """
)
#: Organisations that are known by letters alone. Source: bodies of public health and news agencies,
#: ours.
ACRONYMS = word_set(
    """
    WHO CDC FDA NIH NIAID EMA ECDC NHS MHRA UNICEF UNAIDS UNESCO PAHO NASA USDA BARDA GAVI CEPI
    NCBI AFP BBC CNN NPR NATO INSERM
    """
)
#: Words that alone make no name of an organisation: "Institutional Review Board", "Control Group".
#: Source: ours, from methods sections of biomedical articles.
GENERIC = word_set(
    """
    Institutional Review Board Human Research Ethics Ethical Ethic Committee Committees Study
    Control Group Groups Data Safety Monitoring Advisory User Steering Clinical Trial Trials Unit
    Local Regional Intervention Treatment Placebo Department Departments Hospital Hospitals
    University Institute Institution School College Center Centers Centre Centres Agency
    Organization Organisation Service Services Network Division Animal Care Use Scientific
    Independent Medical Health Public Internal External Executive Editorial Standard Exercise
    Experimental Patient Primary Secondary Training Community Emergency Outpatient Inpatient
    Referral General Academic Teaching Tertiary Laboratory Coordinating Program Programme
    Management Quality Adverse Events Endpoint Adjudication Cancer Comprehensive Initiative
    Working Expert Project Core Facility Biotechnology Administration Drug News Trust Fund Company
    Foundation Association Society Council Commission Authority Ministry Institutes Collaboration
    Congress Academy Clinic Library Bank Union Market Party Corporation Federation Museum Church
    Command Partnership
    """
)
#: Words in a name that make it none of a person. Source: ours, from capitalised phrases of
#: biomedical articles and news.
NO_PERSON = word_set(
    """
    Disease Syndrome Disorder Cancer Virus Vaccine Vaccines Study Studies Trial Trials Test Tests
    Score Scale Index Method Methods Model Criteria Sign Law Act Prize Award Street Road Avenue
    Hall River County Park City Island Islands Lake Mount Mountain Valley Bay Beach Sea Ocean
    Desert Health Science Sciences Medicine Medical Research Nature Cell Lancet Journal Review
    Reviews Times Post Herald Tribune Guardian Telegraph Gazette Chronicle News Daily Week Month
    Year Day Table Figure Fig Box Section Chapter Part Phase Stage Type Class Grade Level Group
    Control Conclusion Conclusions Results Background Objective Objectives Introduction Discussion
    Abstract Aim Aims Purpose Design Setting Participants Interventions Intervention Outcome
    Outcomes Measures Findings Interpretation Funding Materials Patients Keywords References
    Copyright Article Articles Related Read More Share Print Email Comment Comments Reply Leave
    Home Page Menu Search Subscribe Newsletter Privacy Policy Terms Cookies Contact Photo Image
    Images Credit Source Video Watch Click Advertisement Updated Published Posted Getty Facebook
    Twitter Instagram YouTube Google Apple Amazon Microsoft Windows Android Bluetooth Internet Web
    Online Blood Heart Brain Liver Kidney Lung Skin Bone Gene Protein Factor Receptor Antibody
    Therapy Treatment Drug Drugs Diet Risk Care Public Global World International National Federal
    Royal American British European Asian African Chinese Indian Japanese German French Italian
    Spanish Russian Canadian Australian Korean Brazilian Mexican Swedish Danish Dutch Swiss
    Norwegian Israeli Iranian Turkish Latino Hispanic Christian Muslim Jewish Catholic Protestant
    Democrat Democrats Republican Republicans Democratic Gold Silver Black White Red Blue Green
    Covid COVID Coronavirus Pandemic Ebola Zika Influenza Flu Alzheimer Parkinson Hodgkin Crohn
    Huntington Down Kaplan Cox Fisher Pearson Spearman Student Bonferroni Wilcoxon Mann Cochrane
    Bayesian Markov Western Eastern Northern Southern Central North South East West Middle Upper
    Lower New Old Great Big Saint San Los Las Santa Fort Port Cape El Republic Kingdom States
    United Emirates Government House Office Court Police Army Navy Force Team Project Program
    Programme System Systems Technology Technologies Software Database Package Version Statistics
    Statistical Analysis Data Survey Report Reports Guidelines Guideline Society University
    Institute Intelligence Machine Learning Star Wars Game Games Show Super Bowl Olympics Olympic
    Cup Series Panel Gender Male Female Good Motivational Interviewing Practice Practices
    Principles Short Form List Check Inventory Questionnaire Checklist Linear Symptom Steroid
    Variable Models Quality Life Service Services State Drive Pollster Poll Lane Boulevard Plaza
    Campaign Committee Street Square Building Tower Station Airport Bridge Gate Hotel Restaurant
    Cafe Brothers Sons God Bible Christmas Easter Thanksgiving Ramadan Halloween Senior Junior
    Chief Executive Officer Vice Deputy Professor Director President
    """
)
#: Those that are surnames as well: a given name or a title before them makes them so. Source: the
#: most frequent surnames of the 2010 census of the United States and of Korea.
SURNAMES = word_set(
    """
    Park Hall White Black Green Gold West North Day Fisher Cox Pearson Kaplan Mann Lane Page Bay
    Lake Street Church Law Post House Major Short Good Young Sons List Read Bell Island Rivers
    Valley Huntington Parkinson Hodgkin Crohn Wilcoxon Cochrane Markov Spearman Lancet Central
    Christian
    """
)
#: Words that begin sentences, or follow a name, and are part of none.
FUNCTION_WORDS = word_set(
    """
    The A An In On At But And For With From This That These Those It He She They We I You If When
    While Where What Which Who Why How However Although Though Because Since After Before During
    Despite Through Under Over Between Among Across Against Until Unless Once Also Both Either
    Neither Not No Yes Some Many Most Much More Less Few All Any Each Every Other Another Such
    Such Here There Then Thus Hence Therefore Moreover Furthermore Meanwhile Instead Still Yet
    Even Only Just As By To Of Or Nor So Than Is Are Was Were Be Been Being Has Have Had Do Does
    Did Can Could Will Would May Might Must Should Shall Its His Her Their Our My Your According
    Based Using Given Similarly Finally First Second Third Last Next Recently Currently Today
    Yesterday Tomorrow Now Like Unlike Regarding Including Following Without Within Per Via Upon
    About Above Below Into Onto Out Up Down Off Again Further Indeed Perhaps Maybe Overall
    Additionally Specifically Notably Interestingly Importantly Surprisingly Previously Later
    Earlier Soon Says Said Asked Told Adds Added Ask Let Get Got Make Made Take Took See Saw Go
    Went Come Came Know Find Found Show Shows Showed Say Tell Give Gave Keep Think Want Need Help
    Try Call Called One Two Three Four Five Six Seven Eight Nine Ten Hi Hello Dear Thanks Thank
    Well Oh Ok Okay Please Sorry Never Always Often Sometimes Usually Everyone Everybody Someone
    Anyone Nobody Nothing Something Everything Researchers Scientists Doctors Experts Officials
    Authors Patients People Women Men Children Participants Investigators Physicians Studies
    Findings Results Data Especially January February March April May June July August September
    October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun Ago Back Too Very Really
    Actually Why's It's Don't Let's I'm I've Dot Https Http Www PhD MD RN MPH PharmD DO MSc BSc
    MBBS FRCP Me Us Them Him BY
    """
)
