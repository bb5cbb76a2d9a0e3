"""The commands, their arguments and options, from click itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from opsonin.cli.program import program
from opsonin_docs.markdown import code, definitions, prose

#: Every command has it; it is said once.
_HELP = "--help"


def commands_of(
    command: click.Command = program, above: click.Context | None = None
) -> Iterator[tuple[click.Context, click.Command]]:
    """Yield all commands, those of built-in plugins too, each with its context.

    Args:
        command: Where to begin.
        above: The context of the group that it belongs to.
    """
    context = click.Context(command, parent=above, info_name=command.name)
    yield context, command
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            if found is not None and not found.hidden:
                yield from commands_of(found, context)


def options_of(command: click.Command) -> list[click.Option]:
    """Return the options of a command that somebody may use, without ``--help``."""
    return [
        one
        for one in command.params
        if isinstance(one, click.Option) and not one.hidden and _HELP not in one.opts
    ]


def arguments_of(command: click.Command) -> list[click.Argument]:
    """Return the arguments of a command."""
    return [one for one in command.params if isinstance(one, click.Argument)]


def commands_part() -> str:
    """Return all commands as Markdown, each with a heading of its own."""
    return "\n\n".join(
        f"## {context.command_path}\n\n{_described(context, command)}"
        for context, command in commands_of()
    )


def _described(context: click.Context, command: click.Command) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    entries = [(_spelt(one, context), _meaning(one, context)) for one in options_of(command)]
    parts = [
        code(usage, "text"),
        prose(inspect.cleandoc(command.help or "").replace("\b\n", "")),
        definitions(entries),
    ]
    return "\n\n".join(part for part in parts if part)


def _spelt(option: click.Option, context: click.Context) -> str:
    """Return how an option is written, with its metavar."""
    value = "" if option.is_flag or option.count else f" {option.make_metavar(context)}"
    return ", ".join(f"`{one}{value}`" for one in (*option.opts, *option.secondary_opts))


def _meaning(option: click.Option, context: click.Context) -> str:
    """Return the help of an option with its default and environment variable."""
    extra = option.get_help_extra(context)
    notes = [f"default: `{extra['default']}`"] if "default" in extra else []
    notes += [f"environment: `{name}`" for name in extra.get("envvars", ())]
    notes += ["may be repeated"] if option.multiple else []
    return prose(option.help or "") + (f" ({'; '.join(notes)})" if notes else "")
