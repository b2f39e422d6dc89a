"""A real mail server on loopback that answers as a test wants, and settings that point at it."""

import asyncio
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = "250 OK"


@dataclass
class Desk:
    """What the server says, in order, to each recipient and each letter; when the list is empty it says yes."""

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    mail: list[str] = field(default_factory=list)
    slow: float = 0.0
    taken: list = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    conversations: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = self.mail.pop(0) if self.mail else OK
        if answer == OK:
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.rcpt.pop(0) if self.rcpt else OK
        if answer == OK:
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.data.pop(0) if self.data else OK
        if answer == OK:
            self.taken.append(envelope.content)
        self.arrived.set()
        if self.slow:
            await asyncio.sleep(self.slow)
        return answer

    @property
    def letters(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.taken]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_office(desk, port=None, **options):
    """The server runs inside; yields its port. `options` are aiosmtpd's (tls_context, authenticator, ...)."""
    controller = Controller(desk, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def point_at(monkeypatch, port, security="none", host="127.0.0.1"):
    """The environment of an installation that mails through this server."""
    for name, value in {"HOST": host, "PORT": str(port), "SECURITY": security, "FROM": "samaki@example.org"}.items():
        monkeypatch.setenv(f"SAMAKI_MAIL_{name}", value)
    monkeypatch.setenv("SAMAKI_URL", "https://samaki.example.org")


def only(name, secret):
    """An authenticator that lets one name and password in."""

    def check(server, session, envelope, mechanism, given):
        return AuthResult(success=(given.login, given.password) == (name.encode(), secret.encode()), handled=False)

    return check


def certificate(folder, host="localhost"):
    """(server's TLS context, file of the authority that a client must trust): a certificate of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, private)
    return context, cert
