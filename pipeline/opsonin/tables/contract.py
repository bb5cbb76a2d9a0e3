"""All tables of the contract by name."""

from types import MappingProxyType

from opsonin.errors import ConfigError, did_you_mean
from opsonin.tables import accounts, clean, evidence, ingest, internal
from opsonin.tables.model import Table, info_of

#: Version of the whole contract, part of every fingerprint.
CONTRACT_VERSION = 1

_MODELS: tuple[type[Table], ...] = (
    ingest.Raw,
    ingest.Sources,
    clean.Documents,
    clean.Fields,
    clean.Alignment,
    clean.Removed,
    clean.Segments,
    clean.Flags,
    clean.Signals,
    evidence.Mentions,
    evidence.Identifiers,
    evidence.Citations,
    evidence.Dates,
    evidence.Statistics,
    evidence.StatChecks,
    evidence.Entities,
    evidence.Quotes,
    evidence.Claims,
    evidence.Studies,
    evidence.Links,
    evidence.LinkEvidence,
    accounts.Rejects,
    accounts.Changes,
    accounts.Ledger,
    accounts.Runs,
    accounts.Vocabularies,
)

#: The contract's own tables by name, in the order of the stages.
CONTRACT = MappingProxyType({info_of(model).name: model for model in _MODELS})

#: Tables that only the store reads.
INTERNAL = MappingProxyType(
    {info_of(model).name: model for model in (internal.Edits, internal.Results, internal.Index)}
)


def find_table(name: str, tables: dict[str, type[Table]] | None = None) -> type[Table]:
    """Return the table of this name, the contract's or a plugin's.

    Args:
        name: The table's name.
        tables: All tables of the run; the contract's alone when left out.

    Raises:
        ConfigError: There is no such table.
    """
    known = CONTRACT if tables is None else tables
    if name in known:
        return known[name]
    raise ConfigError(f"There is no table {name!r}.", remedy=did_you_mean(name, known))
