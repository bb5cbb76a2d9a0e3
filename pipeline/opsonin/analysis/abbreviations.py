"""Words before a full stop that need not be the end of a sentence, and words that begin one.

Source: Citing Medicine, appendix A (NLM); the list of title word abbreviations (ISO 4); the Chicago
Manual of Style, chapter 10; International Code of Nomenclature, ranks of taxa. Checked against the
tuning half of the CRAFT articles. Matching ignores case; `CAPITALISED` count only with a capital.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from opsonin.analysis.hashing import hash_words
from opsonin.analysis.stretches import Hashes

#: What follows them belongs to them: never an end.
BINDING = """
approx appt assoc assn ca cf conc config dil ed eds edn eg eqn eqns esp excl fig figs freq ie incl
nos nr para paras pop pp prep ref refs rel resp sect ser ssp subg subgen subsp suppl tbl temp var
viz vol vols vs
"""

#: The same, but only with a capital at the beginning.
CAPITALISED = """
Dr Drs Prof Mr Mrs Ms Messrs Mx Rev Fr Hon Gov Sen Rep Reps Pres Gen Col Maj Capt Cmdr Lt Sgt Cpl
Adm Supt St Ste Mt Ft Ave Blvd Rd Dept Univ Inst Natl Acad Assoc Soc Mfg Intl Ph
Jan Feb Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
Eq Eqs Tab Ed Eds Ch Chap Sect Sec Ex Exs Pt Pts Ver Cat Lat
Acta Adv Agric Am Amer Anal Anat Anim Ann App Appl Arch Behav Bioinform Biochem Biol Biomed Biophys
Biotechnol Bot Br Brit Bull Cardiol Cardiovasc Chem Circ Clin Commun Comp Comput Crit Curr Cytogenet
Cytol Dent Dermatol Dev Diabetol Diagn Dis Ecol Educ Embryol Endocrinol Eng Entomol Environ Enzymol
Epidemiol Ergon Eur Eval Evol Exp Gastroenterol Genet Geriatr Gerontol Gynecol Haematol Hematol
Hepatol Histochem Histol Hosp Hum Hyg Immun Immunol Immunother Infect Inorg Int Intern Invest
Investig Jpn Klin Lett Mater Med Metab Microb Microbiol Mol Monogr Morphol Mutat Mycol Nat Nephrol
Neurobiol Neurochem Neurol Neurophysiol Neuropsychol Neuropsychopharmacol Neurosci Neurosurg Nucl
Nutr Obstet Occup Oncol Ophthalmol Org Ornithol Orthop Otolaryngol Parasitol Pathol Pediatr Pharm
Pharmacol Pharmacokinet Pharmacother Phil Philos Photochem Phys Physiol Plast Pol Pract Prev Proc
Prog Psychiatr Psychol Quant Radiat Radiol Rehabil Reprod Res Respir Rheumatol Scand Sci Semin Stat
Struct Surg Symp Syst Ther Thorac Toxicol Transl Transplant Trop Tuberc Urol Vet Virol Wkly Zool
Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Mass Mich Minn Mont Neb Nev Okla Ore Penn Pa Phila
Tenn Tex Va Vt Wis
"""

#: An end only before a capital.
RARELY = "etc sp spp"

#: An end only before a capitalised word of `OPENERS`.
PERHAPS = "al bros bsc cl co corp cv dds inc jr llc ltd md msc no phd plc pty sr"

#: Capitalised words that begin sentences and hardly ever stand inside a name, title or address.
OPENERS = """
a additionally after all also although among an another any are as at because before besides
between both but by can compared consequently consistent conversely despite did do does during each
either finally first firstly following for from further furthermore given had has have he hence her
here his how however i if in indeed instead interestingly is it its itself last lastly later like
many meanwhile more moreover most much my neither nevertheless next nonetheless nor not notably now
of on once one only or other others otherwise our ours over overall patients people previous
previously recent recently second secondly she similarly since so some still such surprisingly than
that the their then there therefore these they this those though three through thus to today
together two under unfortunately unlike until up upon was we were what when where whereas whether
which while who whose why will with within without yet you your
"""

#: A single letter after them is no initial: "vitamin A. Mice".
LETTERED = """
allele amphotericin annexin antigen appendix axis box calpain cathepsin chain class clade cluster
cohort column complex compound condition cyclin cyclosporin cyclosporine cytochrome domain exhibit
experiment factor fig figs figure figures form gene genes genotype grade granzyme group groups
haplotype hepatitis immunoglobulin influenza isoform kinase lane lanes lineage mitomycin panel
panels part phase plan point probe probes protein proteinase region sample schedule section
serotype site stage state step strain subtype subunit table tables trichostatin type variant
version vitamin vitamins
"""

#: A single letter after a number and before a stop is one of these units.
UNITS = "c d f g h j k l m n s v w"


@cache
def hashes_of(words: str) -> Hashes:
    """Return the sorted hashes of the words of a list."""
    return np.unique(hash_words(words.split()))
