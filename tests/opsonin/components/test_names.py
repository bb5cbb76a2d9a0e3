from __future__ import annotations

import subprocess
import sys

import pytest

import opsonin


@pytest.mark.parametrize("name", opsonin.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(opsonin, name) is not None


def test_public_names_are_listed_once_and_have_a_home() -> None:
    assert sorted(opsonin._HOME) == sorted(set(opsonin.__all__) - {"__version__"})
    assert len(opsonin.__all__) == len(set(opsonin.__all__))
    assert dir(opsonin) == sorted(opsonin.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'opsonin' has no attribute 'Taggr'"):
        _ = opsonin.Taggr


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ("pandera", "pyarrow", "pandas", "polars", "prefect", "numpy", "pluggy")
    program = f"import opsonin, sys; print([n for n in {heavy} if n in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"
