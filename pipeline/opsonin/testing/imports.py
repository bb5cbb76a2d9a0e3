"""What importing a plugin costs and does: every `opsonin run` imports it, wanted or not."""

from __future__ import annotations

import importlib
import sys
import time
from functools import lru_cache
from typing import Any

from opsonin.components.kinds import KINDS
from opsonin.manager.installed import find_plugins
from opsonin.testing.check import check
from opsonin.testing.elsewhere import Answer, alone
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject
from opsonin.testing.surroundings import state_of_process

#: Libraries that take more than some tenths of a second to import. Source: measured with
#: ``python -X importtime`` on two cores; all can be imported where they are used.
_HEAVY = (
    *("boto3", "botocore", "bokeh", "cv2", "dask", "datasets", "django", "duckdb", "flair"),
    *("fsspec", "gensim", "google.cloud", "huggingface_hub", "jax", "matplotlib", "networkx"),
    *("nltk", "numba", "onnxruntime", "openai", "pandas", "playwright", "polars", "prefect"),
    *("pyspark", "requests", "rdflib", "scipy", "selenium", "sentence_transformers", "skimage"),
    *("sklearn", "spacy", "sqlalchemy", "stanza", "sympy", "tensorflow", "thinc", "torch"),
    *("trafilatura", "transformers", "xarray"),
)


def imported(modules: list[str]) -> dict[str, Any]:
    """Import a plugin after all that a run imports anyway; called in a process of its own.

    Returns:
        The heavy libraries that this brought along, the processor time in seconds, and what of
        the process is another afterwards.
    """
    for name in ("opsonin.runner.run", "opsonin.runner.shards", "opsonin.runner.commit.committing"):
        importlib.import_module(name)
    before, known = state_of_process(), {*sys.modules}
    started = time.process_time()
    for name in modules:
        importlib.import_module(name)
    seconds = time.process_time() - started
    after = state_of_process()
    return {
        "heavy": sorted({*_HEAVY} & ({*sys.modules} - known)),
        "seconds": seconds,
        "changed": [name for name in after if after[name] != before.get(name)],
    }


@check(*KINDS)
def import_is_light(subject: Subject) -> str:
    """Importing its plugin loads no big library, and the time is said."""
    result = _imported(_module_of(subject)).result
    if result["heavy"]:
        raise CheckFailed(
            f"Importing {_module_of(subject)} imports {', '.join(result['heavy'])}.",
            remedy="Import big libraries in the function that uses them.",
        )
    return f"{result['seconds']:.2f} s of processor time"


@check(*KINDS)
def import_does_nothing_else(subject: Subject) -> None:
    """Importing its plugin prints, writes, starts, reaches and changes nothing."""
    answer = _imported(_module_of(subject))
    traces = answer.traces
    done = {
        "prints": [traces.printed] if traces.printed else [],
        "uses the network": traces.network,
        "starts a program": traces.processes,
        "writes a file": [one for one in traces.written if not one.startswith("/dev/")],
        "changes": answer.result["changed"],
    }
    for what, found in done.items():
        if found:
            raise CheckFailed(
                f"Importing {_module_of(subject)} {what}: {found[0]}",
                remedy="Do nothing at import but define; do the rest in the function.",
            )


def _module_of(subject: Subject) -> str:
    """Return the module that the plugin's entry point names."""
    for _, plugin in subject.origin.given:
        name = getattr(plugin, "__spec__", None) and getattr(plugin, "__name__", "")
        if name and not subject.plugin.is_builtin:
            return str(name)
    found, _ = find_plugins((subject.plugin.name,))
    for one in found:
        if one.info.key == subject.plugin.key:
            return one.entry_point.module
    raise NotApplicable("The plugin is an object; give its module, or install it.")


@lru_cache(maxsize=32)
def _imported(module: str) -> Answer:
    return alone("opsonin.testing.imports:imported", {"modules": [module]})
