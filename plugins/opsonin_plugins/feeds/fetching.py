"""Fetches pages as a polite guest: in turn, with pauses, and only what has changed."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from opsonin import UnreadableError, __version__
from opsonin_plugins.feeds.addresses import Target, addresses_of, check_listed, target_of
from opsonin_plugins.feeds.exchanges import exchange
from opsonin_plugins.feeds.keeping import Keeper
from opsonin_plugins.feeds.options import WebOptions
from opsonin_plugins.feeds.robots import AGENT, MAX_BYTES, Robots, robots_of
from opsonin_plugins.sources.http_messages import HttpResponse

_log = logging.getLogger(__name__)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
#: Answers after which another try may succeed. Source: RFC 9110, 15.6; RFC 6585, section 4.
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_OK, _UNCHANGED, _FAILURE, _SERVER_FAILURE = 200, 304, 400, 500
_REASONS = {401: "forbidden", 403: "forbidden", 404: "not_found", 410: "not_found"}
_MAY_PASS = frozenset(("io", "timeout"))
#: A host that failed so often in a row is not asked again in this run. Source: ours.
_MAX_FAILURES = 5
#: Host -> time before which this process does not ask it, whichever input leads there.
_PAUSES: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent now or before.

    Attributes:
        url: Where it came from in the end.
        body: Its content.
        content_type: What the server called it.
    """

    url: str
    body: bytes
    content_type: str


class Fetcher:
    """Fetches pages from hosts that the operator lists.

    Args:
        options: Whom it may ask, and the limits.
        keeper: Knows what was fetched before.
        obeys_robots: Whether it asks for robots.txt: an API says what it wants in its terms.
    """

    def __init__(self, options: WebOptions, keeper: Keeper, *, obeys_robots: bool = True) -> None:
        self._options = options
        self._keeper = keeper
        self._obeys_robots = obeys_robots
        self._robots: dict[str, Robots | UnreadableError] = {}
        self._pauses = _PAUSES
        self._failures: Counter[str] = Counter()

    def page(self, url: str, *, fresh_s: float = 0.0, modified: str = "", secret: str = "") -> Page:
        """Return a page; the one that is kept where the server says that it is still the same.

        Args:
            url: Its address.
            fresh_s: Seconds for which one that was fetched is taken without asking.
            modified: When a sitemap says that it was changed last: one that was fetched when the
                sitemap said the same is taken without asking.
            secret: What stands behind the address in the request alone, such as a key.

        Raises:
            UnreadableError: It cannot be had, or must not.
        """
        kept = self._keeper.find(url)
        if kept is not None and (
            time.time() - kept.fetched_at < fresh_s or (modified and modified == kept.modified)
        ):
            return Page(kept.url, kept.body, kept.fields.get("content-type", ""))
        asked: dict[str, str] = {}
        if kept is not None:
            asked = {
                "If-None-Match": kept.fields.get("etag", ""),
                "If-Modified-Since": kept.fields.get("last-modified", ""),
            }
        target, answer = self._answer(target_of(url), asked, secret)
        if answer.status == _UNCHANGED and kept is not None:
            self._keeper.keep(url, kept.url, kept.fields, kept.body, modified)
            return Page(kept.url, kept.body, kept.fields.get("content-type", ""))
        if answer.status != _OK:
            reason = _REASONS.get(answer.status, "http_status")
            raise UnreadableError(reason, f"The server answered with status {answer.status}.")
        self._keeper.keep(url, target.url, answer.fields, answer.body, modified)
        return Page(target.url, answer.body, answer.fields.get("content-type", ""))

    def _answer(
        self, target: Target, asked: Mapping[str, str], secret: str = ""
    ) -> tuple[Target, HttpResponse]:
        """Return the first answer that is no redirection; every step is checked anew."""
        for _ in range(self._options.max_redirects + 1):
            check_listed(target, self._options)
            self._check_robots(target)
            answer = self._repeated(target, asked, secret)
            if answer.status not in _REDIRECTS or "location" not in answer.fields:
                return target, answer
            # A key belongs to the address that it was made for.
            target, secret = target_of(answer.fields["location"], target.url), ""
        raise UnreadableError(
            "redirects", f"It redirects more than {self._options.max_redirects} times."
        )

    def _check_robots(self, target: Target) -> None:
        if not self._obeys_robots:
            return
        host = f"{target.scheme}://{target.authority}"
        if host not in self._robots:
            try:
                self._robots[host] = self._read_robots(target_of(f"{host}/robots.txt"))
            except UnreadableError as error:
                self._robots[host] = error
        rules = self._robots[host]
        if isinstance(rules, UnreadableError):
            # Source: RFC 9309, 2.3.1.4: what cannot be reached forbids everything.
            detail = f"Its robots.txt cannot be read: {rules.detail}"
            reason = rules.reason if rules.reason in (*_MAY_PASS, "private_address") else "robots"
            raise UnreadableError(reason, detail)
        if not rules.allow(target.path):
            raise UnreadableError("robots", "The robots.txt of its host does not allow it.")

    def _read_robots(self, target: Target) -> Robots:
        for _ in range(self._options.max_redirects + 1):
            check_listed(target, self._options)
            answer = self._repeated(target, {})
            if answer.status in _REDIRECTS and "location" in answer.fields:
                target = target_of(answer.fields["location"], target.url)
                continue
            # Source: RFC 9309, 2.3.1.3: one that is not there allows everything.
            if _FAILURE <= answer.status < _SERVER_FAILURE:
                return Robots()
            if answer.status != _OK:
                raise UnreadableError("io", f"the server answered with status {answer.status}.")
            return robots_of(answer.body[:MAX_BYTES].decode("utf-8", "replace"))
        return Robots()

    def _repeated(self, target: Target, asked: Mapping[str, str], secret: str = "") -> HttpResponse:
        """Return an answer, after as many tries as are allowed."""
        host = target.authority
        if self._failures[host] >= _MAX_FAILURES:
            detail = f"{host} failed {_MAX_FAILURES} times in a row and is not asked again now."
            raise UnreadableError("io", detail)
        problem = UnreadableError("io", "It was not asked for.")
        for attempt in range(self._options.retries + 1):
            self._wait(target)
            try:
                answer = self._once(target, asked, secret)
            except UnreadableError as error:
                if error.reason not in _MAY_PASS:
                    raise
                problem, stated_s = error, 0.0
            else:
                if answer.status not in _PASSING:
                    self._failures[host] = 0
                    return answer
                problem = UnreadableError("io", f"The server answers with status {answer.status}.")
                stated_s = _retry_after_s(answer.fields.get("retry-after", ""))
            pause_s = max(self._options.backoff_s * 2**attempt, stated_s)
            _log.info("%s: %s Waiting %.1f s.", target.url, problem.detail, pause_s)
            self._pauses[host] = time.monotonic() + pause_s
        self._failures[host] += 1
        raise problem

    def _wait(self, target: Target) -> None:
        """Wait for the turn of a host.

        Raises:
            UnreadableError: ``io``: it wants a longer pause than a run waits.
        """
        pause_s = self._pauses.get(target.authority, 0.0) - time.monotonic()
        if pause_s > self._options.max_wait_s:
            detail = f"{target.authority} is to be asked again in {pause_s:.0f} seconds only."
            raise UnreadableError("io", f"{detail} That is more than max_wait_s.")
        if pause_s > 0:
            time.sleep(pause_s)

    def _once(self, target: Target, asked: Mapping[str, str], secret: str) -> HttpResponse:
        fields = {
            "Host": target.authority,
            "User-Agent": _agent(self._options.contact),
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **{name: value for name, value in asked.items() if value},
        }
        sent = Target(target.scheme, target.host, target.port, target.path + secret)
        try:
            return exchange(sent, addresses_of(target, self._options), fields, self._options)
        finally:
            rules = self._robots.get(f"{target.scheme}://{target.authority}")
            wanted_s = rules.delay_s if isinstance(rules, Robots) else 0.0
            pause_s = max(self._options.delay_s, min(wanted_s, self._options.max_wait_s))
            self._pauses[target.authority] = time.monotonic() + pause_s


def _agent(contact: str) -> str:
    """Return the name that a request gives. Source: RFC 9110, 10.1.5."""
    return f"{AGENT}/{__version__}" + (f" ({contact})" if contact else "")


def _retry_after_s(value: str) -> float:
    """Return the seconds that a server asks to wait. Source: RFC 9110, 10.2.3.

    >>> _retry_after_s("120"), _retry_after_s("soon")
    (120.0, 0.0)
    """
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0.0
    # One without a zone is of UTC.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
