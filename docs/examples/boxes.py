"""A cleaner of markup with rows: takes boxes such as "Related articles" out of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Document,
    Edit,
    Reject,
    Row,
    Span,
    each_document,
    hookimpl,
)
from opsonin_plugins.cleaners.nesting import Element, elements


@dataclass(frozen=True, slots=True)
class Options:
    """Which elements are boxes.

    Attributes:
        classes: Classes of elements that are taken out with all they hold.
        paywall: Class of the element that stands in the place of a text behind a paywall.
    """

    classes: tuple[str, ...] = ("related", "newsletter")
    paywall: str = "paywall"


def outermost(markup: str, classes: tuple[str, ...]) -> Iterator[Element]:
    """Yield elements of some classes, but none inside another: edits must not overlap."""
    end = 0
    for element in elements(markup):
        own = element.attributes.get("class", "").split()
        if element.start >= end and not set(classes).isdisjoint(own):
            yield element
            end = element.end


def clean(document: Document, context: Context[Options]) -> Cleaned | Reject:
    """Remove the boxes, and say how many there were and what the section is called."""
    markup, options = document.text, context.options
    if any(outermost(markup, (options.paywall,))):
        return Reject("paywall", "The page holds a note in the place of its text.")
    boxes = list(outermost(markup, options.classes))
    fields: list[Row | Span] = [Row(field="n_boxes", value=str(len(boxes)), basis="inferred")]
    for one in outermost(markup, ("section-name",)):
        name = markup[one.inner_start : one.inner_end]
        fields.append(Span(one.inner_start, one.inner_end, field="section", value=name.strip()))
    return Cleaned([Edit(one.start, one.end, "", "box") for one in boxes], {"fields": fields})


@hookimpl
def register_cleaners() -> list[Cleaner[Options]]:
    """Offer the cleaner; ``html`` takes the tags off, so it has to come first."""
    cleaner = Cleaner(
        name="boxes",
        version="1",
        clean=each_document(clean),
        phase="markup",
        before=("html",),
        fills=("fields",),
        media_types=("text/html",),
        options=Options,
    )
    return [cleaner]
