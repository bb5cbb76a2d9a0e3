"""The built-in cleaners and taggers keep what the conformance kit asks of every one."""

from __future__ import annotations

import pytest

from opsonin.testing import Sample, plugin_checks
from xml_samples import BIOC_JSON_RECORD, BIOC_RECORD, JATS, PUBMED_RECORD, RSS_ITEM

pytestmark = pytest.mark.slow

test_cleaners = plugin_checks("cleaners")
test_signals = plugin_checks("signals", leave_out=["quality_gate"])
test_taggers = plugin_checks("taggers")
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
