"""What a vocabulary promises about itself: licence, version, counts, digest, loading."""

from __future__ import annotations

import gc
import hashlib
import inspect
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject
from opsonin.testing.vocabularies.terms import (
    COLUMNS,
    digests_of,
    table_problem,
    terms_of,
    vocabulary_of,
)

#: Words that say that somebody did not know better.
_NO_VERSION = frozenset({"unknown", "none", "latest", "current", "n/a", "tbd", "dev", "?"})
#: Files that a stated digest may be that of are looked for up to this size and number.
_MAX_FILE_BYTES = 64 << 20
_MAX_FILES = 500


@check("vocabulary")
def licence_is_stated(subject: Subject) -> None:
    """The licence is an SPDX expression; one that SPDX does not know is ``LicenseRef-NAME``."""
    from packaging.licenses import (  # noqa: PLC0415 - only here
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    stated = vocabulary_of(subject).licence
    try:
        canonical = canonicalize_license_expression(stated)
    except InvalidLicenseExpression as error:
        raise CheckFailed(
            f"The licence is {stated!r}: {error}.",
            remedy="State an SPDX expression such as 'CC-BY-4.0', or 'LicenseRef-' and the name of "
            "terms that SPDX does not list.",
        ) from error
    if canonical != stated:
        raise CheckFailed(f"The licence is {stated!r}.", remedy=f"Write {canonical!r}.")


@check("vocabulary")
def version_is_stated(subject: Subject) -> None:
    """The version tells which edition of the content this is."""
    version = vocabulary_of(subject).version
    if version.strip() != version or version.lower() in _NO_VERSION:
        raise CheckFailed(
            f"The version is {version!r}.",
            remedy="State the release of the content, or the day on which it was fetched.",
        )


@check("vocabulary")
def terms_have_the_columns_of_the_contract(subject: Subject) -> None:
    """The table has ``curie``, ``label``, ``term``, ``type`` and ``alt_curies``, without nulls."""
    problem = table_problem(vocabulary_of(subject).load())
    if problem:
        expected = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        raise CheckFailed(f"{problem}.", where="load()", remedy=f"Give a table of {expected}.")


@check("vocabulary")
def terms_are_valid_arrow(subject: Subject) -> None:
    """The table is valid Arrow throughout: strings are UTF-8, offsets lie inside their buffers."""
    table = vocabulary_of(subject).load()
    try:
        table.validate(full=True)
    except pa.ArrowException as error:
        raise CheckFailed(
            f"The table is damaged: {error}.",
            where="load()",
            remedy="Make it with pyarrow.table out of Python strings, or read it again.",
        ) from error


@check("vocabulary")
def there_are_terms(subject: Subject) -> None:
    """The vocabulary is not empty."""
    if not len(terms_of(subject)):
        raise CheckFailed("There are no terms.", where="load()", remedy="Check what it reads.")


@check("vocabulary")
def number_of_terms_is_right(subject: Subject) -> None:
    """``n_terms`` is the number of names."""
    stated, found = vocabulary_of(subject).n_terms, len(terms_of(subject))
    if stated != found:
        raise CheckFailed(f"n_terms is {stated}, load() gives {found}.", remedy=_AGAIN)


@check("vocabulary")
def number_of_concepts_is_right(subject: Subject) -> None:
    """``n_concepts`` is the number of different ids."""
    stated, found = vocabulary_of(subject).n_concepts, len(set(terms_of(subject).curies))
    if stated != found:
        raise CheckFailed(f"n_concepts is {stated}, load() gives {found} ids.", remedy=_AGAIN)


_AGAIN = "Compute it whenever the terms change; opsonin.from_terms does."


@check("vocabulary")
def loading_twice_gives_the_same(subject: Subject) -> None:
    """A second call of ``load`` gives the same terms in the same order."""
    first, second = (_loaded(vocabulary_of(subject).load()) for _ in range(2))
    if not first.equals(second, check_metadata=True):
        raise CheckFailed(
            "Two calls gave different tables.",
            where="load()",
            remedy="Sort what comes from sets, and leave times and random numbers out.",
        )


@check("vocabulary")
def rebuilding_gives_the_same(subject: Subject) -> None:
    """A worker that builds the vocabulary anew gets the same record and the same terms."""
    own, other = vocabulary_of(subject), vocabulary_of(subject.rebuilt())
    for name in ("version", "licence", "sha256", "n_concepts", "n_terms"):
        if getattr(own, name) != getattr(other, name):
            raise CheckFailed(
                f"{name} was {getattr(own, name)!r} and is {getattr(other, name)!r}.",
                remedy="Let nothing but the terms decide it.",
            )
    if not _loaded(own.load()).equals(_loaded(other.load()), check_metadata=True):
        raise CheckFailed("It has other terms when it is built anew.", where="load()")


@check("vocabulary")
def digest_is_that_of_the_terms(subject: Subject) -> str:
    """``sha256`` belongs to these terms, so that results are computed anew when they change."""
    vocabulary = vocabulary_of(subject)
    if vocabulary.sha256 in digests_of(terms_of(subject)):
        return "of the terms"
    for path in _files_beside(vocabulary.load):
        if hashlib.sha256(path.read_bytes()).hexdigest() == vocabulary.sha256:
            return f"of {path.name}"
    raise CheckFailed(
        f"sha256 {vocabulary.sha256[:12]}... is neither that of the terms nor of a file of the "
        "plugin. With a digest that is out of date, documents keep the mentions of old terms.",
        remedy="Use opsonin.from_terms, or state the SHA-256 of the file that load() reads.",
    )


@check("vocabulary")
def loading_leaves_nothing_behind(subject: Subject) -> str:
    """``load`` gives a table of its own each time: nothing of a large one stays in memory."""
    vocabulary = vocabulary_of(subject)
    size = _loaded(vocabulary.load()).nbytes
    if size < _LARGE_BYTES:
        raise NotApplicable(f"The terms are small: {size} bytes.")
    gc.collect()
    before = pa.total_allocated_bytes()
    for _ in range(_LOADS):
        vocabulary.load()
    gc.collect()
    kept = pa.total_allocated_bytes() - before
    # Readers give back what they hold in threads of their own, a little later.
    if kept > size * _LOADS / 2:
        raise CheckFailed(
            f"{kept} bytes stay allocated after {_LOADS} calls; the table has {size}.",
            where="load()",
            remedy="Keep no table in a variable of the module.",
        )
    return f"{kept} of {size * _LOADS} bytes"


_LOADS = 6
#: Tables below this cost nobody anything.
_LARGE_BYTES = 1 << 20


def _loaded(table: pa.Table) -> pa.Table:
    if not isinstance(table, pa.Table):
        raise NotApplicable("load() gives no table.")
    return table.combine_chunks()


def _files_beside(load: object) -> Iterator[Path]:
    """Yield the files of the package that a function comes from."""
    while isinstance(load, partial):
        load = load.func
    module = inspect.getmodule(load)
    home = getattr(module, "__file__", None)
    if home is None:
        return
    found = sorted(Path(home).parent.rglob("*"))[:_MAX_FILES]
    for path in found:
        if path.is_file() and path.suffix not in {".py", ".pyc"} and _size(path) < _MAX_FILE_BYTES:
            yield path


def _size(path: Path) -> int:
    return path.stat().st_size
