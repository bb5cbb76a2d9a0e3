"""Which addresses may be asked: hosts that the operator lists, at addresses of the public network.

A name is looked up once, and the connection goes to the address that was checked: a name that
leads elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from opsonin import UnreadableError
from opsonin_plugins.feeds.options import WebOptions

_PORTS = {"http": 80, "https": 443}
#: Signs of a path and a query that stay as they are. Source: RFC 3986, 3.3 and 3.4.
_KEPT = "/%:@!$&'()*+,;=~?"
_MAX_LENGTH = 2_000
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Networks that carry IPv4 addresses in IPv6 ones, with where those stand. Source: RFC 6052, 2.1.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes.

    Attributes:
        scheme: ``http`` or ``https``.
        host: The name, in small letters.
        port: The port.
        path: Path and query, as a request line has them.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host, and port where it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def place(self) -> str:
        """The address without its scheme."""
        return f"{self.authority}{self.path}"


def target_of(url: str, within: str = "") -> Target:
    """Return where an address leads.

    Args:
        url: The address, relative or whole. What stands behind ``#`` is left out.
        within: The page that it was found in.

    Raises:
        UnreadableError: ``address``: it is none, or none of the web.
    """
    try:
        parts = urlsplit(urljoin(within, url.strip()) if within else url.strip())
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise UnreadableError("address", f"This is no address: {url[:200]!a}.") from error
    if parts.scheme not in _PORTS or not host or len(url) > _MAX_LENGTH or "@" in parts.netloc:
        raise UnreadableError("address", f"This is no address of the web: {url[:200]!a}.")
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port, quote(f"{parts.path or '/'}{query}", safe=_KEPT))


def check_listed(target: Target, options: WebOptions) -> None:
    """Check that the operator lists a host.

    Raises:
        UnreadableError: ``host``: it is not listed.
    """
    if target.authority not in options.hosts:
        raise UnreadableError(
            "host", f"The host {target.authority} is not among those that may be asked (hosts)."
        )


def addresses_of(target: Target, options: WebOptions) -> Sequence[str]:
    """Look a host up, and return those of its addresses that may be asked.

    Raises:
        UnreadableError: ``io`` if it is not known, ``private_address`` if none may be asked.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableError("io", f"The host {target.host} is not known: {error}.") from error
    names = list(dict.fromkeys(str(one[4][0]) for one in found))
    if target.authority in options.private_hosts:
        return names
    public = [name for name in names if is_public(name)]
    if not public:
        raise UnreadableError(
            "private_address",
            f"The host {target.host} has no address but of a private network (private_hosts).",
        )
    return public


def is_public(name: str) -> bool:
    """Tell whether an address belongs to the public network.

    Addresses of IPv4 within IPv6 count as what they carry.

    >>> is_public("192.0.43.8"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    try:
        address: _Address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = carried or address
    return address.is_global and not address.is_multicast
