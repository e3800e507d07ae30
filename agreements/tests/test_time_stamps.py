"""The authority that stamps the time: used, remembered, and done without where it fails (fault 20)."""

import asyncio
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.sign.timestamps import DummyTimeStamper

from agreements import pades
from agreements.sealing import (
    SealPending,
    Trust,
    Verdict,
    load_trust,
)
from agreements.tests.seals import (
    certificate_for,
    sealed_by,
    verdict,
)

# ---- the time-stamp authority (fault 20) -------------------------------------------------------------------------


class StampServer(ThreadingHTTPServer):
    """A time-stamp authority on this machine; `broken` is what it answers instead of a stamp, `delay` is in seconds."""

    broken: bytes | None = None
    status = 200
    delay = 0.0
    stamps_something_else = False

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate, _ = certificate_for("Stamps", issuer=certificate_for("Stamp Root"), stamps=True, key=key)
        self.certificate = certificate.public_bytes(Encoding.DER)
        self.stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(self.certificate),
            keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            fixed_dt=datetime.now(UTC),
        )
        super().__init__(("127.0.0.1", 0), StampHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class StampHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(self.server.delay)
        if self.server.stamps_something_else:
            request["message_imprint"]["hashed_message"] = bytes(32)
        answer = self.server.broken
        if answer is None:
            answer = asyncio.run(self.server.stamper.async_request_tsa_response(request)).dump()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        with suppress(ConnectionError):  # who asked may have gone
            self.wfile.write(answer)

    def log_message(self, *args):
        pass


@contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority():
    with serving(StampServer()) as server:
        yield server


def test_an_authority_stamps_the_time_and_is_remembered(agreement, own, home, authority):
    stamped = sealed_by(replace(own, timestamp_url=authority.url), agreement)
    trust = load_trust(home)
    assert authority.certificate in trust.authorities
    assert verdict(stamped, trust) is Verdict.OURS_UNALTERED
    # A stamp of an authority that we do not know proves no time
    assert verdict(stamped, Trust(trust.certificates)) is Verdict.ALTERED


@pytest.mark.parametrize(("status", "broken"), [(500, None), (200, b"no stamp"), (200, b""), (503, b"<html>")])
def test_an_authority_that_fails_leaves_the_seal_pending(agreement, own, authority, status, broken):
    authority.status, authority.broken = status, broken
    with pytest.raises(SealPending, match="tried again"):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)


def test_an_authority_that_is_gone_or_silent_leaves_the_seal_pending(agreement, own, authority, monkeypatch):
    monkeypatch.setattr(pades, "TIMESTAMP_SECONDS", 0.2)
    authority.delay, authority.broken = 0.6, b"too late"
    with pytest.raises(SealPending):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)
    with pytest.raises(SealPending):
        sealed_by(replace(own, timestamp_url="http://127.0.0.1:9/"), agreement)


def test_a_stamp_on_something_else_is_not_kept(agreement, own, home, authority):
    authority.stamps_something_else = True
    with pytest.raises(SealPending, match="does not hold"):
        sealed_by(replace(own, timestamp_url=authority.url), agreement)
    assert authority.certificate not in load_trust(home).authorities
