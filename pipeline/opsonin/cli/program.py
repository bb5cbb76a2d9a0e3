"""The program: its commands and those of plugins, and how it ends when something goes wrong."""

from __future__ import annotations

import gc
import io
import sys
from functools import cached_property
from typing import Any

import click

from opsonin import __version__
from opsonin.cli import commands
from opsonin.cli.text import visible
from opsonin.errors import OpsoninError, did_you_mean

#: What a shell expects of a program that was stopped with Ctrl-C: 128 plus the signal's number.
INTERRUPTED = 130
#: Objects that are made before Python looks for circles of them; its own choice is 700.
_YOUNG_OBJECTS = 50_000


class Program(click.Group):
    """The commands of opsonin, and those that plugins add.

    A plugin is imported for its commands only when they are listed or one of an unknown name is
    asked for.
    """

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of all commands, those of plugins last."""
        return [*self.commands, *sorted(self._contributed)]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; None if neither opsonin nor a plugin has it."""
        return self.commands.get(cmd_name) or self._contributed.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with.

        Raises:
            click.UsageError: There is none; the error says which one may be meant.
        """
        name = args[0]
        command = self.get_command(ctx, name)
        if command is not None:
            return name, command, args[1:]
        # Loading every plugin takes a second: only a command that is missing is worth it.
        from opsonin.cli.plugin_commands import loaded_commands  # noqa: PLC0415

        found, problems = loaded_commands(self)
        if name in found:
            return name, found[name], args[1:]
        known = did_you_mean(name, [*self.list_commands(ctx), *found])
        raise click.UsageError(" ".join([f"There is no command {name!r}. {known}", *problems]), ctx)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and turn whatever goes wrong into one message and an exit code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            # These are click's own; a closed pipe it ends quietly.
            raise
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            raise click.ClickException(visible(_message(error))) from error

    @cached_property
    def _contributed(self) -> dict[str, click.Command]:
        from opsonin.cli.plugin_commands import plugin_commands  # noqa: PLC0415 - see the class

        return plugin_commands(self)


def _message(error: Exception) -> str:
    if isinstance(error, OpsoninError):
        return str(error)
    if isinstance(error, OSError):
        # Its number says nothing to people.
        place = "" if error.filename is None else f"{error.filename}: "
        return f"{place}{error.strerror or error}."
    return (
        f"{type(error).__name__}: {error}. This is an error of opsonin or of a plugin: "
        "`opsonin --debug ...` shows where it arose; please report it."
    )


@click.group(
    "opsonin",
    cls=Program,
    commands=commands.ALL,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--debug", is_flag=True, envvar="OPSONIN_DEBUG", help="Show the traceback of an error."
)
@click.version_option(__version__, message="opsonin %(version)s")
def program(*, debug: bool) -> None:
    """Turn noisy biomedical documents into Parquet evidence tables that lead back to the source."""
    from opsonin.cli.logs import show_logs  # noqa: PLC0415 - not for --help

    show_logs(with_tracebacks=debug)


def main() -> None:
    """Run the command line that this process was started with, and leave the process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character must not end the program.
            stream.reconfigure(errors="backslashreplace")
    # What a run makes is let go by counting; to look for circles every 700 objects, while modules
    # and tables are loaded, takes a tenth of the time of a short command.
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
    program(prog_name="opsonin")
