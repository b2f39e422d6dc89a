"""The channel: one letter to one mail server, and its answer as a value. Off until SAMAKI_MAIL_HOST names a server."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import charset
from email.header import Header
from pathlib import Path
from urllib.parse import urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from samaki.database.refusals import Invalid
from samaki.notices.addresses import clean_address
from samaki.notices.letters import Letter

PATIENCE = 20.0  # seconds for each answer of the server; some ten answers make a letter, so it ends well within LEASE
PORTS = {"starttls": 587, "tls": 465, "none": 25}
LOOPBACK = ("localhost", "127.0.0.1", "::1")

KHMER_TOO = charset.Charset("utf-8")
KHMER_TOO.body_encoding = charset.BASE64  # passes every server unchanged; raw eight bits do not


class MailProblem(Exception):
    """The settings cannot be used; the text is a sentence for the operator."""


@dataclass(frozen=True)
class Server:
    """Where letters are given in. `security`: starttls, tls or none (this machine only)."""

    host: str
    port: int
    security: str
    user: str
    password_file: str
    sender: str
    desk: str

    @property
    def domain(self) -> str:
        """Of the sender: the right side of our message ids."""
        return self.sender.rpartition("@")[2]


@dataclass(frozen=True)
class Answer:
    """What came of an attempt. `code` is SMTP's, or None where no code was heard.

    outcome: sent; refused_address (5xx for the recipient); refused (5xx for sender or content); later (4xx); unreachable
    (no or no whole conversation); tls (no trusted encryption); login (our name and password were refused).
    """

    outcome: str
    code: int | None = None

    @property
    def permanent(self) -> bool:
        return self.outcome in ("refused_address", "refused")


def server() -> Server | None:
    """The mail server of the environment; None when mail is off. Raises MailProblem."""
    host = os.environ.get("SAMAKI_MAIL_HOST", "").strip()
    if not host:
        return None
    security = os.environ.get("SAMAKI_MAIL_SECURITY", "starttls")
    if security not in PORTS:
        raise MailProblem("SAMAKI_MAIL_SECURITY must be starttls, tls or none.")
    if security == "none" and host not in LOOPBACK:
        raise MailProblem("Without encryption only a server on this machine is used: SAMAKI_MAIL_SECURITY=starttls.")
    user, file = os.environ.get("SAMAKI_MAIL_USER", ""), os.environ.get("SAMAKI_MAIL_PASSWORD_FILE", "")
    if bool(user) != bool(file):
        raise MailProblem("SAMAKI_MAIL_USER and SAMAKI_MAIL_PASSWORD_FILE go together: set both or none.")
    return Server(host, _port(security), security, user, file, _sender(), f"{_site()}/desk/")


def _port(security: str) -> int:
    text = os.environ.get("SAMAKI_MAIL_PORT", "")
    if not text:
        return PORTS[security]
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) < 65536:
        raise MailProblem("SAMAKI_MAIL_PORT must be a number from 1 to 65535.")
    return int(text)


def _sender() -> str:
    try:
        return clean_address(os.environ.get("SAMAKI_MAIL_FROM", ""))
    except Invalid:
        raise MailProblem("SAMAKI_MAIL_FROM must be the plain address that letters come from.") from None


def _site() -> str:
    hosts = os.environ.get("SAMAKI_HOSTS", "").split()
    site = os.environ.get("SAMAKI_URL") or (f"https://{hosts[0]}" if hosts else "")
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname or not site.isascii() or not site.isprintable():
        raise MailProblem("The link in a letter needs SAMAKI_URL, like https://samaki.example.org.")
    return f"{parts.scheme}://{parts.netloc}"


def password(found: Server) -> str:
    """The first line of the password file. Raises MailProblem."""
    if not found.password_file:
        return ""
    try:
        lines = Path(found.password_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise MailProblem(f"The password file {found.password_file} cannot be read.") from None
    if not lines or not lines[0].strip():
        raise MailProblem(f"The password file {found.password_file} is empty.")
    return lines[0].strip()


def deliver(found: Server, letter: Letter, patience: float = PATIENCE) -> Answer:
    """Give one letter in. Never raises for what a server or a network can do."""
    try:
        to = clean_address(letter.to)  # looked at once more where it leaves the house, whatever stood in the database
        message = _message(found, letter, to)
        message.message()  # a header that would break the letter is found before anybody is called
    except Invalid:
        return Answer("refused_address")
    except ValueError:
        return Answer("refused")
    try:
        backend = _backend(found, patience)
    except MailProblem:
        return Answer("login")
    try:
        return _open(backend) or _give(backend, message)
    finally:
        with suppress(Exception):  # the letter has its answer; how the server takes leave changes nothing
            backend.close()


def probe(found: Server, patience: float = 5.0) -> Answer:
    """Greet, encrypt, sign in, take leave: what `doctor` asks. No letter is sent."""
    backend = _backend(found, patience)
    try:
        problem = _open(backend)
        if problem is None and backend.connection is not None:
            backend.connection.ehlo_or_helo_if_needed()
        return problem or Answer("sent", 250)
    except OSError:
        return Answer("unreachable")
    finally:
        with suppress(Exception):
            backend.close()


def _backend(found: Server, patience: float) -> EmailBackend:
    return EmailBackend(
        host=found.host,
        port=found.port,
        username=found.user,
        password=password(found),
        use_tls=found.security == "starttls",
        use_ssl=found.security == "tls",
        timeout=patience,
    )


def _message(found: Server, letter: Letter, to: str) -> EmailMessage:
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday notice answers it
        "Content-Language": letter.language,
    }
    message = EmailMessage(_subject(letter.subject), letter.body, found.sender, [to], headers=headers)
    message.encoding = KHMER_TOO
    return message


def _subject(text: str) -> str:
    """As encoded words of which the first leaves room for "Subject: ". Django's first word does not: the line then breaks
    before it, and the subject arrives with a space in front. Raises ValueError."""
    if len(text.splitlines()) != 1:
        raise ValueError("A subject is one line.")
    return Header(text, "utf-8", header_name="Subject").encode(linesep="")


def _open(backend: EmailBackend) -> Answer | None:
    """Up to signed in; None when the server is ready for a letter. A refusal here is ours or the server's, never a member's."""
    try:
        backend.open()
    except smtplib.SMTPAuthenticationError as error:
        return Answer("login", error.smtp_code)
    except smtplib.SMTPNotSupportedError:
        return Answer("tls" if backend.use_tls else "login")
    except smtplib.SMTPResponseException as error:
        return Answer("unreachable", error.smtp_code if error.smtp_code > 0 else None)
    except ssl.SSLError:
        return Answer("tls")
    except (OSError, UnicodeError, smtplib.SMTPException):
        return Answer("unreachable")
    return None


def _give(backend: EmailBackend, message: EmailMessage) -> Answer:
    try:
        backend.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        return _of_recipient(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        if error.smtp_code <= 0:
            return Answer("unreachable")
        return Answer("refused" if error.smtp_code >= 500 else "later", error.smtp_code)
    except (OSError, smtplib.SMTPException):
        return Answer("unreachable")
    return Answer("sent", 250)


def _of_recipient(code: int, words: bytes) -> Answer:
    """Is it the address, or do they not take letters from us? By the enhanced code (RFC 3463: 5.1 address, 5.2 mailbox), else
    by the plain one (RFC 5321). A server that was set up wrong must not make every member's address look wrong."""
    if code < 500:
        return Answer("later", code)
    enhanced = re.match(rb"5\.(\d{1,3})\.\d{1,3}", words)
    of_address = enhanced[1] in (b"1", b"2") if enhanced else code in (550, 551, 553)
    return Answer("refused_address" if of_address else "refused", code)
