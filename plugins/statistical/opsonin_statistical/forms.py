"""Simpler forms of a name, under which its concept may be known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.taggers.word_lists import word_set

#: So many words in front of a name may be mere modifiers: "severe chronic lupus nephritis".
_MOST_MODIFIERS = 4
#: In front of a single word only these are: a bladder inflammation is no inflammation as such.
#: Source: ours, from the development set of the NCBI disease corpus.
_MODIFIERS = word_set(
    "acute advanced bilateral chronic classic classical common congenital early familial fatal"
    " hereditary human idiopathic inherited isolated juvenile late metastatic mild moderate"
    " persistent primary progressive rare recurrent secondary severe sporadic symptomatic transient"
    " typical unilateral"
)
#: Salts and hydrates: MeSH files them under the substance.
#: Source: the modified forms of the INN (WHO 1996, Names for radicals and groups).
_SALTS = (
    "acetate|besilate|besylate|bitartrate|bromide|calcium|chlorhydrate|chloride|citrate|decanoate"
    "|dipropionate|disodium|embonate|fumarate|gluconate|hcl|hydrate|hydrobromide|hydrochloride"
    "|iodide|lactate|lithium|magnesium|malate|maleate|mesilate|mesylate|methanesulfonate|nitrate"
    "|oxalate|palmitate|pamoate|phosphate|potassium|propionate|salicylate|salt|sodium|succinate"
    "|sulfate|sulphate|tartrate|tosylate|valerate"
)
_SALT = re.compile(
    rf"[ -](?:anhydrous|base|ions?|(?:di|hemi|mono|sesqui|tri)?(?:{_SALTS}))\Z", re.IGNORECASE
)
#: What tells optical isomers and labelled molecules from the substance: (+)-, D-, (R,S)-, [3H]-.
#: Source: IUPAC Recommendations 2013, P-8 (isotopes) and P-9 (configuration).
_CONFIGURATION = re.compile(
    r"(?:\((?:\+/-|\+-|[+\u00b1-]|[RSEZ](?:,[RSEZ])*)\)-?|(?:dl|[dlrs]|rac|cis|trans)-"
    r"|[\[(]?\(?\d{1,3}\)?-?[CFHI][\])]?-|\[\w+\]-?)(?=\S{3})",
    re.IGNORECASE,
)
_MOST_SALTS = 3


def modified(name: str) -> Iterator[str]:
    """Yield what is left of a name without modifiers in front.

    >>> list(modified("severe lupus nephritis")), list(modified("chronic asthma"))
    (['lupus nephritis'], ['asthma'])
    """
    words = name.split()
    for dropped in range(1, min(len(words), _MOST_MODIFIERS + 1)):
        is_single = dropped == len(words) - 1
        if not is_single or _MODIFIERS.issuperset(one.lower() for one in words[:dropped]):
            yield " ".join(words[dropped:])


def substances(name: str) -> Iterator[str]:
    """Yield the substances of which a chemical's name is a salt, an isomer or a labelled form.

    >>> list(substances("gentamicin sulfate")), list(substances("[3H]-D-glucose"))
    (['gentamicin'], ['D-glucose', 'glucose'])
    """
    bases = [name]
    while len(bases) <= _MOST_SALTS and (base := _SALT.sub("", bases[-1])) != bases[-1]:
        bases.append(base)
    yield from bases[1:]
    for base in bases:
        bare = base
        while (rest := _CONFIGURATION.sub("", bare, count=1)) != bare and bare.endswith(rest):
            yield rest
            bare = rest
