"""The hooks: what a plugin may offer and what it may observe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    import click

    from opsonin.components.component import Cleaner, Exporter, Source, Tagger
    from opsonin.components.engine import Engine
    from opsonin.components.vocabulary import Vocabulary
    from opsonin.tables.model import Table

#: Version of this interface. A plugin may declare ``OPSONIN_HOOK_API`` to be told when it is old.
HOOK_API = "0.1"

hookspec = pluggy.HookspecMarker("opsonin")
#: Marks a function of a plugin that opsonin is to call: ``@hookimpl``.
hookimpl = pluggy.HookimplMarker("opsonin")


class Hooks:
    """All hooks. None has a default argument: pluggy fills those differently between versions."""

    @hookspec
    def register_sources(self) -> Iterable[Source[Any]]:  # type: ignore[empty-body]
        """Offer sources, which read resources into raw documents.

        Example::

            @hookimpl
            def register_sources():
                return [Source(name="mbox", version="1", accepts=is_mbox, read=read_mbox)]
        """

    @hookspec
    def register_cleaners(self) -> Iterable[Cleaner[Any]]:  # type: ignore[empty-body]
        """Offer cleaners, which edit text and describe what they find.

        Example::

            @hookimpl
            def register_cleaners():
                clean = from_string(str.strip, reason="blank")
                return [Cleaner(name="strip", version="1", phase="strip", clean=clean)]
        """

    @hookspec
    def register_taggers(self) -> Iterable[Tagger[Any]]:  # type: ignore[empty-body]
        r"""Offer taggers, which find evidence in clean text.

        Example::

            def find(text):
                return (Span(*m.span(), type="nct", value=m[0]) for m in NCT.finditer(text))

            @hookimpl
            def register_taggers():
                tag = per_document(find, "identifiers")
                return [Tagger(name="trials", version="1", tag=tag, fills=("identifiers",))]
        """

    @hookspec
    def register_exporters(self) -> Iterable[Exporter[Any]]:  # type: ignore[empty-body]
        """Offer exporters, which publish a committed snapshot, all or nothing.

        Example::

            @hookimpl
            def register_exporters():
                return [Exporter(name="bucket", version="1", export=upload)]
        """

    @hookspec
    def register_vocabularies(self) -> Iterable[Vocabulary]:  # type: ignore[empty-body]
        """Offer vocabularies: terms with licence and version.

        Example::

            @hookimpl
            def register_vocabularies():
                return [Vocabulary(name="rare", version="2026", licence="CC0-1.0", ...)]
        """

    @hookspec
    def register_tables(self) -> Iterable[type[Table]]:  # type: ignore[empty-body]
        """Offer further tables, which the plugin's own components fill.

        Example::

            @hookimpl
            def register_tables():
                return [Doses]
        """

    @hookspec
    def register_engines(self) -> Iterable[Engine]:  # type: ignore[empty-body]
        """Offer engines, which carry out the four stages somewhere else than in this process.

        Example::

            @hookimpl
            def register_engines():
                return [Engine(name="prefect", run=run_flow)]
        """

    @hookspec
    def register_commands(self, commands: click.Group) -> None:
        """Add subcommands to the ``opsonin`` command.

        Example::

            @hookimpl
            def register_commands(commands):
                commands.add_command(serve)
        """

    @hookspec
    def run_started(self, run_id: str, configuration: Mapping[str, object]) -> None:
        """Observe that a run begins. An exception here is logged and never ends the run.

        Args:
            run_id: Names the run in all hooks, in ``runs`` and in the ledger.
            configuration: The settings of the run as JSON values.
        """

    @hookspec
    def stage_finished(self, run_id: str, stage: str, counts: Mapping[str, int]) -> None:
        """Observe that a stage is complete.

        Args:
            run_id: The run.
            stage: ``ingest``, ``clean``, ``tag`` or ``export``.
            counts: Its ``documents``, ``rejected`` and ``cached``.
        """

    @hookspec
    def run_failed(self, run_id: str, error: str) -> None:
        """Observe that a run ended with an error.

        Args:
            run_id: The run.
            error: The message that the operator gets.
        """

    @hookspec
    def run_finished(self, run_id: str, status: str, counts: Mapping[str, int]) -> None:
        """Observe that a run ended well.

        Args:
            run_id: The run.
            status: ``committed`` or ``unchanged``.
            counts: Its documents: ``in``, ``out``, ``rejected`` and ``dropped``.
        """
