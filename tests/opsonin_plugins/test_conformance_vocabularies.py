"""The built-in vocabularies keep what the conformance kit asks of every vocabulary."""

from __future__ import annotations

from opsonin.testing import plugin_checks

#: Of each concept the label is for people; what is found in texts are the names.
_LABELS = "labels_are_among_the_names"
_REORDERED = {
    _LABELS: "Inverted labels ('alopecia, isolated') stand there in natural order, and systematic "
    "ones and those of more than 72 characters are left out: no text has them."
}

test_mondo = plugin_checks("mondo", expected_failures=_REORDERED)
test_hp = plugin_checks("hp", expected_failures=_REORDERED)
test_cl = plugin_checks("cl", expected_failures=_REORDERED)
test_uberon = plugin_checks("uberon", expected_failures=_REORDERED)
test_hgnc = plugin_checks(
    "hgnc",
    expected_failures={_LABELS: "Symbols of two letters, such as SI and TH, mean too many things."},
)
test_famplex = plugin_checks(
    "famplex",
    expected_failures={
        _LABELS: "Texts for genes of HGNC and proteins of MeSH bear the labels of those."
    },
)
test_mesh = plugin_checks(
    "mesh",
    expected_failures={
        _LABELS: "Concepts that MONDO, HP, CL or UBERON have as well bear their label.",
        "alt_ids_are_not_ids_of_others": "MONDO refers to eight descriptors that are narrower or "
        "wider than its own concept; which of them is right no file says.",
    },
)
test_lexicon = plugin_checks(
    "lexicon",
    expected_failures={_LABELS: "It adds everyday words to concepts of the other vocabularies."},
)
