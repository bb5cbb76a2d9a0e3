"""Every exported table opens in a web page: hyparquet, in Chromium, reads what Arrow reads.

npm brings hyparquet; without npm or Chromium there is nothing to test with.
"""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.dataset as pads
import pytest

from chromium import Page, opened, program
from opsonin.tables.contract import CONTRACT

NPM = shutil.which("npm")
PACKAGES = ("hyparquet@1", "hyparquet-compressors@1")

pytestmark = [
    pytest.mark.system,
    pytest.mark.browser,
    pytest.mark.skipif(program() is None, reason="Chromium is not installed"),
    pytest.mark.skipif(NPM is None, reason="npm is not installed"),
]

_PAGE = """<!doctype html><meta charset="utf-8"><title>Reader</title>
<script type="importmap">{"imports": {
  "hyparquet": "/node_modules/hyparquet/src/index.js",
  "hyparquet-compressors": "/node_modules/hyparquet-compressors/src/index.js",
  "fzstd": "/node_modules/fzstd/esm/index.mjs",
  "hysnappy": "/node_modules/hysnappy/js/index.js"
}}</script>
<script type="module">
import {asyncBufferFromUrl, parquetMetadataAsync, parquetReadObjects} from "hyparquet";
import {compressors} from "hyparquet-compressors";
const plain = (_, cell) => typeof cell === "bigint" ? Number(cell) : cell;
window.read = async url => {
  const file = await asyncBufferFromUrl({url});
  const metadata = await parquetMetadataAsync(file);
  const columns = metadata.schema.filter(one => !one.num_children).map(one => one.type);
  const rows = metadata.num_rows ? await parquetReadObjects({file, metadata, compressors}) : [];
  return JSON.stringify({columns, rows}, plain);
};
document.documentElement.dataset.ready = 1;
</script>"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def page(seeds_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that reads Parquet files of the export, which lie beside it."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [str(NPM), "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"npm could not install hyparquet: {done.stderr[-300:]}")
    (folder / "index.html").write_text(_PAGE)
    shutil.copytree(seeds_data / "export", folder / "export")
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with opened(tmp_path_factory.mktemp("chromium")) as found:
            found.open(f"http://127.0.0.1:{server.server_address[1]}/index.html")
            yield found
        server.shutdown()


def plain(cell: Any) -> Any:
    """Return a cell as JSON of a web page has it."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%S.") + f"{cell.microsecond // 1000:03d}Z"
    if isinstance(cell, date):
        return f"{cell.isoformat()}T00:00:00.000Z"
    if isinstance(cell, float):
        return float(np.float32(cell))
    return [plain(one) for one in cell] if isinstance(cell, list) else cell


@pytest.mark.parametrize("table", [*CONTRACT, "quality"])
def test_table_opens_in_a_web_page(page: Page, seeds_data: Path, table: str) -> None:
    rows: list[dict[str, Any]] = []
    for file in sorted((seeds_data / "export" / table).glob("*.parquet")):
        found = json.loads(page.run(f"read('/export/{table}/{file.name}')"))
        assert len(found["columns"]) == len(pads.dataset(file).schema)
        rows += found["rows"]
    expected = pads.dataset(sorted((seeds_data / "export" / table).glob("*.parquet"))).to_table()
    assert [{name: plain(cell) for name, cell in row.items()} for row in rows] == [
        {name: plain(cell) for name, cell in row.items()} for row in expected.to_pylist()
    ]
