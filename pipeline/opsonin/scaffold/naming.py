"""The names of a new plugin, all from the name of its distribution."""

from __future__ import annotations

import keyword
import re
import sys
from dataclasses import dataclass

from opsonin.errors import ConfigError
from opsonin.manager.installed import normalised

#: Source: Python packaging user guide, "Names and normalization".
_DISTRIBUTION = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_COMPONENT = re.compile(r"[a-z][a-z0-9_]*")
#: What names of plugins begin with by custom; it says nothing in a list of plugins.
_PREFIX = "opsonin-"
_OURS = frozenset({"opsonin", "opsonin_plugins", "opsonin_flows"})
_WHERE = "--name"


@dataclass(frozen=True, slots=True)
class Names:
    """What a plugin is called where.

    Attributes:
        distribution: For pip, such as ``opsonin-dose-forms``.
        package: For ``import``, such as ``opsonin_dose_forms``.
        component: In tables and configuration, such as ``dose_forms``.
    """

    distribution: str
    package: str
    component: str


def names_from(distribution: str, component: str | None = None) -> Names:
    """Return the names of a plugin.

    Args:
        distribution: For pip, spelt in any way that it takes.
        component: In tables and configuration; that of the distribution when left out.

    Raises:
        ConfigError: A distribution, a package or a component cannot be called that.

    >>> names_from("Opsonin.Dose-Forms")
    Names(distribution='opsonin-dose-forms', package='opsonin_dose_forms', component='dose_forms')
    """
    if not _DISTRIBUTION.fullmatch(distribution):
        raise _refused(
            distribution,
            "a name begins and ends with a letter or digit, with letters, digits, "
            "'.', '_' and '-' between",
        )
    name = normalised(distribution)
    package = name.replace("-", "_")
    if component is None:
        component = name.removeprefix(_PREFIX).replace("-", "_")
    elif not _COMPONENT.fullmatch(component):
        raise ConfigError(
            f"A component cannot be called {component!r}.",
            where="--component",
            remedy="Use a-z, 0-9 and '_', beginning with a letter.",
        )
    for word in (package, component):
        if not _COMPONENT.fullmatch(word):
            raise _refused(distribution, f"{word!r} begins with no letter")
    if keyword.iskeyword(package):
        raise _refused(distribution, f"{package!r} is a word of the language Python")
    if package in _OURS:
        raise _refused(distribution, f"{package!r} is a package of opsonin itself")
    if package in sys.stdlib_module_names:
        raise _refused(distribution, f"{package!r} is a module of Python's standard library")
    return Names(name, package, component)


def _refused(name: str, reason: str) -> ConfigError:
    return ConfigError(
        f"A plugin cannot be called {name!r}: {reason}.",
        where=_WHERE,
        remedy="Give another name, such as --name opsonin-doses.",
    )
