"""Shows what the engine logs as one line each on stderr."""

from __future__ import annotations

import logging

import click

from opsonin.cli.text import visible

_LOG = logging.getLogger("opsonin")


class _Lines(logging.Handler):
    """Writes records to stderr, with the name of an exception instead of its traceback."""

    def __init__(self, *, with_tracebacks: bool) -> None:
        super().__init__()
        self._with_tracebacks = with_tracebacks

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        if self._with_tracebacks:
            click.echo(self.format(record), err=True)
            return
        message = f"{record.levelname.capitalize()}: {record.getMessage()}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            message = f"{message}: {type(error).__name__}: {error}"
        click.echo(visible(message), err=True)


def show_logs(*, with_tracebacks: bool) -> None:
    """Show warnings and errors of the engine on stderr from now on.

    Args:
        with_tracebacks: Whether to show where a logged exception arose.
    """
    _LOG.handlers = [one for one in _LOG.handlers if not isinstance(one, _Lines)]
    _LOG.addHandler(_Lines(with_tracebacks=with_tracebacks))
    _LOG.propagate = False
