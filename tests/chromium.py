"""Chromium without a window, spoken to over two pipes in its DevTools protocol."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
_KEYS = {"Enter": "\r", "Escape": "", "Tab": ""}


def program() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    """A page that is open."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write, self._number = read, write, 0
        self._rest = b""
        self._session: str | None = None
        self._is_loaded = False
        #: What the console and the network said.
        self.messages: list[str] = []
        self.requests: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        found = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = found["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            order["sessionId"] = self._session
        os.write(self._write, json.dumps(order).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            found = os.read(self._read, 1 << 20)
            assert found, "Chromium has ended."
            self._rest += found
        one, _, self._rest = self._rest.partition(b"\0")
        return json.loads(one)

    def _note(self, event: Any) -> None:
        method, found = event.get("method"), event.get("params", {})
        if method == "Page.loadEventFired":
            self._is_loaded = True
        elif method == "Runtime.exceptionThrown":
            self.messages.append(json.dumps(found["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.messages.append(found["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(found["request"]["url"])

    def run(self, script: str) -> Any:
        """Return what a script comes to; promises are waited for."""
        found = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Wait until an expression holds."""
        self.run(
            f"new Promise((done,failed)=>{{const end=Date.now()+20000;(function look(){{"
            f"if({condition})done(1);else if(Date.now()>end)failed(new Error('waited in vain'));"
            "else setTimeout(look,20)})()})"
        )

    def open(self, url: str) -> None:
        # From another page, so that a mere change of the part behind "#" loads it anew too.
        for one in ("about:blank", url):
            self._is_loaded = False
            self.send("Page.navigate", url=one)
            while not self._is_loaded:
                self._note(self._next())
        self.wait_for("document.documentElement.dataset.ready")

    def go(self, place: str) -> None:
        """Show a view or document of the report that is open."""
        self.run(f"location.hash={json.dumps(place)}")
        self.settle()

    def settle(self) -> None:
        self.run("new Promise(done=>setTimeout(()=>requestAnimationFrame(()=>done()),120))")

    def press(self, key: str) -> None:
        text = _KEYS.get(key, key)
        for kind in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, text=text, **_codes(key))
        self.settle()

    def size(self, width: int, height: int) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def scheme(self, name: str) -> None:
        """Prefer ``light`` or ``dark``."""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self.send("Emulation.setEmulatedMedia", features=features)

    def picture(self, path: Path) -> None:
        found = self.send("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(found["data"]))


def _codes(key: str) -> dict[str, int]:
    codes = {"Enter": 13, "Escape": 27, "Tab": 9}
    return {"windowsVirtualKeyCode": codes[key]} if key in codes else {}


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Page]:
    """Start Chromium with a profile of its own, and end it."""
    found = program()
    assert found is not None, f"None of {', '.join(NAMES)} is installed."
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    arguments = (
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
        *("--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={folder}"),
    )
    # Chromium reads orders from descriptor 3 and answers on 4.
    shell = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    with subprocess.Popen(
        ("bash", "-c", shell, found, *arguments),
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs_in)
        os.close(theirs_out)
        try:
            page = Page(ours_in, ours_out)
            yield page
            page._session = None
            page.send("Browser.close")
        except BaseException:
            process.kill()
            raise
        finally:
            os.close(ours_out)
            os.close(ours_in)
