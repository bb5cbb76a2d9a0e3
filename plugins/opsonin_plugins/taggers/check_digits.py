"""Check digits of identifiers."""

from __future__ import annotations


def is_orcid(value: str) -> bool:
    """Tell whether an ORCID iD has the right check digit.

    Source: ISO/IEC 7064, MOD 11-2, as ORCID describes it for its identifiers.

    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    digits = value.replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return _character((12 - total % 11) % 11) == digits[-1]


def is_isbn(value: str) -> bool:
    """Tell whether an ISBN of 10 or 13 characters without hyphens has the right check digit.

    Source: ISO 2108.

    >>> is_isbn("9783161484100"), is_isbn("316148410X"), is_isbn("3161484101")
    (True, True, False)
    """
    if len(value) == 13 and value.isdecimal():  # noqa: PLR2004 - ISBN-13
        return sum(int(digit) * (1, 3)[n % 2] for n, digit in enumerate(value)) % 10 == 0
    return len(value) == 10 and _is_weighted(value)  # noqa: PLR2004 - ISBN-10


def is_issn(value: str) -> bool:
    """Tell whether an ISSN such as ``0378-5955`` has the right check digit.

    Source: ISO 3297.

    >>> is_issn("0378-5955"), is_issn("0378-5956")
    (True, False)
    """
    return _is_weighted(value.replace("-", ""))


def _is_weighted(value: str) -> bool:
    """Whether the sum of digits, weighted by their place from the right, is divisible by 11."""
    digits = [10 if digit == "X" else int(digit) for digit in value]
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), 1)) % 11 == 0


def _character(digit: int) -> str:
    return "X" if digit == 10 else str(digit)  # noqa: PLR2004 - X stands for ten
