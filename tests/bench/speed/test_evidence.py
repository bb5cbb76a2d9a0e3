from __future__ import annotations

import json

import pytest

from opsonin_bench.speed.evidence import cpu_seconds
from opsonin_bench.speed.measuring import Usage


def test_wall_seconds_of_taggers_of_evidence_become_cpu_seconds() -> None:
    lines = [
        {"stage": "tag", "component": "dates", "seconds": 2.0},
        {"stage": "tag", "component": "concepts", "seconds": 8.0},
        {"stage": "clean", "component": "citations", "seconds": 1.0},
    ]
    usage = Usage(6.0, 12.0, 0, 0, json.dumps({"profile": lines}))
    assert cpu_seconds(usage) == {"dates": pytest.approx(1.0)}
