"""Data-Juicer's filters on one JSON Lines file: ``python data_juicer_job.py JOB INPUT OUT``.

Run with the Python of the peer's own environment; nothing of opsonin is imported here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

#: The closest to the filter chain of the other peers.
OPERATORS = (
    {"alphanumeric_filter": {"tokenization": False}},
    {"average_line_length_filter": {}},
    {"character_repetition_filter": {"rep_len": 10}},
    {"word_repetition_filter": {"tokenization": False, "rep_len": 10}},
    {"words_num_filter": {"tokenization": False, "min_num": 50}},
    {"special_characters_filter": {}},
    {"text_length_filter": {"min_len": 100}},
    {"maximum_line_length_filter": {}},
)


def filter_documents(source: Path, out: Path) -> None:
    """Filter the documents. JSON is YAML, the format of the configuration."""
    out.mkdir(parents=True, exist_ok=True)
    configuration = out / "configuration.yaml"
    settings = {
        "project_name": "bench",
        "dataset_path": str(source),
        "export_path": str(out / "filtered.parquet"),
        "np": 1,
        "use_cache": False,
        "open_tracer": False,
        "process": list(OPERATORS),
    }
    configuration.write_text(json.dumps(settings), encoding="utf-8")
    program = Path(sys.executable).with_name("dj-process")
    subprocess.run([str(program), "--config", str(configuration)], check=True)


if __name__ == "__main__":
    _, given, result = sys.argv[1:]
    filter_documents(Path(given), Path(result))
