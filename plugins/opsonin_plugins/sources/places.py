"""Names of files and records as they stand in ``source_uri``."""

from __future__ import annotations

import re

# "%" because it introduces an escape, "#" because it stands between a file and a record's key.
# Control characters would break lines of reports; lone surrogates are Python's way to write bytes
# of a file name that are not UTF-8, and no Arrow string can hold them.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f%#\ud800-\udfff]")


FILE_SCHEME = "file://"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")


def scheme_of(location: str) -> str:
    """Return the scheme of a URL in lower case, or an empty string for what is none.

    >>> scheme_of("s3://bucket/a"), scheme_of("C://x")[:1], scheme_of("a/b")
    ('s3', 'c', '')
    """
    found = _SCHEME.match(location)
    return found[1].lower() if found else ""


def quoted(name: str) -> str:
    r"""Return a name with everything percent-encoded that a URI or an Arrow string cannot hold.

    Source: RFC 3986, section 2.1, applied to the bytes of the name.

    Args:
        name: A file name as the `os` module gives it, or a key.

    >>> quoted("50% naïve.txt")
    '50%25 naïve.txt'
    >>> quoted("bad\udcff.txt")
    'bad%FF.txt'
    """
    return _UNSAFE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    octets = match[0].encode("utf-8", "surrogateescape")
    return "".join(f"%{octet:02X}" for octet in octets)
