"""The head of a study's page at a registry of trials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.cleaners.blocks import Block

_MAX_HEAD_BLOCKS = 24
_IDENTIFIER = re.compile(
    r"ClinicalTrials\.gov (?:Identifier|ID)\s?:?\s?NCT\d{8}|(?:NCT Number|Trial ID)\s?:\s?NCT\d{8}",
    re.IGNORECASE,
)
#: Data elements that stand beside the identifier. Source: ClinicalTrials.gov, a study's page.
_LABEL = re.compile(
    r"(?:recruitment status|overall status|(?:results )?first posted|last update posted|"
    r"last verified|sponsor|collaborators?|lead sponsor|information provided by"
    r"(?: \(responsible party\))?|responsible party)(?!\w)\s?:?",
    re.IGNORECASE,
)
#: Source: ClinicalTrials.gov, values of the recruitment status.
_STATUS = re.compile(
    r"(?:not yet recruiting|recruiting|enrolling by invitation|active, not recruiting|suspended|"
    r"terminated|completed|withdrawn|unknown status)\.?",
    re.IGNORECASE,
)


def registry_lines(blocks: Sequence[Block]) -> tuple[int | None, list[int]]:
    """Return the position of a study's title, and those of the data elements around it.

    Args:
        blocks: The blocks of a page.
    """
    head = blocks[:_MAX_HEAD_BLOCKS]
    place = next(
        (n for n, block in enumerate(head) if _IDENTIFIER.fullmatch(block.line.content)), None
    )
    if place is None:
        return None, []
    above = [n for n in range(place) if not _STATUS.fullmatch(head[n].line.content)]
    elements = [n for n in range(place) if n not in above]
    return (above[-1] if above else None), [*elements, place, *_below(head, place)]


def _below(head: Sequence[Block], place: int) -> Iterator[int]:
    """Yield the lines of labels and values right below the identifier."""
    position = place + 1
    while position < len(head):
        content = head[position].line.content
        label = _LABEL.match(content)
        if label is None:
            return
        yield position
        position += 1
        # A label without a value has it on the next line.
        if label.end() == len(content) and position < len(head):
            yield position
            position += 1
