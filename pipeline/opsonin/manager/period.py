"""The period of a backfill: days, both of them part of it."""

from __future__ import annotations

from datetime import date

from opsonin.errors import ConfigError


def check_period(since: str, until: str, *, is_used: bool) -> None:
    """Make sure that a period is one, and that something is done with it.

    Args:
        since: The first day, or empty.
        until: The last day, or empty.
        is_used: Whether the run is a backfill.

    Raises:
        ConfigError: A day is none, the last comes before the first, or the run reads inputs.
    """
    first, last = day_of(since, "--since"), day_of(until, "--until")
    if first is not None and last is not None and last < first:
        raise ConfigError(
            f"The period ends on {until}, before it begins on {since}.",
            where="--until",
            remedy="Expected a day that is not before --since.",
        )
    if (first or last) and not is_used:
        raise ConfigError(
            "A run that reads inputs has no period.",
            where="--since" if first else "--until",
            remedy="Add --only tag, or leave it out.",
        )


def day_of(stated: str, where: str) -> date | None:
    """Return a day, None for an empty text.

    Args:
        stated: Year, month and day of ISO 8601: ``2026-03-01``.
        where: The option, for the message.

    Raises:
        ConfigError: It is no day.

    >>> day_of("2026-03-01", "--since"), day_of("", "--since")
    (datetime.date(2026, 3, 1), None)
    """
    if not stated:
        return None
    try:
        return date.fromisoformat(stated)
    except ValueError as error:
        raise ConfigError(
            f"{stated!r} is no day.", where=where, remedy="Expected YYYY-MM-DD."
        ) from error
