"""The built-in cleaners."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Cleaner, hookimpl


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    """Offer the cleaners for Markdown, HTML, XML and plain text, in the order in which they run."""
    from opsonin_plugins.cleaners.chrome import CHROME  # noqa: PLC0415 - loaded when a run needs it
    from opsonin_plugins.cleaners.damage.cleaner import DAMAGE  # noqa: PLC0415
    from opsonin_plugins.cleaners.encoding import ENCODING  # noqa: PLC0415
    from opsonin_plugins.cleaners.html import HTML_CLEANER  # noqa: PLC0415
    from opsonin_plugins.cleaners.markdown import MARKDOWN  # noqa: PLC0415
    from opsonin_plugins.cleaners.metadata import METADATA  # noqa: PLC0415
    from opsonin_plugins.cleaners.repairs import REPAIRS  # noqa: PLC0415
    from opsonin_plugins.cleaners.segments import SEGMENTS  # noqa: PLC0415
    from opsonin_plugins.cleaners.xml_text import XML_CLEANER  # noqa: PLC0415

    return [
        MARKDOWN,
        HTML_CLEANER,
        XML_CLEANER,
        ENCODING,
        REPAIRS,
        CHROME,
        METADATA,
        SEGMENTS,
        DAMAGE,
    ]
