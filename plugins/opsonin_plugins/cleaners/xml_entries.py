"""The signs between the parts of an entry of a bibliography that states its parts alone."""

from __future__ import annotations

from opsonin_plugins.xmldoc.elements import Element, attribute

#: What stands between two parts, in the style of the journals of medicine. Source: ICMJE and
#: NLM, "Citing Medicine", chapter 1.
_PAIRS = {
    ("surname", "given-names"): " ",
    ("given-names", "surname"): " ",
    ("given-names", "suffix"): " ",
    ("surname", "suffix"): " ",
    ("name", "name"): ", ",
    ("name", "etal"): ", ",
    ("name", "collab"): ", ",
    ("string-name", "string-name"): ", ",
    ("collab", "name"): ", ",
    ("collab", "etal"): ", ",
    ("year", "volume"): ";",
    ("volume", "fpage"): ":",
    ("volume", "elocation-id"): ":",
    ("issue", "fpage"): ":",
    ("issue", "elocation-id"): ":",
    ("volume", "issue"): "(",
    ("year", "issue"): " (",
    ("year", "fpage"): ":",
    ("fpage", "lpage"): "-",
    ("publisher-loc", "publisher-name"): ": ",
    ("publisher-name", "publisher-loc"): ", ",
    ("publisher-name", "year"): "; ",
    ("publisher-loc", "year"): "; ",
    ("year", "month"): " ",
    ("month", "day"): " ",
    ("month", "volume"): ";",
    ("day", "volume"): ";",
}
_STOP = ". "
#: Elements that only dress characters, so that no word ends where they begin.
STYLES = frozenset(("italic", "bold", "sup", "sub", "sc", "monospace", "underline", "xref"))
#: Pairs whose second part stands in parentheses.
PARENTHESES = frozenset((("volume", "issue"), ("year", "issue")))
#: Marks that ids have in running text, where no attribute tells what they are.
_ID_MARKS = {"doi": "doi:", "pmid": "PMID: ", "pmcid": "PMCID: ", "pmc": "PMCID: "}


def separator(markup: str, before: Element, after: Element, ending: str) -> str:
    """Return what to put between two parts.

    Args:
        markup: The source.
        before: The part before.
        after: The part after.
        ending: The last character of the part before; a full stop is not put after one.
    """
    if after.name == "label" or before.name == "label":
        return " "
    sign = _PAIRS.get((before.name, after.name), _STOP)
    if sign == _STOP and ending in ".?!":
        sign = " "
    if after.name == "pub-id":
        return sign + _ID_MARKS.get(attribute(markup, after, "pub-id-type"), "")
    return sign
