"""What a source promises about bad input: a reason for people, and nothing else goes wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator

from opsonin.components.component import RawDocument
from opsonin.runner.ingest.peeking import HEAD_BYTES
from opsonin.stages.calling import TRANSIENT
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.sources.inputs import Case, accepts, files
from opsonin.testing.sources.outcomes import SourceOutcome, description, outcome
from opsonin.testing.sources.streams import Watched
from opsonin.testing.subject import Subject

_REASON = re.compile(r"[a-z][a-z0-9_]{0,60}")
_NESTING = 100_000
_HUGE_BYTES = 8 << 20
_FLIPS = 12
#: Places at which a file is cut, and a quarter as many right before its end.
_CUTS = 48
#: Seed of the damage, so that a failure can be repeated.
_SEED = 20


@check("source")
def empty_input_is_no_document(subject: Subject) -> None:
    """Of no bytes, of white space and of a lone byte order mark no document comes."""
    n_read = 0
    for case, _ in files(subject):
        for data in (b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\n"):
            found = _damaged(subject, case, data)
            n_read += found is not None
            if found is not None and found.documents:
                raise CheckFailed(
                    f"{data!r} gives {len(found.documents)} documents.",
                    where=case.name,
                    remedy="Yield Reject('empty', ...) or nothing at all.",
                )
    if not n_read:
        raise NotApplicable("accepts() refuses what is empty.")


@check("source")
def truncated_input_has_a_reason(subject: Subject) -> str:
    """A file that ends early anywhere gives rejects or `UnreadableError`, no other exception."""
    return _expect_reasons(subject, _truncated)


@check("source")
def truncation_invents_nothing(subject: Subject) -> None:
    """Of a file that ends early all documents but the last are those of the whole file."""
    for case, data in files(subject):
        whole = {description(one) for one in outcome(subject, case).documents}
        for part in _truncated(data):
            found = _damaged(subject, case, part)
            odd = [
                one
                for one in (found.documents if found else [])[:-1]
                if description(one) not in whole
            ]
            if odd:
                raise CheckFailed(
                    f"Cut after {len(part)} of {len(data)} bytes it gives {odd[0].payload!r:.200}, "
                    "which the whole file does not.",
                    where=case.name,
                    remedy="What is read before the damage is kept as it is.",
                )


@check("source")
def corrupt_input_has_a_reason(subject: Subject) -> str:
    """Flipped bits and overwritten stretches give rejects or `UnreadableError`."""
    return _expect_reasons(subject, _flipped)


@check("source")
def nul_input_has_a_reason(subject: Subject) -> str:
    """NUL bytes anywhere give rejects or `UnreadableError`, and never reach a text."""
    return _expect_reasons(subject, lambda data: _inserted(data, b"\0"))


@check("source")
def undecodable_input_has_a_reason(subject: Subject) -> str:
    """Bytes that are no UTF-8 give rejects or `UnreadableError`, or are told of and replaced."""
    return _expect_reasons(subject, lambda data: _inserted(data, b"\xff\xfe\xfd\x80"))


@check("source")
def nested_input_has_a_reason(subject: Subject) -> str:
    """A hundred thousand brackets or tags in one another do not exhaust the stack."""
    return _expect_reasons(subject, _nested)


@check("source")
def huge_record_has_a_reason(subject: Subject) -> str:
    """A record of 8 MB becomes a document or a reject."""
    return _expect_reasons(subject, _huge)


@check("source")
def noise_has_a_reason(subject: Subject) -> str:
    """Random bytes behind a good beginning give rejects or `UnreadableError`."""
    return _expect_reasons(subject, _noise)


@check("source")
def rejects_name_a_reason(subject: Subject) -> str:
    """Rejects have a lower-case code for programs and a sentence for people."""
    n_rejects = 0
    for case, data in files(subject):
        for bad in (*_truncated(data), *_inserted(data, b"\0"), *_noise(data), b""):
            found = _damaged(subject, case, bad)
            n_rejects += bool(found and found.reason)
            for reject in found.rejects if found else ():
                n_rejects += 1
                if not _REASON.fullmatch(reject.reason):
                    raise CheckFailed(
                        f"A reason is {reject.reason!r}.",
                        where=case.name,
                        remedy="Use a code such as 'truncated'; details belong into detail.",
                    )
                if not reject.detail.strip():
                    raise CheckFailed(f"Reject {reject.reason!r} has no detail.", where=case.name)
    if not n_rejects:
        raise NotApplicable("Nothing that was tried became a reject.")
    return f"{n_rejects} rejects"


@check("source")
def damage_is_no_passing_trouble(subject: Subject) -> None:
    """Bad bytes are not reported as ``io``, ``timeout`` or ``memory``: those are tried again."""
    for case, data in files(subject):
        for bad in (*_truncated(data), *_flipped(data)):
            found = _damaged(subject, case, bad)
            reasons = {one.reason for one in found.rejects} | {found.reason} if found else set()
            if reasons & TRANSIENT:
                raise CheckFailed(
                    f"Damaged bytes are rejected as {min(reasons & TRANSIENT)!r}, so every "
                    "run reads them again.",
                    where=case.name,
                    remedy="Say 'corrupt' or 'truncated'; an OSError counts as 'io'.",
                )


@check("source")
def read_errors_are_tried_again(subject: Subject) -> str:
    """When a disk or a network fails in the middle, the error or the reason ``io`` comes out."""
    n_failed = 0
    for case, data in files(subject):
        whole = outcome(subject, case)
        watched = Watched(data, fails_at=max(len(data) // 2, 1))
        found = outcome(subject, case, case.resource(watched))
        reasons = {one.reason for one in found.rejects} | {found.reason}
        inner = {str(one[3]).rpartition(" ")[2] for one in found.described if one[0] == "resource"}
        if found.described == whole.described:
            continue
        n_failed += 1
        if not (reasons | inner) & TRANSIENT:
            raise CheckFailed(
                f"After an error of the disk it ends with {sorted(reasons - {''}) or 'success'}, "
                "so the rest of the file is lost for good.",
                where=case.name,
                remedy="Let OSError pass.",
            )
    if not n_failed:
        raise NotApplicable("It did not come to the part that could not be read.")
    return f"{n_failed} readings"


def _expect_reasons(subject: Subject, damages: Callable[[bytes], Iterable[bytes]]) -> str:
    n_read = 0
    for case, data in files(subject):
        for bad in damages(data):
            found = _damaged(subject, case, bad)
            if found is not None:
                n_read += 1
                _expect_sound(found, case)
    if not n_read:
        raise NotApplicable("accepts() refuses all that was tried.")
    return f"{n_read} damaged files"


def _damaged(subject: Subject, case: Case, data: bytes) -> SourceOutcome | None:
    """Read other bytes in the place of a case's own; None if the source will not have them."""
    damaged = case.with_data(data)
    return outcome(subject, damaged) if accepts(subject, damaged.resource()) else None


def _expect_sound(found: SourceOutcome, case: Case) -> None:
    if found.reason and not _REASON.fullmatch(found.reason):
        raise CheckFailed(f"UnreadableError has the reason {found.reason!r}.", where=case.name)
    for item in found.items:
        if not isinstance(item, RawDocument) or item.text is None:
            continue
        if "\0" in item.text:
            raise CheckFailed(
                "A text holds a NUL character.",
                where=case.name,
                remedy="Reject it as 'binary': clients cut such strings short.",
            )
        is_told = "undecodable" in item.metadata
        if "\ufffd" in item.text and "\ufffd".encode() not in item.payload and not is_told:
            raise CheckFailed(
                "Bytes that cannot be decoded were replaced by U+FFFD.",
                where=case.name,
                remedy="Reject it as 'undecodable', or say in metadata how many ('undecodable').",
            )


def _truncated(data: bytes) -> Iterator[bytes]:
    step = max(len(data) // _CUTS, 1)
    ends = range(max(len(data) - _CUTS // 4, 1), len(data))
    for place in sorted({*range(1, len(data), step), *ends}):
        yield data[:place]


def _flipped(data: bytes) -> Iterator[bytes]:
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret
    for _ in range(_FLIPS if data else 0):
        place = chance.randrange(len(data))
        bad = bytearray(data)
        bad[place] ^= 1 << chance.randrange(8)
        yield bytes(bad)
    middle = len(data) // 2
    yield data[:middle] + b"\xde\xad\xbe\xef" * 16 + data[middle + 64 :]
    yield data + data[: len(data) // 2]


def _inserted(data: bytes, what: bytes) -> Iterator[bytes]:
    for place in (0, len(data) // 3, len(data) // 2, len(data)):
        yield data[:place] + what + data[place:]
    # Behind all that accepts() can see.
    yield data + b"\n" * HEAD_BYTES + what + b"\n" + data


def _nested(data: bytes) -> Iterator[bytes]:
    for opening in (b"[", b'{"a":', b"<a>", b"(", b"> "):
        yield opening * _NESTING
        yield data + b"\n" + opening * _NESTING


def _huge(data: bytes) -> Iterator[bytes]:
    middle = len(data) // 2
    yield data[:middle] + b"x" * _HUGE_BYTES + data[middle:]
    yield data + b'"' + b"x" * _HUGE_BYTES


def _noise(data: bytes) -> Iterator[bytes]:
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret
    for size in (len(data) // 2, min(len(data), HEAD_BYTES), 8):
        yield data[:size] + chance.randbytes(3 * HEAD_BYTES)
