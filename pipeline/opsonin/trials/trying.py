"""Tries a component of any kind on one document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from opsonin.components.component import Tagger
from opsonin.components.kinds import Kind
from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.manager.options import as_json
from opsonin.manager.pipeline import Installed, Pipeline, build_pipeline
from opsonin.trials.bench import Bench
from opsonin.trials.finding import Chosen
from opsonin.trials.publishing import try_corpus_tagger, try_exporter
from opsonin.trials.reading import try_source
from opsonin.trials.texts import try_cleaner, try_tagger, try_vocabulary
from opsonin.trials.trial import Trial, TrialSubject

_SELECTIONS: Mapping[Kind, str] = {
    "source": "sources",
    "cleaner": "cleaners",
    "tagger": "taggers",
    "exporter": "exporters",
}


def try_component(chosen: Chosen, files: Sequence[str], work: Path) -> Trial:
    """Take a document through what comes before a component, and through the component.

    What the component raises is part of what is returned.

    Args:
        chosen: The component.
        files: Where the document is read from: a path, or whatever a source takes. A tagger of
            corpus scope takes several, all others one.
        work: A folder to write to.

    Raises:
        ConfigError: There is no such file, no document in it, several files are named for what
            takes one, or an option is wrong.
        PluginError: The component names a table that does not exist.
    """
    if len(files) > 1 and not _takes_several(chosen):
        raise ConfigError(
            f"{len(files)} files are named, but a {chosen.kind} is tried on one.",
            where=files[1],
            remedy="Only exporters and taggers of corpus scope are tried on several.",
        )
    pipeline = build_pipeline(_settings(chosen, files, work))
    return _TRIALS[chosen.kind](Bench(chosen, _subject(chosen, pipeline), pipeline, tuple(files)))


def _takes_several(chosen: Chosen) -> bool:
    record = chosen.registered.record
    return chosen.kind == "exporter" or getattr(record, "scope", "") == "corpus"


def _settings(chosen: Chosen, files: Sequence[str], work: Path) -> Settings:
    """Return settings in which the component takes part, whatever the configuration selects."""
    settings = chosen.settings
    name = chosen.registered.record.name
    changes: dict[str, Any] = {}
    if chosen.kind == "vocabulary":
        # Alone, so that every mention is its own.
        changes["vocabularies"] = (name,)
    else:
        selection = _SELECTIONS[chosen.kind]
        stated = getattr(settings, selection)
        if chosen.kind == "exporter":
            # An exporter may want to be named, and the others have no part in the trial.
            stated = ()
        changes[selection] = None if stated is None else tuple(dict.fromkeys((*stated, name)))
    # In this process, where tracebacks can be seen and nothing has to be started.
    limits: dict[str, object] = {**settings.limits, "isolation": "inline"}
    if chosen.kind != "vocabulary":
        own = settings.limits.get(name)
        limits[name] = {**(own if isinstance(own, Mapping) else {}), "isolation": "inline"}
    return replace(
        settings,
        inputs=tuple(files),
        data=work / "data",
        disabled=tuple(one for one in settings.disabled if one != name),
        limits=limits,
        **changes,
    )


def _subject(chosen: Chosen, pipeline: Pipeline) -> TrialSubject:
    record = chosen.registered.record
    everybody: tuple[Installed[Any], ...] = (
        *pipeline.sources,
        *pipeline.cleaners,
        *pipeline.taggers,
        *pipeline.corpus_taggers,
        *pipeline.exporters,
    )
    options: Mapping[str, Any] = {}
    if chosen.kind != "vocabulary":
        (own,) = (one for one in everybody if one.name == record.name)
        options = as_json(asdict(own.context.options))
    return TrialSubject(
        kind=chosen.kind,
        name=record.name,
        version=record.version,
        distribution=chosen.registered.distribution,
        options=options,
    )


def _try_tagger(bench: Bench) -> Trial:
    tagger: Tagger[Any] = bench.chosen.registered.record
    return try_corpus_tagger(bench) if tagger.scope == "corpus" else try_tagger(bench)


_TRIALS: Mapping[Kind, Callable[[Bench], Trial]] = {
    "source": try_source,
    "cleaner": try_cleaner,
    "tagger": _try_tagger,
    "exporter": try_exporter,
    "vocabulary": try_vocabulary,
}
