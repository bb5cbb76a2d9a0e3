"""The built-in sources keep what the conformance kit asks of every source."""

from __future__ import annotations

from pathlib import Path

from opsonin.testing import plugin_checks
from warc_samples import PAGE, crawl
from xml_samples import BIOC_JSON_RECORD, pubmed_file

_SEEDS = Path(__file__).parents[2] / "seeds"

# Records of some kilobytes, so that a file of many tells what memory it takes.
_LONG = 150


def _crawl(n_records: int) -> bytes:
    return crawl(n_records, PAGE.replace(b"fed", b"fed well and " * _LONG))


def _pubmed(n_records: int) -> bytes:
    return pubmed_file(*range(n_records)).replace(b"It grew", b"It grew and " * _LONG)


def _bioc_lines(n_records: int) -> bytes:
    """Return documents of BioC, one a line."""
    record = BIOC_JSON_RECORD.replace("\n", " ").replace("They grew", "They grew and " * _LONG)
    return "\n".join(record.replace("{id}", f"D{n}") for n in range(n_records)).encode()


test_arrow = plugin_checks("arrow")
test_bioc_json = plugin_checks("bioc_json", samples=[_bioc_lines])
test_compressed = plugin_checks("compressed")
test_csv = plugin_checks("csv")
test_files = plugin_checks("files")
test_globs = plugin_checks("globs")
test_jsonl = plugin_checks("jsonl")
test_lists = plugin_checks("lists")
test_parquet_file = plugin_checks("parquet_file")
test_tar = plugin_checks("tar")
test_text = plugin_checks("text", samples=sorted(_SEEDS.iterdir()))
# fsspec's own name for the local file system: a URL that needs no server.
test_urls = plugin_checks("urls", samples=[f"local://{_SEEDS}"])
test_warc = plugin_checks("warc", samples=[_crawl])
test_xml_file = plugin_checks("xml_file")
test_xml_records = plugin_checks("xml_records", samples=[_pubmed])
test_zip = plugin_checks("zip")
