"""How documents are cut into batches, and when, does not show in the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from typing import Any

import pyarrow as pa

from opsonin.components.component import Cleaner, Tagger
from opsonin.components.documents import Documents
from opsonin.testing.check import check
from opsonin.testing.comparing import Outcome, outcome, require_equal
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import Numbered, numbered
from opsonin.testing.staging import treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import awkward, on_ordinary, ordinary

#: Documents in the batches that a big one is cut into.
_SIZES = (1, 2, 1, 5)
#: Threads that call a component at once.
_THREADS = 4
_STATE = "Keep no state between calls or documents: a result depends on the text and options alone."


@check("cleaner", "tagger")
def batch_size_does_not_matter(subject: Subject) -> None:
    """A document alone, or in a small batch, gives what it gives among all others."""
    _require_document_scope(subject)
    documents = mixed(subject)
    whole = _outcome(subject, documents)
    again: Outcome = {}
    sizes, left = cycle(_SIZES), documents
    while left:
        size = next(sizes)
        piece, left = left[:size], left[size:]
        again |= outcome(subject, treat(subject, piece, among=documents), documents)
    require_equal(whole, again, "in small batches than in one", _STATE)


@check("cleaner", "tagger")
def order_and_ids_do_not_matter(subject: Subject) -> None:
    """Documents in another order, with other ids, give the same."""
    _require_document_scope(subject)
    samples = [one for _, one in mixed(subject)]
    whole = _outcome(subject, numbered(samples))
    again = _outcome(subject, numbered(samples, salt="another"))
    require_equal(whole, again, "in another order with other ids", _STATE)


@check("cleaner", "tagger")
def same_when_called_again(subject: Subject) -> None:
    """The same documents give the same a second time."""
    documents = mixed(subject)
    remedy = f"{_STATE} Use no random numbers and no clock."
    first = _outcome(subject, documents)
    require_equal(first, _outcome(subject, documents), "the second time", remedy)


@check("cleaner", "tagger")
def threads_do_not_matter(subject: Subject) -> None:
    """Several threads may call it at once, as workers do."""
    documents = mixed(subject)
    alone = _outcome(subject, documents)
    with ThreadPoolExecutor(_THREADS) as pool:
        for other in pool.map(lambda _: _outcome(subject, documents), range(_THREADS)):
            require_equal(alone, other, f"with {_THREADS} threads", _STATE)


@check("cleaner", "tagger")
def empty_batch_gives_nothing(subject: Subject) -> None:
    """A batch without any document gives no rows and is no error."""
    component: Any = subject.component
    function = component.clean if isinstance(component, Cleaner) else component.tag
    result = function(_no_documents(subject), subject.installed.context)
    if _n_results(result):
        raise CheckFailed(
            f"It gives {_n_results(result)} results or rows.",
            where="a batch of no documents",
            remedy="Give a result for each document that was given, and rows of no others.",
        )


def mixed(subject: Subject) -> Numbered:
    """Return ordinary documents, some awkward ones, and one that is there twice."""
    own = [one for _, one in ordinary(subject)]
    odd = [group[-1][1] for group in awkward(subject).values()]
    return numbered([*own, *odd, own[0]])


def _outcome(subject: Subject, documents: Numbered) -> Outcome:
    return outcome(subject, treat(subject, documents), documents)


def _require_document_scope(subject: Subject) -> None:
    component = subject.component
    if isinstance(component, Tagger) and component.scope == "corpus":
        raise NotApplicable("A corpus tagger looks at all documents at once.")


def _no_documents(subject: Subject) -> Documents:
    _, calls = on_ordinary(subject)
    if not calls:
        raise NotApplicable("It was given no document.")
    given = calls[0].documents
    return Documents(
        given.arrow.slice(0, 0),
        {name: partial(_no_rows, given, name) for name in given.table_names},
    )


def _no_rows(documents: Documents, name: str) -> pa.Table:
    return documents.table(name).slice(0, 0)


def _n_results(result: object) -> int:
    if isinstance(result, Mapping):
        return sum(rows.num_rows for rows in result.values())
    return len(result) if isinstance(result, Sequence) else 0
