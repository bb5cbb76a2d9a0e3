from __future__ import annotations

import hashlib
from pathlib import Path

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import build_pipeline
from opsonin.runner.commit import corpus
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin_plugins.taggers.comparisons import Comparisons
from opsonin_plugins.taggers.signatures import Signatures

LINKED = ("links", "link_evidence", "comparisons")
WORDS = [f"word{n}" for n in range(100)]


def settings(inputs: Path, data: Path) -> Settings:
    return counting_settings(inputs, data, taggers=("signatures", "duplicates"), sync=True)


def store_of(chosen: Settings) -> Store:
    open_pipeline.cache_clear()
    run_locally(chosen)
    own = {"signatures": Signatures, "comparisons": Comparisons}
    return Store(chosen.data, {**CONTRACT, **INTERNAL, **own})


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)


def changed(number: int) -> str:
    return " ".join([*WORDS[:number], f"other{number}", *WORDS[number + 1 :]])


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def digests(store: Store) -> dict[str, str]:
    return {name: digest for name, digest in store.digests().items() if name in LINKED}


def test_new_document_rewrites_its_own_links_alone(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    folder = tmp_path / "in"
    write(folder, a=changed(1), b=changed(50), c="one text", d="one text")
    first = store_of(settings(folder, tmp_path / "data"))
    before = {name: first.owners(name, first.all_owners(name)) for name in LINKED}
    assert before["links"]
    new = changed(98)
    write(folder, e=new)
    store = store_of(settings(folder, tmp_path / "data"))
    after = {name: store.owners(name, store.all_owners(name)) for name in LINKED}
    # Whoever ranks later starts the link: the new document, or those that it ranks before.
    linked = {id_of(new), id_of(changed(1)), id_of(changed(50))}
    for name in LINKED:
        kept = {owner: rows for owner, rows in before[name].items() if owner not in linked}
        assert kept.items() <= after[name].items()
    fresh = store_of(settings(folder, tmp_path / "fresh"))
    assert digests(store) == digests(fresh)


def test_document_that_vanishes_leaves_no_link(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    folder = tmp_path / "in"
    write(folder, **{f"n{n}": f"text number {n}" for n in range(20)})
    write(folder, a=changed(1), b=changed(50), c=changed(60))
    assert store_of(settings(folder, tmp_path / "data")).counts()["links"] == 3
    (folder / "b.txt").unlink()
    store = store_of(settings(folder, tmp_path / "data"))
    assert store.counts()["links"] == 1
    rows = store.scan("links").to_pylist()
    assert id_of(changed(50)) not in {*rows[0].values()}
    assert digests(store) == digests(store_of(settings(folder, tmp_path / "fresh")))


def test_taggers_of_third_parties_alone_may_fail(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    taggers = ("signatures", "duplicates", "capitals", "pairs")
    chosen = counting_settings(tmp_path / "in", tmp_path / "data", taggers=taggers)
    pipeline = build_pipeline(chosen)
    may_fail = {one.name: corpus._may_fail(one) for one in pipeline.corpus_taggers}
    assert may_fail == {"duplicates": False, "pairs": True}
    assert not any(corpus._may_fail(one) for one in corpus.strict(pipeline).corpus_taggers)
