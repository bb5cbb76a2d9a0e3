"""What the author of a component wrote, without what opsonin put around it."""

from __future__ import annotations

import inspect
from typing import Any

#: Where the functions of the adapters live; what they wrap is the author's.
_ADAPTERS = "opsonin.components.adapters"
_FUNCTIONS = ("read", "clean", "tag", "export", "load")


def author_function(component: object) -> Any:
    """Return the function that a component's author wrote, without an adapter around it."""
    function = next(getattr(component, name) for name in _FUNCTIONS if hasattr(component, name))
    if getattr(function, "__module__", "") == _ADAPTERS:
        function = next(iter(inspect.getclosurevars(function).nonlocals.values()), function)
    return function
