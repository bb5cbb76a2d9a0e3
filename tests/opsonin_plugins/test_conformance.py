"""The built-in cleaners and taggers keep what the conformance kit asks of every one."""

from __future__ import annotations

import pytest

from opsonin.testing import Sample, plugin_checks
from xml_samples import JATS, PUBMED_RECORD

pytestmark = pytest.mark.slow

test_cleaners = plugin_checks("cleaners")
test_signals = plugin_checks("signals", leave_out=["quality_gate"])
test_taggers = plugin_checks("taggers")
test_xml = plugin_checks(
    "xml",
    samples=[
        Sample(JATS, "application/jats+xml"),
        Sample(PUBMED_RECORD, "application/pubmed+xml"),
    ],
)
# As it comes it rejects nothing.
test_quality_gate = plugin_checks("quality_gate", options={"drop": ["short"]})
