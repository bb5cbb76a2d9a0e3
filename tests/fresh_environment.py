"""A fresh environment beside this one, in which plugins are really installed without any network.

What this interpreter has installed, opsonin first of all, is there as well; what is installed into
the fresh environment is there only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT_S = 300
#: Commands of the environment, with what Python is to run.
_COMMANDS = {
    "opsonin": "-P -c 'from opsonin.cli import main; main()'",
    "pip": "-m pip",
    "pytest": "-P -m pytest",
    "mypy": "-P -m mypy",
}
#: No network, nothing to ask for, and nothing of the machine's own configuration.
_SETTINGS = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    # pip reads a negative option from a negative value.
    "PIP_NO_BUILD_ISOLATION": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "NO_COLOR": "1",
}
_FOREIGN = ("PREFECT", "OPSONIN", "PYTEST", "PYTHONPATH", "VIRTUAL_ENV", "COV_", "COVERAGE")


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment.

    Attributes:
        folder: Where it is.
        home: The home folder of everything that runs in it.
    """

    folder: Path
    home: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables of what runs in it."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        path = f"{self.folder / 'bin'}{os.pathsep}{own.get('PATH', '')}"
        return {**own, **_SETTINGS, "PATH": path, "HOME": str(self.home)}

    def run(self, command: Sequence[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment to its end."""
        return subprocess.run(
            [str(self.folder / "bin" / command[0]), *command[1:]],
            env=self.variables,
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )


def fresh_environment(folder: Path) -> Environment:
    """Make an environment in a folder that does not exist yet."""
    venv.create(folder / "env", with_pip=False, symlinks=True)
    made = Environment(folder / "env", folder / "home")
    made.home.mkdir()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = made.folder / "lib" / version / "site-packages"
    # Unlike a path, addsitedir() also follows what editable installations have left there.
    beside = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (site / "beside.pth").write_text(beside, encoding="utf-8")
    for name, arguments in _COMMANDS.items():
        script = made.folder / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{made.python}" {arguments} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    return made
