"""A command with commands of its own, such as ``opsonin plugins``."""

from __future__ import annotations

import click

from opsonin.errors import did_you_mean


class Group(click.Group):
    """Lists its commands in the order in which they were added, and knows misspelt ones."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with.

        Raises:
            click.UsageError: There is none; the error says which one may be meant.
        """
        name = args[0]
        if name not in self.commands:
            known = did_you_mean(name, self.commands)
            raise click.UsageError(f"There is no command {f'{self.name} {name}'!r}. {known}", ctx)
        return super().resolve_command(ctx, args)
