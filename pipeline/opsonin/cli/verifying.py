"""``opsonin verify``: every digest, schema, span and sum of a data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from opsonin.cli.opening import nothing_committed, read_settings, read_tables
from opsonin.cli.styled import echo_lines, line
from opsonin.cli.text import counted, echo_json, visible
from opsonin.errors import OpsoninError
from opsonin.inspection.verification import table_problems
from opsonin.store.store import Store
from opsonin.store.upkeep import each_problem
from opsonin.tables.contract import INTERNAL


def verify_folder(options: Mapping[str, Any], *, as_json: bool) -> bool:
    """Write every problem of a data folder to stdout.

    Returns:
        Whether all is well.

    Raises:
        ConfigError: The configuration or an option is wrong, or the data folder is a file.
        StoreError: Nothing is committed there yet.
    """
    settings = read_settings(options)
    store = Store(settings.data, {**read_tables(settings), **INTERNAL})
    problems = []
    for problem in _problems(store):
        problems.append(problem)
        if not as_json:
            # A large folder takes minutes: what is wrong is said as soon as it is found.
            echo_lines([line(visible(problem), "red")])
    head = 0 if problems else store.head()
    if not problems and not head:
        raise nothing_committed(settings.data)
    if as_json:
        echo_json({"data": str(settings.data), "problems": problems})
    elif problems:
        click.echo(f"{counted(len(problems), 'problem')}.", err=True)
    else:
        rows = store.counts()
        checked = f"{counted(rows['documents'], 'document')}, {sum(rows.values()):,} rows"
        sound = f"snapshot {head} is sound"
        echo_lines(
            [((f"{visible(str(settings.data))}: ", ""), (sound, "green"), (f": {checked}.", ""))]
        )
    return not problems


def _problems(store: Store) -> Iterator[str]:
    """Yield what the store finds, then what the tables say; a damaged file ends the latter."""
    is_damaged = False
    for problem in each_problem(store):
        is_damaged = True
        yield problem
    try:
        if store.head():
            yield from table_problems(store)
    except OpsoninError as error:
        if not is_damaged:
            yield str(error)
