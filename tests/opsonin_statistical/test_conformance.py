"""The statistical tagger keeps what the conformance kit asks of every one."""

from __future__ import annotations

import pytest

from opsonin.testing import plugin_checks

pytestmark = pytest.mark.slow

STUDY = (
    "We studied 40 patients with C7 deficiency (C7D) and with hereditary breast cancer. C7D was"
    " found in families with familial adenomatous polyposis.\n"
)

test_statistical = plugin_checks(
    "statistical",
    samples=[
        STUDY,
        "Doctors told the paper that patients with lupus recover.\n",
    ],
)
