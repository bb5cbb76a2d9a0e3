from __future__ import annotations

import pytest

from opsonin import ConfigError
from opsonin.manager.config import Settings


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("March", "", "--since: 'March' is no day. Expected YYYY-MM-DD."),
        ("", "2026-02-30", "--until: '2026-02-30' is no day. Expected YYYY-MM-DD."),
        ("2026-02-02", "2026-02-01", "--until: The period ends on 2026-02-01, before it begins"),
    ],
)
def test_period_that_is_none_is_refused(since: str, until: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings(only="tag", since=since, until=until)
    assert str(caught.value).startswith(told)


def test_period_of_a_run_that_reads_inputs_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"reads inputs has no period\. Add --only tag"):
        Settings(until="2026-02-01")
    assert Settings(only="tag", since="2026-02-01", until="2026-02-01").only == "tag"
