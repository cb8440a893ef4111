"""host.egress.tls: how a server is believed, and that a client key leaves no file behind."""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from pathlib import Path

import pytest

from desktop_app.errors import UpstreamError
from desktop_app.host.egress.tls import Identity, context
from tests.fakes.certificates import Authority

AUTHORITY = Authority()
PAIR = AUTHORITY.pair("client.example")
IDENTITY = Identity(PAIR.certificate, PAIR.key)


def test_the_least_that_is_agreed_to() -> None:
    """TLS 1.2, a certificate, its name by subjectAltName."""
    made = context(ca_pem=AUTHORITY.pem)
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.check_hostname
    assert not made.hostname_checks_common_name


def test_one_ca_alone_or_the_systems() -> None:
    """A given CA is trusted in place of the system's roots, not beside them."""
    (only,) = context(ca_pem=AUTHORITY.pem).get_ca_certs()
    assert ("commonName", "Root of the tests") in [pair for (pair,) in only["subject"]]
    assert "Root of the tests" not in str(context().get_ca_certs())


@pytest.mark.skipif(sys.platform == "win32", reason="roots lie in a store there, not in files")
def test_the_environment_adds_no_roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sets SSL_CERT_FILE for us makes nobody trusted."""
    planted = tmp_path / "roots.pem"
    planted.write_text(AUTHORITY.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(planted))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    names = str(context().get_ca_certs())
    assert "Root of the tests" not in names
    assert context().keylog_filename is None


@pytest.mark.skipif(sys.platform == "win32", reason="roots lie in a store there, not in files")
def test_a_system_without_roots_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of distrusting every server for no reason that is told."""
    real = ssl.get_default_verify_paths()
    nowhere = real._replace(
        openssl_cafile=str(tmp_path / "none.pem"), openssl_capath=str(tmp_path / "none")
    )
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    with pytest.raises(UpstreamError, match="no root certificates"):
        context()


@pytest.mark.parametrize("ca", ["", "hello", "-----BEGIN CERTIFICATE-----\n", "müll"])
def test_no_ca(ca: str) -> None:
    """It is said; nothing is trusted in its place."""
    with pytest.raises(UpstreamError, match="no certificate") as caught:
        context(ca_pem=ca)
    assert caught.value.kind == "certificate"


@pytest.mark.parametrize(
    "identity",
    [
        Identity("", ""),
        Identity(PAIR.certificate, ""),
        Identity(PAIR.certificate, AUTHORITY.pair("another").key),
        Identity(*vars(AUTHORITY.pair("locked", passphrase=b"open")).values()),
    ],
)
def test_no_identity(identity: Identity) -> None:
    """Not a pair, or under a passphrase: an error, and no question on the terminal."""
    with pytest.raises(UpstreamError, match="cannot be used") as caught:
        context(ca_pem=AUTHORITY.pem, identity=identity)
    assert caught.value.kind == "certificate"


@pytest.mark.skipif(sys.platform != "linux", reason="memfd_create is Linux's")
def test_a_key_never_lies_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read from memory, and the handle to it is closed."""
    handles = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(tempfile, "mkstemp", lambda: pytest.fail("a file was made"))
    context(ca_pem=AUTHORITY.pem, identity=IDENTITY)
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    assert "PRIVATE" not in repr(IDENTITY)


def test_elsewhere_a_private_file_is_gone_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode 0600, removed after it was read, also when it could not be."""
    modes = []
    real = os.close

    def close(handle: int) -> None:
        modes.extend(oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir())
        real(handle)

    monkeypatch.setattr("desktop_app.host.egress.tls._OPEN_FILES", tmp_path / "none")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("desktop_app.host.egress.tls.os.close", close)
    context(ca_pem=AUTHORITY.pem, identity=IDENTITY)
    with pytest.raises(UpstreamError):
        context(ca_pem=AUTHORITY.pem, identity=Identity("", ""))
    assert list(tmp_path.iterdir()) == []
    if sys.platform != "win32":
        assert modes == ["0o600", "0o600"]
