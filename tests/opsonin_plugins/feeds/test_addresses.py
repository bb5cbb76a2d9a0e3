from __future__ import annotations

import pytest

from opsonin import UnreadableError
from opsonin_plugins.feeds.addresses import check_listed, is_public, target_of
from opsonin_plugins.feeds.options import FeedOptions, PubmedOptions, WebOptions


@pytest.mark.parametrize(
    "name",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),  # noqa: S104
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1"),
        *("::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1", "localhost", ""),
    ],
)
def test_addresses_of_private_networks_are_known(name: str) -> None:
    assert not is_public(name)


@pytest.mark.parametrize("name", ["192.0.43.8", "2620:0:2d0:200::8", "64:ff9b::c000:2b08"])
def test_addresses_of_the_public_network_are_known(name: str) -> None:
    assert is_public(name)


@pytest.mark.parametrize(
    ("url", "within", "expected"),
    [
        ("HTTP://Example.ORG", "", "http://example.org/"),
        ("https://example.org:443/a b?q=ü#part", "", "https://example.org/a%20b?q=%C3%BC"),
        ("https://bücher.example/", "", "https://xn--bcher-kva.example/"),
        ("//other.example/x", "https://example.org/a/", "https://other.example/x"),
        ("../b?c=%20", "http://example.org:8080/a/d", "http://example.org:8080/b?c=%20"),
        ("http://[::1]:80/a", "", "http://[::1]/a"),
    ],
)
def test_address_has_one_form(url: str, within: str, expected: str) -> None:
    assert target_of(url, within).url == expected


@pytest.mark.parametrize(
    "url",
    [
        *("", "a", "ftp://example.org/", "http://", "http://user:word@example.org/", "file:///etc"),
        *("http://example.org:99999/", "http://[::1/", "javascript:alert(1)"),
        "http://example.org/" + "a" * 2_000,
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        target_of(url)
    assert raised.value.reason == "address"


def test_line_ends_cannot_leave_an_address() -> None:
    target = target_of("http://example.org/a\r\nX-More: 1")
    assert "\r" not in target.path
    assert "\n" not in target.path


@pytest.mark.parametrize(
    ("url", "is_listed"),
    [
        ("https://example.org/a", True),
        ("http://example.org/a", True),
        ("http://example.org:8080/", False),
        ("http://other.example:8080/", True),
        ("http://other.example/", False),
        ("http://www.example.org/", False),
        ("http://example.org.evil.example/", False),
    ],
)
def test_host_is_listed_with_its_port(url: str, is_listed: bool) -> None:  # noqa: FBT001
    options = WebOptions(hosts=("example.org", "other.example:8080"))
    if is_listed:
        check_listed(target_of(url), options)
        return
    with pytest.raises(UnreadableError) as raised:
        check_listed(target_of(url), options)
    assert raised.value.reason == "host"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hosts": ("https://example.org",)}, "is no host"),
        ({"hosts": ("*",)}, "is no host"),
        ({"private_hosts": ("localhost",)}, "which hosts has not"),
        ({"timeout_s": 0.0}, "timeout_s is 0.0, expected more than 0"),
        ({"delay_s": -1.0}, "delay_s is -1.0, expected 0 or more"),
        ({"contact": "a\r\nX: y"}, "a header cannot hold"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FeedOptions(**options)  # type: ignore[arg-type] # by name


@pytest.mark.parametrize("options", [{"days": -1}, {"max_records": 10_000}, {"retries": -1}])
def test_options_of_pubmed_that_make_no_sense_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected"):
        PubmedOptions(**options)  # type: ignore[arg-type] # by name
