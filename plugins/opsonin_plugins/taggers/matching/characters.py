"""How a single code point is folded: to a letter, to several, to nothing, or to a gap."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

#: Folded value of what ends a word.
GAP = b"\0"
#: Letters without an ASCII form fold to 128 and more. They collide, so a match is only accepted
#: when the code points themselves agree.
FIRST_FOREIGN = 128
_FOREIGN_VALUES = 120

#: From U+03B1 on; the second sigma is the one at the end of a word.
_GREEK = "alpha,beta,gamma,delta,epsilon,zeta,eta,theta,iota,kappa,lambda,mu,nu,xi,omicron,pi,rho,"
_GREEK += "sigma,sigma,tau,upsilon,phi,chi,psi,omega"
_WRITTEN = {
    **{chr(0x3B1 + place): name for place, name in enumerate(_GREEK.split(","))},
    "µ": "mu",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    # These have no decomposition in Unicode.
    "\u0131": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
}
#: Zero-width characters and soft hyphens, left in words by web pages and PDF text layers.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

#: `bytes.translate` table for ASCII: letters to lower case, digits kept, all else a gap.
ASCII_FOLD = bytes(
    ord(chr(code).lower()) if code < FIRST_FOREIGN and chr(code).isalnum() else 0
    for code in range(256)
)


@lru_cache(maxsize=4096)
def fold_letter(code: int) -> bytes:
    r"""Return the folded form of a code point: letters, nothing, or a gap.

    Letters lose their marks, Greek letters become their names (TNF-\u03b1 is TNF-alpha), subscript
    digits are digits (CO₂). Superscript digits are gaps: in running text they mostly number notes.
    Signs of units with a number in them (㎡) are gaps: two words would share one code point.

    Source: Unicode Standard Annex 15, compatibility decomposition.

    >>> fold_letter(ord("É")), fold_letter(0x3B1), fold_letter(0x301), fold_letter(ord("²"))
    (b'e', b'alpha', b'', b'\x00')
    """
    letter = chr(code)
    category = unicodedata.category(letter)
    if category in {"Mn", "Me"} or letter in _INVISIBLE:
        return b""
    small = letter.lower()
    if small in _WRITTEN:
        return _WRITTEN[small].encode()
    if category == "No" and unicodedata.decomposition(letter).startswith("<super>"):
        return GAP
    base = "".join(
        c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c)
    ).lower()
    if base.isascii() and (base.isalpha() or base.isdigit()):
        return base.encode()
    if category[0] == "L":
        return bytes([FIRST_FOREIGN + code % _FOREIGN_VALUES])
    return GAP


def spell_out(text: str) -> str:
    r"""Write Greek letters and ligatures out, and leave the case of the others.

    >>> spell_out("TNF-\u03b1")
    'TNF-alpha'
    """
    return "".join(_WRITTEN.get(letter.lower(), letter) for letter in text)
