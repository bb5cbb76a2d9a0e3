from __future__ import annotations

import pytest

from opsonin.errors import ConfigError
from opsonin.scaffold.taken import check_free


def test_name_of_a_built_in_component_is_refused_for_every_kind_of_component() -> None:
    with pytest.raises(ConfigError, match=r"'identifiers', and opsonin .* has one of that name"):
        check_free("identifiers", "cleaner")


def test_vocabularies_have_names_of_their_own() -> None:
    check_free("identifiers", "vocabulary")
    with pytest.raises(ConfigError, match="--component my_mondo"):
        check_free("mondo", "vocabulary")


def test_other_names_are_free() -> None:
    check_free("doses", "tagger")
