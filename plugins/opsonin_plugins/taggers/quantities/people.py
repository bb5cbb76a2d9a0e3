"""Nouns for people who are counted in studies and news."""

from __future__ import annotations

from opsonin_plugins.taggers.quantities.word_list import word_set

#: Singular and plural. A case is the person who has it.
PEOPLE = word_set(
    "patient patients people participant participants case cases women woman men man child",
    "children subject subjects individual individuals adult adults person persons volunteer",
    "volunteers male males female females girl girls boy boys infant infants neonate neonates",
    "baby babies student students control controls respondent respondents",
)
