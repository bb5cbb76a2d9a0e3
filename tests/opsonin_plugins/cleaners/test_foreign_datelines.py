from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.datelines import read_dateline


@pytest.mark.parametrize(
    ("line", "agency", "place", "day"),
    [
        ("OMSK, May 14 - RIA Novosti. Two", "RIA Novosti", "OMSK", "XXXX-05-14"),
        ("OMSK, January 19. /TASS/. Two", "TASS", "OMSK", "XXXX-01-19"),
        ("Lima, 12 Mar (EFE) .- Two", "EFE", "Lima", "XXXX-03-12"),
        ("Lima, Aug 4 (Tea Andina) Two", "Tea Andina", "Lima", "XXXX-08-04"),
        ("Jeddah, Safar 12, 1443, May 2, 2021, SPA -- Two", "SPA", "Jeddah", "2021-05-02"),
        ("(Seoul = Tea News) Reporter Jo Li = Two", "Tea News", "Seoul", None),
        ("Tea Daily, Jinan, May 9 (Reporter Li Yu) Two", "Tea Daily", "Jinan", "XXXX-05-09"),
        ("Tea Daily Online, March 17th. Two", "Tea Daily Online", None, "XXXX-03-17"),
        ("[Bonn, May 4, Kyodo] Two", "Kyodo", "Bonn", "XXXX-05-04"),
        ("[Kyodo, Bonn, May 4] Two", "Kyodo", "Bonn", "XXXX-05-04"),
        ("(Tea News Agency reporter Jo Li, Bonn, 4th) Two", "Tea News Agency", "Bonn", None),
        ('Cairo - "Tea Today": Two', "Tea Today", "Cairo", None),
    ],
)
def test_datelines_of_other_languages(
    line: str, agency: str, place: str | None, day: str | None
) -> None:
    found = read_dateline(line)
    assert found is not None
    expected = {"publisher": agency, "dateline_place": place, "published_value": day}
    named = {name: found.values[name][0] if name in found.values else None for name in expected}
    assert named == expected


@pytest.mark.parametrize(
    "line",
    [
        "(Smith, Bonn, May 4) Two",
        "[Bonn, May 4] Two",
        "Tea (Green) helps, May 4 was the day.",
        "In Lima, Aug 4 was warm (and dry) for all.",
        'Methods - "Tea" was given to all.',
        "The Times, which printed it, was wrong.",
    ],
)
def test_text_is_no_dateline(line: str) -> None:
    assert read_dateline(line) is None
