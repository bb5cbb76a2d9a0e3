"""Awkward documents: none of them may end in an error, or in a row that breaks the contract."""

from __future__ import annotations

from functools import partial

from opsonin.testing.check import Check
from opsonin.testing.comparing import label
from opsonin.testing.failing import CheckFailed
from opsonin.testing.subject import Subject
from opsonin.testing.watching import awkward, on_awkward

#: Reasons of rejects that a component does not give on purpose, with the remedy.
FAULTS = {
    "contract": "Give only what the table allows: `opsonin tables NAME` lists its columns.",
    "error": "Raise no error on any text; a cleaner can give a Reject with a reason of its own.",
    "io": "Open nothing but files of your own distribution and your cache.",
    "memory": "Keep memory in proportion to the text.",
    "span_outside": "Offsets are half-open, 0-based, and count the code points of the text that "
    "the component was given; no span is empty.",
    "timeout": "Wait for nothing.",
}

#: Kind of awkward text -> what a component does with it.
_PROMISES = {
    "empty": "A text without any character is no error.",
    "white_space": "A text of white space alone is no error.",
    "nul": "NUL characters are signs like others.",
    "control": "Control characters and escape sequences are signs like others.",
    "line_ends": "CR, CRLF, LF, Unicode line ends and a byte order mark are no errors.",
    "emoji": "Emoji with joiners, skin tones and flags are no errors.",
    "right_to_left": "Right-to-left text with its marks is no error.",
    "combining": "Combining marks, also many and at the start, are no errors.",
    "no_spaces": "Long text without any space is no error.",
    "changing_length": "Signs whose case folding or normal form is longer are no errors.",
    "unassigned": "Private and unassigned code points, up to the last one, are no errors.",
    "markup": "Broken markup, JSON and format strings are plain text.",
    "formulas": "Formulas and SQL are plain text.",
    "bait": "What makes regular expressions and recursion run away is no error.",
}


def _survives(name: str, subject: Subject) -> None:
    for place, (doc_id, one) in enumerate(awkward(subject)[name]):
        for row in on_awkward(subject).rejects:
            if row["doc_id"] == doc_id and row["reason"] in FAULTS:
                raise CheckFailed(
                    f"It becomes a reject ({row['reason']}): {row['detail']}",
                    where=f"{name.replace('_', ' ')}, {label(one.text, place)}",
                    remedy=FAULTS[row["reason"]],
                )


SURVIVAL = tuple(
    Check(f"survives_{name}", ("cleaner", "tagger"), partial(_survives, name), doc)
    for name, doc in _PROMISES.items()
)
