from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin import Cleaned
from opsonin_plugins.cleaners.encoding import ENCODING
from runaway import must_end

Run = Callable[..., tuple[str, Cleaned]]


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("The patientâ€™s dose", "The patient\u2019s dose"),
        ("temperature of 37 Â°C", "temperature of 37 \u00b0C"),
        ("â€œRest,â€ he said. â€œSleep.â€", "\u201cRest,\u201d he said. \u201cSleep.\u201d"),
        ("CafÃ© au lait and naÃ¯ve cells", "Caf\u00e9 au lait and na\u00efve cells"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ufeffStart", "Start"),
        ("inter\u00adferon and zero\u200bwidth", "interferon and zerowidth"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("5&nbsp;mg &amp;amp; 6 mg &#8217;", "5 mg & 6 mg \u2019"),
        ("the \ufb01rst e\ufb00ect", "the first effect"),
    ],
)
def test_damage_is_repaired(run_cleaner: Run, damaged: str, sound: str) -> None:
    assert run_cleaner(ENCODING, damaged)[0] == sound


@pytest.mark.parametrize(
    "text",
    [
        "\u201cCurly\u201d and \u2018single\u2019 quotes stay, as in the caf\u00e9\u2019s",
        "CO\u2082 at 10\u207b\u00b3 M, \u00bd dose, \u03b2-catenin",
        "Jean Dyck\u00a0et al.",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "AT&T and R&D; P < .05 & more",
        "\u4e2d\u6587\u3002\uff21",
    ],
)
def test_sound_text_is_left_alone(run_cleaner: Run, text: str) -> None:
    assert run_cleaner(ENCODING, text)[1].edits == []


def test_edits_lie_where_the_damage_is(run_cleaner: Run) -> None:
    text = "A long and sound paragraph.\nThe patientâ€™s dose.\nAnother sound one."
    (edit,) = run_cleaner(ENCODING, text)[1].edits
    assert text[edit.start : edit.end] == "â€™"
    assert edit.reason == "mojibake"


def test_long_damaged_run_takes_linear_time(run_cleaner: Run) -> None:
    with must_end():
        text, _ = run_cleaner(ENCODING, "Ã©" * 80_000)
    assert text == "\u00e9" * 80_000
