"""The built-in cleaners and taggers keep what the conformance kit asks of every one."""

from __future__ import annotations

import pytest

from opsonin.testing import plugin_checks

pytestmark = pytest.mark.slow

test_cleaners = plugin_checks("cleaners")
test_signals = plugin_checks("signals", leave_out=["quality_gate"])
test_taggers = plugin_checks("taggers")
# As it comes it rejects nothing.
test_quality_gate = plugin_checks("quality_gate", options={"drop": ["short"]})
