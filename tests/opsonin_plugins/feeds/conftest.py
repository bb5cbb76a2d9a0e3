"""Sites on this machine, and sources that read them as a run does."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from feed_sites import Handler, Read, ReadInputs, Site
from opsonin import Source
from opsonin.components.context import Context
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.reading import Reader
from opsonin_plugins.feeds import plugin as feeds_plugin
from opsonin_plugins.sources import plugin as sources_plugin


@pytest.fixture
def sites() -> Iterator[Callable[[], Site]]:
    """Start sites on this machine."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start() -> Site:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        found = Site(f"127.0.0.1:{server.server_port}")
        server.site = found  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return found

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(sites: Callable[[], Site]) -> Site:
    return sites()


@pytest.fixture
def read(site: Site, tmp_path: Path) -> ReadInputs:
    """Read inputs with all sources; the site is listed, and nothing is waited for."""

    def run(*inputs: str, component: str = "feeds", **options: Any) -> Read:
        stated = {
            "hosts": (site.host,),
            "private_hosts": (site.host,),
            "delay_s": 0.0,
            "backoff_s": 0.0,
            "fresh_s": 0.0,
            **options,
        }
        found = Read()
        reader = Reader(_installed({component: stated}, tmp_path / "cache"), 1 << 25, "0")
        for item in reader.read(inputs):
            if isinstance(item, Found):
                found.texts[item.source_uri] = (item.text or b"").decode()
                found.moments[item.source_uri] = str(item.observed_at)
            elif isinstance(item, Refused):
                found.texts[item.source_uri] = f"!{item.reason}"
                found.details[item.source_uri] = item.detail
        return found

    return run


def _installed(
    options: Mapping[str, Mapping[str, Any]], cache: Path
) -> list[Installed[Source[Any]]]:
    offered = [*sources_plugin.register_sources(), *feeds_plugin.register_sources()]
    chosen = []
    for one in sorted(offered, key=lambda one: (-one.priority, one.name)):
        given_options = one.options(**options.get(one.name, {}))
        context = Context(given_options, cache=cache)
        chosen.append(Installed(one, given_options, context, "x 1", one.name, is_required=True))
    return chosen
