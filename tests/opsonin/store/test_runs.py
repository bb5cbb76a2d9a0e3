from opsonin.store.store import Store


def test_runs_are_listed_in_order(store: Store) -> None:
    assert store.runs() == []
    store.append_run({"id": 1})
    store.append_run({"id": 2, "text": "line\nbreak"})
    assert [run["id"] for run in store.runs()] == [1, 2]


def test_torn_last_line_is_ignored_and_repaired(store: Store) -> None:
    store.append_run({"id": 1})
    path = store.root / "store" / "runs.jsonl"
    with path.open("ab") as file:
        file.write(b'{"id": 2, "st')
    assert store.runs() == [{"id": 1}]
    store.append_run({"id": 3})
    assert store.runs() == [{"id": 1}, {"id": 3}]
    assert path.read_bytes() == b'{"id":1}\n{"id":3}\n'


def test_hole_left_by_a_power_cut_is_skipped(store: Store) -> None:
    path = store.root / "store" / "runs.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\0\0\0\n")
    store.append_run({"id": 1})
    assert store.runs() == [{"id": 1}]
