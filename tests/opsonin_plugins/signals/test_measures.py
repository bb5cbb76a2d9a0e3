from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin import Analysis
from opsonin.tables.clean import Signals
from opsonin.tables.model import arrow_schema
from opsonin_plugins.signals import block
from opsonin_plugins.signals.measures import measure

TEXTS = st.text(alphabet="aB. \n-#{\u2026\u00e9\U0001f600\r", max_size=40)


def test_every_column_of_the_table_is_measured() -> None:
    texts = pa.array(["Mice sleep."])
    own = {"doc_id", "component", "component_version", "flag_density"} | {
        "removed_repeat_char_fraction"
    }
    assert {*measure(Analysis(texts), texts)} == {*arrow_schema(Signals).names} - own


@given(st.lists(TEXTS, min_size=2, max_size=5), st.integers(1, 30))
def test_measures_do_not_depend_on_the_batch(texts: list[str], block_tokens: int) -> None:
    batch = pa.array(["a", *texts])
    whole = measure(Analysis(batch), batch)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "BLOCK_TOKENS", block_tokens)
        cut = measure(Analysis(batch), batch)
    for name, values in whole.items():
        assert cut[name].tolist() == values.tolist(), name
    turned = pa.array([*reversed(texts), "a"])
    for name, values in measure(Analysis(turned), turned).items():
        assert values.tolist() == whole[name].tolist()[::-1], name


def test_texts_may_be_a_slice_of_others() -> None:
    texts = pa.array(["left out", "Mice sleep. Mice sleep.", "left out too"])
    part = texts.slice(1, 1)
    whole, alone = measure(Analysis(texts), texts), measure(Analysis(part), part)
    assert all(alone[name][0] == whole[name][1] for name in whole)
