"""Texts that components trip over, by what is awkward about them.

The words around the awkward signs are such that most components find something there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WORDS = "Interferon in 23 patients with lupus (NCT04385095), doi:10.1038/s41577-020-00429-3."

#: Put before a text: the sum of all that offsets go wrong at.
#: One code point is up to four bytes and two UTF-16 units; marks join; normalisation, case folding
#: and line ends change lengths.
AWKWARD_PREFIX = (
    "E\u0301t\u00e9 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd "
    "\u05e9\u05dc\u05d5\u05dd \u0130\u00df\ufb01\ufb03\u00bd \U00010400 "
    "\u6f22\u5b57 \uff21\u3099 x\u00b2"
)

AWKWARD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "empty": ("",),
        "white_space": (" ", "\n", "\t \n\n \u00a0\u2003\n", "\r\n\r\n"),
        "nul": ("\0", f"{_WORDS}\0{_WORDS}", f"\0{_WORDS}\n\n\0\0\n\n{_WORDS}\0"),
        "control": (
            "\x1b[31mred\x1b[0m \x07 \x08 \x0b \x0c \x7f \x85 " + _WORDS,
            "".join(map(chr, range(1, 32))) + _WORDS,
        ),
        "line_ends": (
            f"{_WORDS}\r\n\r\n{_WORDS}\r{_WORDS}\n\r{_WORDS}\u2028{_WORDS}\u2029{_WORDS}",
            f"\r{_WORDS}\r",
            f"\ufeff{_WORDS}\r\n",
        ),
        "emoji": (
            "\U0001f600",
            f"\U0001f468\u200d\U0001f469\u200d\U0001f467{_WORDS}\U0001f1e9\U0001f1ea",
            f"{_WORDS}\n\n\U0001f44d\U0001f3fd\U0001f44d\U0001f3fd {_WORDS} \u2764\ufe0f",
        ),
        "right_to_left": (
            "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
            f"\u0645\u0631\u062d\u0628\u0627 {_WORDS} \u202e{_WORDS}\u202c \u200f\u061c",
        ),
        "combining": (
            "\u0301",
            f"\u0301{_WORDS}\u0301 e\u0301\u0323 \u0915\u094d\u0937 \u0e01\u0e34",
            "a" + "\u0300" * 200 + f" {_WORDS}",
        ),
        "no_spaces": ("\u6297\u4f53\u304c\u751f\u3058\u308b\u3002" * 20, "x" * 5000),
        "changing_length": (
            f"\u0130stanbul \u00df \ufb01 \u0149 \u1e9e \u0390 {_WORDS} \u212b \u2126 \uff21\uff22",
        ),
        "unassigned": ("\U0010ffff\ue000\ufdd0\ufffe\uffff\ufffd " + _WORDS,),
        "markup": (
            f"<p>{_WORDS}</p><script>alert(1)</script> &amp;&#0;&#x110000; <![CDATA[ {_WORDS}",
            "<" * 300 + _WORDS + ">" * 300,
            f"# {_WORDS}\n\n> * [x]({_WORDS}) **{_WORDS}\n```\n~~~ | a | b |\n|---|",
            f'{{"a": [1, "{_WORDS}"}} \\u0000 \\n %s {{}} {{0}} $x',
        ),
        "formulas": (f"=cmd|' /C calc'!A0\n+1\n-1\n@SUM(A1)\n\t{_WORDS}", "'; DROP TABLE x; --"),
        "bait": (
            "(" * 3000,
            "1." * 3000,
            "a" * 3000 + "!",
            "10.1234/" + "a." * 1500,
            '"' * 2000,
            "A. " * 2000,
            "- " * 2000,
        ),
    }
)
