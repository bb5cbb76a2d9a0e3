from __future__ import annotations

from opsonin_plugins.cleaners.plugin import register_cleaners


def test_all_built_in_cleaners_are_offered() -> None:
    phases = {cleaner.name: cleaner.phase for cleaner in register_cleaners()}
    assert phases == {
        "markdown": "markup",
        "html": "markup",
        "xml": "markup",
        "encoding": "repair",
        "repairs": "repair",
        "chrome": "strip",
        "metadata": "describe",
        "segments": "segment",
        "damage": "segment",
    }


def test_markup_cleaners_declare_their_media_types() -> None:
    for cleaner in register_cleaners():
        assert bool(cleaner.media_types) == (cleaner.phase == "markup")
