from __future__ import annotations

import pickle
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect

import pytest
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, PREFECT_HOME

from opsonin.errors import StageError
from opsonin.manager.config import Settings
from opsonin.runner.forgetting import forget_documents, known_documents
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_flows import shards
from opsonin_flows.discretion import (
    IncompleteError,
    UntoldError,
    kept_inputs,
    original_of,
    untold,
    with_inputs,
)
from opsonin_flows.plugin import run_flow

TRACES = ("quagga", "zeppelin", "xylophone")


def test_error_is_told_by_its_kind_alone() -> None:
    with pytest.raises(UntoldError) as caught, untold():
        raise StageError("The quagga is here.", where="xylophone.txt")
    assert str(caught.value).startswith("StageError. `opsonin status` tells the message")
    assert str(original_of(caught.value)) == "xylophone.txt: The quagga is here."
    assert caught.value.__suppress_context__
    travelled = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
    assert str(original_of(travelled)) == "xylophone.txt: The quagga is here."


def test_error_of_a_plugin_is_unexpected_and_told_once() -> None:
    with pytest.raises(UntoldError, match=r"^An unexpected error\.") as caught, untold(), untold():
        raise ValueError("quagga")
    assert isinstance(original_of(caught.value), ValueError)
    other = KeyError("x")
    assert original_of(other) is other


def test_stop_is_passed_on() -> None:
    with pytest.raises(KeyboardInterrupt), untold():
        raise KeyboardInterrupt


def test_failure_in_a_run_that_stands_is_told_by_its_kind() -> None:
    report = {
        "snapshot": 3,
        "unlinked": ["x 1 of y 2 failed: ValueError: quagga: zeppelin"],
        "unpublished": ["z of y 2 failed on snapshot 3: OSError: xylophone.txt"],
        "drift": [],
    }
    error = pickle.loads(pickle.dumps(IncompleteError(report)))  # noqa: S301 - made here
    assert str(error) == (
        "Snapshot 3 stands, but not all was done: x 1 of y 2 failed: ValueError; z of y 2 failed "
        "on snapshot 3: OSError. `opsonin status` tells the messages, with the data folder."
    )
    assert error.report == report


def test_inputs_reach_the_flow_beside_its_parameters() -> None:
    settings = Settings(inputs=("a", "b"), workers=2)
    with kept_inputs(settings) as told:
        assert told == Settings(inputs=(), workers=2)
        assert with_inputs(told) == settings
    assert with_inputs(Settings(inputs=("c",))) == Settings(inputs=("c",))


@pytest.fixture
def database(server: None) -> Path:
    """The file of the server's database."""
    assert server is None
    url = PREFECT_API_DATABASE_CONNECTION_URL.value()
    assert url is not None
    path = Path(str(url).partition(":///")[2])
    assert path.is_file()
    return path


@pytest.mark.slow
def test_no_byte_of_a_document_is_in_the_database(
    database: Path, lean: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = Path(lean.inputs[0])
    (texts / "xylophone.txt").write_text("About a quagga\n\nThe zeppelin has 12 of 40 patients.\n")
    (texts / "nothing.txt").write_text("")
    run_flow(lean.to_json())
    run_flow(replace(lean, inputs=(str(texts / "xylophone.txt"),)).to_json())
    with pytest.raises(Exception, match=r"There is no input .*xylophone"):
        run_flow(replace(lean, inputs=(str(texts / "xylophones.txt"),)).to_json())

    def broken(_task: object) -> None:
        raise StageError("The quagga has broken it.", where="xylophone.txt")

    with monkeypatch.context() as patch:
        patch.setattr(shards, "run_shard", broken)
        (texts / "new.txt").write_text("There is work to do.")
        with pytest.raises(StageError, match=r"xylophone.txt: The quagga has broken it"):
            run_flow(lean.to_json())
    store = Store(lean.data, {**CONTRACT, **INTERNAL})
    assert any("quagga" in str(record.get("error")) for record in store.runs())
    assert _told(database), "the flow runs are not in this database"
    assert _traces(_files_of(database)) == []

    (doc_id,) = (
        doc_id
        for doc_id, places in store.places_of(sorted(known_documents(store))).items()
        if places == ["xylophone.txt"]
    )
    forget_documents(lean, [doc_id])
    files = [path for path in lean.data.rglob("*") if path.is_file()]
    assert _traces(files) == []
    assert _traces(_files_of(database)) == []


def _files_of(database: Path) -> list[Path]:
    """Return all that the server has written, the write-ahead log among it."""
    return [*database.parent.glob(f"{database.name}*"), *PREFECT_HOME.value().rglob("*")]


def _told(database: Path) -> bool:
    with closing(connect(database)) as connection:
        names = connection.execute("SELECT parameters FROM flow_run").fetchall()
    return any("taggers" in str(name) for name in names)


def _traces(files: list[Path]) -> list[str]:
    return [
        f"{path}: {trace}"
        for path in files
        if path.is_file()
        for trace in TRACES
        if trace.encode() in path.read_bytes()
    ]
