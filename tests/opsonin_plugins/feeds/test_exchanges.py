"""A connection goes to an address, and its certificate is that of the name."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from opsonin import UnreadableError
from opsonin_plugins.feeds import exchanges
from opsonin_plugins.feeds.addresses import target_of
from opsonin_plugins.feeds.options import WebOptions

NAME = "news.example.org"
OPTIONS = WebOptions(timeout_s=20.0)


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"Gout")

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the name, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("tls") / "both.pem"
    place.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return place


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        exchanges, "_trusted", lambda: ssl.create_default_context(cafile=certificate)
    )


@pytest.mark.usefixtures("trusted")
def test_certificate_is_that_of_the_name(port: int) -> None:
    target = target_of(f"https://{NAME}:{port}/a")
    # The first address does not answer.
    answer = exchanges.exchange(target, ["127.0.0.2", "127.0.0.1"], {"Host": NAME}, OPTIONS)
    assert (answer.status, answer.body) == (200, b"Gout")


@pytest.mark.usefixtures("trusted")
def test_certificate_of_another_name_is_refused(port: int) -> None:
    with pytest.raises(UnreadableError, match="CERTIFICATE_VERIFY_FAILED") as raised:
        exchanges.exchange(target_of(f"https://a.example:{port}/"), ["127.0.0.1"], {}, OPTIONS)
    assert raised.value.reason == "io"


def test_certificate_that_nobody_vouches_for_is_refused(port: int) -> None:
    with pytest.raises(UnreadableError, match="CERTIFICATE_VERIFY_FAILED"):
        exchanges.exchange(target_of(f"https://{NAME}:{port}/"), ["127.0.0.1"], {}, OPTIONS)
