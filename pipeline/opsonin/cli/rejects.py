"""``opsonin rejects``: what could not go on, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from opsonin.cli.opening import open_store
from opsonin.cli.text import counted, echo_json, one_line
from opsonin.errors import did_you_mean

#: Reasons that the author of a component can do something about.
_OF_AUTHORS = frozenset({"error", "contract", "timeout", "memory"})


def list_rejects(
    options: Mapping[str, Any], *, reason: str | None, stage: str | None, as_json: bool
) -> None:
    """Write the rejects that stand to stdout.

    Args:
        options: What every command on a data folder is told.
        reason: Only those with this reason code.
        stage: Only those of this stage.
        as_json: Whether to write rows of table ``rejects`` as JSON.
    """
    everything = open_store(options).scan("rejects").to_pylist()
    found = [
        row
        for row in everything
        if reason in (None, row["reason"]) and stage in (None, row["stage"])
    ]
    if as_json:
        echo_json(found)
        return
    if found:
        click.echo("\n".join(_lines(found)))
        return
    reasons = {row["reason"] for row in everything}
    if reason is not None and reasons and reason not in reasons:
        click.echo(f"Nothing was rejected as {reason!r}. {did_you_mean(reason, reasons)}")
    else:
        asked = [f"reason {reason}"] if reason is not None else []
        asked += [f"stage {stage}"] if stage is not None else []
        others = f"; {counted(len(everything), 'other reject')} " + (
            "stands" if len(everything) == 1 else "stand"
        )
        if everything:
            click.echo(f"No reject with {' and '.join(asked)} stands{others}.")
        else:
            click.echo("Nothing was rejected.")


def _lines(rejects: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rejects:
        place = f" ({row['doc_id']})" if row["doc_id"] else ""
        who = f"{row['component']} {row['component_version']}"
        yield f"{row['stage']}  {row['reason']}  {one_line(row['source_uri'])}{place}"
        about = f", table {row['table_name']}" if row["table_name"] else ""
        yield f"    {who}{about}: {one_line(row['detail'])}"
    yield f"{counted(len(rejects), 'reject')}."
    if any(row["reason"] in _OF_AUTHORS for row in rejects):
        yield "`opsonin try FILE --component NAME` shows where in its code a component fails."
