"""What a source promises about what it gives: always the same, nothing lost, each in its place."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from dataclasses import replace

from opsonin.components.component import RawDocument, Reject, Resource
from opsonin.runner.ingest.items import identified
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.sources.inputs import Case, accepts, cases, files, source_of
from opsonin.testing.sources.outcomes import (
    SourceOutcome,
    description,
    expect_same,
    outcome,
    reading,
)
from opsonin.testing.subject import Subject

#: Source: RFC 6838, section 4.2.
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_REASON = re.compile(r"[a-z][a-z0-9_]{0,60}")
#: What a place cannot hold: see `opsonin_plugins.sources.places`.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_MAX_PLACE = 2000
_ALONE = "Let nothing but the bytes decide: no time, no counter outside read(), no order of a set."


@check("source")
def items_are_of_the_contract(subject: Subject) -> str:
    """It yields ``RawDocument``, ``Reject`` and ``Resource``, and nothing else."""
    n_items = 0
    for case in cases(subject):
        found = outcome(subject, case)
        n_items += len(found.items)
        for item in found.items:
            if not isinstance(item, RawDocument | Reject | Resource):
                raise CheckFailed(f"read() yielded {item!r:.200}.", where=case.name)
    if not n_items:
        raise CheckFailed("Nothing came of all samples.", remedy="Give samples= with records.")
    return f"{n_items} items"


@check("source")
def engine_takes_every_document(subject: Subject) -> None:
    """Every document has the types that the engine needs to name it by its bytes."""
    limit = subject.pipeline.settings.max_document_bytes
    for case in cases(subject):
        for document in outcome(subject, case).documents:
            found = identified(document, case.name, source_of(subject), limit)
            if isinstance(found, Reject):
                raise CheckFailed(
                    f"The engine refuses a document as {found.reason}: {found.detail}",
                    where=f"{case.name}#{document.key}",
                    remedy="payload is bytes, text str or None without lone surrogates.",
                )


@check("source")
def samples_are_no_rejects(subject: Subject) -> None:
    """What the author gives as sample becomes documents or resources, not only rejects."""
    for case in cases(subject):
        found = outcome(subject, case)
        if case.is_given and not (found.documents or found.resources):
            reasons = ", ".join({one.reason for one in found.rejects} | {found.reason} - {""})
            raise CheckFailed(
                f"A sample gives no document ({reasons or 'nothing at all'}).", where=case.name
            )


@check("source")
def media_types_are_media_types(subject: Subject) -> None:
    """Media types are of the form ``text/plain``, in lower case, without parameters."""
    for case in cases(subject):
        for document in outcome(subject, case).documents:
            if not _MEDIA_TYPE.fullmatch(document.media_type):
                raise CheckFailed(
                    f"A media type is {document.media_type!r}.",
                    where=case.name,
                    remedy="Use one that IANA knows; the charset belongs into encoding.",
                )


@check("source")
def encodings_are_known(subject: Subject) -> None:
    """Encodings have a name under which Python knows them."""
    for case in cases(subject):
        for document in outcome(subject, case).documents:
            try:
                codecs.lookup(document.encoding)
            except (LookupError, ValueError) as error:
                raise CheckFailed(
                    f"An encoding is {document.encoding!r}: {error}.",
                    where=case.name,
                    remedy="State how the payload was decoded, such as 'utf-8'.",
                ) from error


@check("source")
def metadata_is_json(subject: Subject) -> None:
    """Metadata holds strings, numbers, booleans, lists and objects with strings as keys."""
    for case in cases(subject):
        for document in outcome(subject, case).documents:
            problem = _json_problem(dict(document.metadata), "metadata")
            if problem:
                raise CheckFailed(
                    problem,
                    where=f"{case.name}#{document.key}",
                    remedy="Turn dates and the like into strings (isoformat).",
                )


@check("source")
def reading_twice_gives_the_same(subject: Subject) -> None:
    """The same bytes give the same items in the same order."""
    for case in cases(subject):
        first = outcome(subject, case)
        expect_same(first, outcome(subject, case), case, "Read a second time", _ALONE)


@check("source")
def order_of_reading_changes_nothing(subject: Subject) -> None:
    """What is read before or at the same time has no influence."""
    everything = cases(subject)
    alone = [outcome(subject, case) for case in everything]
    for case, first in reversed(list(zip(everything, alone, strict=True))):
        with_others = _interleaved(subject, case, everything[0])
        expect_same(first, with_others, case, "Read while another one is read", _ALONE)


@check("source")
def place_changes_no_content(subject: Subject) -> None:
    """The same bytes in another folder give the same payloads, texts, types and metadata."""
    for case, _ in files(subject):
        first = outcome(subject, case)
        resource = case.resource()
        moved = replace(resource, uri=f"moved/{case.name}", location=f"/elsewhere/{case.name}")
        if accepts(subject, moved):
            second = outcome(subject, case, moved)
            expect_same(
                _without_places(first), _without_places(second), case, "In another folder", _ALONE
            )


@check("source")
def media_type_comes_from_the_content(subject: Subject) -> None:
    """The same bytes under a name that says nothing have the same type, text and encoding."""
    n_read = 0
    for case, _ in files(subject):
        nameless = replace(case.resource(), uri="x", location="x")
        if accepts(subject, nameless):
            n_read += 1
            first, second = (
                [(one.text, one.media_type, one.encoding) for one in found.documents]
                for found in (outcome(subject, case), outcome(subject, case, nameless))
            )
            if first != second:
                raise CheckFailed(
                    f"Called 'x' it gives {second!r:.150} instead of {first!r:.150}.",
                    where=case.name,
                    remedy="Documents are named by their bytes: take the type from those.",
                )
    if not n_read:
        raise NotApplicable("It accepts nothing without a telling name.")


@check("source")
def keys_are_unique(subject: Subject) -> None:
    """No two documents or rejects of a resource have the same key, and one alone may have none."""
    for case in _with_repeated(subject):
        found = outcome(subject, case)
        keys = Counter(item.key for item in found.items if isinstance(item, RawDocument))
        twice = [key for key, count in keys.items() if count > 1]
        if twice:
            raise CheckFailed(
                f"{keys[twice[0]]} documents have the key {twice[0]!r}.",
                where=case.name,
                remedy="Records with the same id occur: add '~2', '~3' to their keys. Where there "
                "are several documents, none may have an empty key.",
            )


@check("source")
def keys_are_fit_for_places(subject: Subject) -> None:
    """Keys and places have no control character, no lone surrogate, no '..', and end somewhere."""
    for case in cases(subject):
        for item in outcome(subject, case).items:
            place = item.uri if isinstance(item, Resource) else item.key
            parts = place.replace("#", "/").split("/")
            if _UNSAFE.search(place) or len(place) > _MAX_PLACE or ".." in parts:
                raise CheckFailed(
                    f"A place is {place[:200]!r}.",
                    where=case.name,
                    remedy="Percent-encode what a URI cannot hold, and refuse '..'.",
                )


@check("source")
def whole_files_are_given_back_exactly(subject: Subject) -> None:
    """A file that is one document has all its bytes as payload."""
    n_found = 0
    for case, data in files(subject):
        documents = outcome(subject, case).documents
        if len(documents) == 1 and not documents[0].key:
            n_found += 1
            if documents[0].payload != data:
                raise CheckFailed(
                    f"The payload has {len(documents[0].payload)} bytes, the file {len(data)}.",
                    where=case.name,
                    remedy="Read it as bytes, to its end; give a part of a file a key.",
                )
    if not n_found:
        raise NotApplicable("No sample is a single document.")


@check("source")
def text_is_decoded_without_loss(subject: Subject) -> None:
    """Whole files decode to their text; no character is replaced, no carriage return dropped."""
    n_found = 0
    for case in cases(subject):
        for document in outcome(subject, case).documents:
            if document.text is None:
                continue
            n_found += 1
            problem = _loss(document)
            if problem:
                raise CheckFailed(
                    problem,
                    where=f"{case.name}#{document.key}",
                    remedy="payload.decode(encoding), without errors= and without newline=.",
                )
    if not n_found:
        raise NotApplicable("It gives no decoded text.")


@check("source")
def texts_of_records_are_found_word_for_word(subject: Subject) -> None:
    """Of everyday formats that it reads, it gives exactly the texts that stand in them."""
    n_found = 0
    for case in cases(subject):
        if case.texts is not None:
            n_found += 1
            found = [document.text for document in outcome(subject, case).documents]
            for want in case.texts:
                if want not in found:
                    raise CheckFailed(
                        f"The text {want!r:.120} is missing; the nearest are {found!r:.200}.",
                        where=case.name,
                    )
    if not n_found:
        raise NotApplicable("It reads no format whose texts the kit knows.")


@check("source")
def equal_payloads_are_equal_documents(subject: Subject) -> None:
    """Two documents of the same bytes differ in their place alone."""
    n_pairs = 0
    for case in _with_repeated(subject):
        known: dict[bytes, tuple[object, ...]] = {}
        for document in outcome(subject, case).documents:
            described = description(replace(document, key="", observed_at=None))
            n_pairs += document.payload in known
            if known.setdefault(document.payload, described) != described:
                raise CheckFailed(
                    f"Equal bytes become {described!r:.200} and before that "
                    f"{known[document.payload]!r:.200}.",
                    where=case.name,
                    remedy="Documents are named by their bytes: metadata may only hold what the "
                    "payload holds, not its position or the time.",
                )
    if not n_pairs:
        raise NotApplicable("No two records of the samples are equal.")


@check("source")
def stopped_reading_resumes(subject: Subject) -> None:
    """After a stop in the middle the next reading gives everything, as if nothing had been."""
    n_stopped = 0
    for case in cases(subject):
        whole = outcome(subject, case)
        for stop in {1, len(whole.items) // 2} - {0}:
            n_stopped += 1
            part = outcome(subject, case, limit=stop)
            ahead = SourceOutcome(whole.items[:stop], whole.described[:stop])
            expect_same(ahead, part, case, f"Up to item {stop}", _ALONE)
            expect_same(whole, outcome(subject, case), case, f"After a stop at {stop}", _ALONE)
    if not n_stopped:
        raise NotApplicable("No sample has anything to stop after.")


def _interleaved(subject: Subject, case: Case, other: Case) -> SourceOutcome:
    """Read something, and between any two items a bit of something else."""
    beside = reading(subject, other.resource())
    items = []
    described = []
    reason = ""
    try:
        for item in reading(subject, case.resource()):
            items.append(item)
            described.append(description(item))
            next(beside, None)
    except Exception:  # noqa: BLE001 - how it ends alone is known from before
        reason = outcome(subject, case).reason
    finally:
        beside.close()  # type: ignore[attr-defined] # it is a generator
    return SourceOutcome(tuple(items), tuple(described), reason)


def _without_places(found: SourceOutcome) -> SourceOutcome:
    described = tuple(
        (one[0], *one[2:]) if one[0] == "resource" else one for one in found.described
    )
    return SourceOutcome(found.items, described, found.reason)


def _with_repeated(subject: Subject) -> list[Case]:
    """Return all that it reads, and texts once more with everything in them twice."""
    everything = list(cases(subject))
    for case in cases(subject):
        if case.data is not None and b"\0" not in case.data:
            end = b"" if case.data.endswith(b"\n") else b"\n"
            twice = case.with_data((case.data + end) * 2)
            if accepts(subject, twice.resource()):
                everything.append(twice)
    return everything


def _loss(document: RawDocument) -> str:
    text = document.text or ""
    if "\ufffd" in text and "\ufffd".encode() not in document.payload:
        return f"A character was replaced by U+FFFD at {text.index(chr(0xFFFD))}."
    if b"\r\n" in document.payload and "\r" not in text and "\n" in text:
        return "Carriage returns were dropped."
    if document.key:
        return ""
    try:
        decoded = document.payload.decode(document.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        return f"The payload cannot be decoded as {document.encoding}: {error}."
    if decoded.removeprefix("\ufeff") != text.removeprefix("\ufeff"):
        return f"The text differs from the payload decoded as {document.encoding}."
    return ""


def _json_problem(value: object, where: str) -> str:
    if isinstance(value, list):
        found = (_json_problem(one, f"{where}[{at}]") for at, one in enumerate(value))
        return next(filter(None, found), "")
    if isinstance(value, dict):
        odd = [name for name in value if not isinstance(name, str)]
        found = (_json_problem(one, f"{where}[{name!r}]") for name, one in value.items())
        return f"{where} has the key {odd[0]!r}." if odd else next(filter(None, found), "")
    if isinstance(value, str):
        return f"{where} holds a lone surrogate." if _SURROGATE.search(value) else ""
    if isinstance(value, float) and not math.isfinite(value):
        return f"{where} is {value}, which is no JSON."
    if value is None or isinstance(value, bool | int | float):
        return ""
    return f"{where} is {type(value).__name__} {value!r:.80}, which is no JSON."


_SURROGATE = re.compile(r"[\ud800-\udfff]")
