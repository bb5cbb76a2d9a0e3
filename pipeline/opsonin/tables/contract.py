"""All tables of the contract by name."""

from types import MappingProxyType

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
