"""The built-in cleaners and taggers keep what the conformance kit asks of every one."""

from __future__ import annotations

import pytest

from opsonin.testing import Sample, plugin_checks
from xml_samples import BIOC_JSON_RECORD, BIOC_RECORD, JATS, PUBMED_RECORD, RSS_ITEM

_FOR_AND_AGAINST = (
    "Aspirin causes asthma in children, the authors found.\n\n"
    "Aspirin does not cause asthma in children, the authors found."
)
pytestmark = pytest.mark.slow

test_cleaners = plugin_checks("cleaners", leave_out=["xml", "repairs"])
test_signals = plugin_checks("signals", leave_out=["quality_gate"])
test_repairs = plugin_checks(
    "repairs",
    samples=["She said: \u201cIt helps the patients. \u201c.", "It fell.The rest  stayed ."],
)
test_taggers = plugin_checks("taggers", leave_out=["claim_checks", "contradictions"])
test_claim_checks = plugin_checks("claim_checks", samples=[_FOR_AND_AGAINST])
test_contradictions = plugin_checks("contradictions", samples=_FOR_AND_AGAINST.split("\n\n"))
test_xml = plugin_checks(
    "xml",
    samples=[
        Sample(JATS, "application/jats+xml"),
        Sample(PUBMED_RECORD, "application/pubmed+xml"),
        Sample(BIOC_RECORD, "application/bioc+xml"),
        Sample(BIOC_JSON_RECORD, "application/bioc+json"),
        Sample(RSS_ITEM, "application/rss+xml"),
    ],
)
# As it comes it rejects nothing.
test_quality_gate = plugin_checks("quality_gate", options={"drop": ["short"]})
