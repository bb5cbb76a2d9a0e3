"""The licences that a new plugin may start with."""

from __future__ import annotations

#: A word for the command line -> SPDX expression. Source: SPDX License List 3.27.
LICENCES = {
    "apache-2.0": "Apache-2.0",
    "bsd-3-clause": "BSD-3-Clause",
    "cc0-1.0": "CC0-1.0",
    "mit": "MIT",
    "mpl-2.0": "MPL-2.0",
    "proprietary": "LicenseRef-Proprietary",
}


def licence_note(expression: str) -> str:
    """Return what a licence file says until somebody puts the full text there.

    >>> licence_note("MIT")
    'Put the text of the licence here: https://spdx.org/licenses/MIT.html'
    """
    if expression.startswith("LicenseRef-"):
        return "All rights reserved. Put the terms here under which others may use it."
    return f"Put the text of the licence here: https://spdx.org/licenses/{expression}.html"
