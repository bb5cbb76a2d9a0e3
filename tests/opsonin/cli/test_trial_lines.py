from __future__ import annotations

from dataclasses import replace

from opsonin.cli.trial_lines import MAX_SHOWN, trial_lines
from opsonin.cli.trial_printing import plain
from opsonin.trials.trial import EditMade, Fault, Item, RefinedRows, Trial, TrialSubject, Tried

TEXT = "one two\nthree"
SUBJECT = TrialSubject(
    kind="tagger", name="codes", version="2", distribution="acme 1.0", options={"window": 5}
)


def shown(trial: Trial) -> str:
    return "\n".join(map(plain, trial_lines(trial)))


def test_head_names_component_options_and_document() -> None:
    document = Tried("a\x1b.txt", "a" * 32, "text/plain", "text", is_only=False)
    head = shown(Trial(subject=SUBJECT, document=document, before=("segments",), text=TEXT))
    assert head.startswith("tagger codes 2 of acme 1.0\n  window = 5\n")
    assert "(text/plain, 13 code points), read by text" in head
    assert "the first of several in the file" in head
    assert "after segments" in head
    assert "\x1b" not in head
    assert head.endswith("no rows")


def test_plugin_that_cannot_be_loaded_has_no_component() -> None:
    subject = replace(SUBJECT, kind=None)
    fault = Fault("It raised.", ("  File 'x.py', line 3", "ValueError: no"))
    lines = shown(Trial(subject=subject, fault=fault)).splitlines()
    assert lines == ["acme 1.0 cannot be loaded.", "", "  File 'x.py', line 3", "ValueError: no"]


def test_edits_show_what_stood_around_them_and_how_many_are_left_out() -> None:
    cleaner = replace(SUBJECT, kind="cleaner")
    edit = EditMade(4, 7, "two", "2", "number")
    trial = Trial(subject=cleaner, text=TEXT, edits=[edit] * (MAX_SHOWN + 2))
    found = shown(trial)
    assert f"{MAX_SHOWN + 2} edits" in found
    assert found.count("4:7 number  one [-two-]{+2+}⏎three") == MAX_SHOWN
    assert "2 further edits" in found


def test_items_of_a_source_are_told_apart() -> None:
    items = [
        Item("document", "a.txt", {"media_type": "text/plain", "metadata": "{}"}, "Some\ntext"),
        Item("reject", "b.txt", {"reason": "empty", "detail": None}),
    ]
    source = replace(SUBJECT, kind="source")
    found = shown(Trial(subject=source, items=items, is_complete=False))
    assert "2 items and more\ndocument a.txt\n  media_type text/plain\n  Some⏎text\n" in found
    assert found.endswith("reject b.txt\n  reason empty")


def test_rows_are_marked_in_the_text_and_changes_of_a_refiner_are_told() -> None:
    row = {"doc_id": "a" * 32, "clean_start": 4, "clean_end": 7, "text": "two", "type": "number"}
    changed = {**row, "negated": True, "was": {"negated": False}}
    trial = Trial(
        subject=SUBJECT,
        text=TEXT,
        rows={"mentions": [row]},
        refined={"mentions": RefinedRows([], [changed], 1)},
    )
    found = shown(trial)
    assert "mentions: 1 new row" in found
    assert "changed" in found
    assert "negated" in found
    assert "a" * 32 not in found
