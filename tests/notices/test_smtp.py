"""One letter and one mail server, both real: what is sent, and what every kind of answer means."""

import socket
import threading

import pytest

from samaki.database.refusals import Invalid
from samaki.notices.addresses import clean_address
from samaki.notices.letters import Letter, write
from samaki.notices.smtp import MailProblem, deliver, password, probe, server
from tests.jobs.post_office import Desk, certificate, free_port, only, open_office, point_at

DESK_PAGE = "https://samaki.example.org/desk/"
ID = "<0197@example.org>"


def letter(language="en", to="someone@example.org"):
    return write(to, language, DESK_PAGE, ID)


@pytest.fixture
def office(monkeypatch):
    desk = Desk()
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        yield desk


def test_without_a_host_mail_is_off(monkeypatch):
    monkeypatch.delenv("SAMAKI_MAIL_HOST", raising=False)
    assert server() is None


@pytest.mark.parametrize("wrong", [
    {"SAMAKI_MAIL_SECURITY": "ssl3"}, {"SAMAKI_MAIL_HOST": "mail.example.org"}, {"SAMAKI_MAIL_PORT": "99999"},
    {"SAMAKI_MAIL_PORT": "២៥"}, {"SAMAKI_MAIL_FROM": ""}, {"SAMAKI_MAIL_FROM": "Samaki <samaki@example.org>"},
    {"SAMAKI_MAIL_USER": "somebody"}, {"SAMAKI_MAIL_PASSWORD_FILE": "/nowhere"}, {"SAMAKI_URL": ""},
    {"SAMAKI_URL": "javascript:alert(1)"}, {"SAMAKI_URL": "https://one.example.org\r\nBcc: x@example.org"},
])  # fmt: skip
def test_wrong_settings_are_a_sentence(wrong, monkeypatch):
    point_at(monkeypatch, 25)
    monkeypatch.delenv("SAMAKI_HOSTS", raising=False)
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MailProblem) as problem:
        server()
    assert str(problem.value).endswith(".")


@pytest.mark.parametrize(("language", "subject", "words"), [
    ("en", "There is something for you in Samaki", "Please sign in and look at your desk"),
    ("km", "មានអ្វីមួយសម្រាប់អ្នកនៅក្នុងសាមគ្គី", "សូមចូលប្រព័ន្ធ"),
])  # fmt: skip
def test_a_letter_arrives_in_the_readers_language_and_says_no_more(language, subject, words, office):
    assert deliver(server(), letter(language)).outcome == "sent"
    (arrived,) = office.letters
    assert arrived["Subject"] == subject
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content_charset() == "utf-8"
    body = arrived.get_content()
    assert words in body
    assert body.count("https://") == 1
    assert DESK_PAGE in body.splitlines()
    assert (arrived["To"], arrived["From"]) == ("someone@example.org", "samaki@example.org")
    assert (arrived["Message-ID"], arrived["Auto-Submitted"]) == (ID, "auto-generated")
    assert set(arrived.keys()) == {"Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To",
                                   "Date", "Message-ID", "Auto-Submitted", "Content-Language"}  # fmt: skip
    assert office.taken[0].isascii(), "no server of the way has to know eight bits"


@pytest.mark.parametrize(("where", "said", "outcome", "code"), [
    ("rcpt", "450 4.2.1 try later", "later", 450),
    ("rcpt", "421 4.3.2 closing", "later", 421),
    ("rcpt", "550 5.1.1 no such user", "refused_address", 550),
    ("rcpt", "550 no such user", "refused_address", 550),
    ("rcpt", "552 5.2.2 mailbox full", "refused_address", 552),
    ("rcpt", "550 5.7.1 relaying denied", "refused", 550),
    ("rcpt", "554 relay access denied", "refused", 554),
    ("mail", "451 4.7.1 greylisted", "later", 451),
    ("mail", "550 5.1.0 sender rejected", "refused", 550),
    ("data", "452 4.3.1 no room", "later", 452),
    ("data", "554 5.6.0 not this", "refused", 554),
])  # fmt: skip
def test_every_answer_has_its_meaning(where, said, outcome, code, office):
    getattr(office, where).append(said)
    answer = deliver(server(), letter())
    assert (answer.outcome, answer.code) == (outcome, code)
    assert answer.permanent == outcome.startswith("refused")
    assert deliver(server(), letter()).outcome == "sent", "the same letter fares well when the server says yes"


def test_a_server_that_is_down_is_no_error(monkeypatch):
    point_at(monkeypatch, free_port())
    assert deliver(server(), letter()).outcome == "unreachable"
    assert probe(server()).outcome == "unreachable"


def test_a_slow_server_is_left_in_time(office):
    office.slow = 3.0
    answer = deliver(server(), letter(), patience=0.3)
    assert (answer.outcome, answer.code) == ("unreachable", None)


def test_a_server_that_says_nothing_or_rubbish_is_left_in_time(monkeypatch):
    for greeting in (b"", b"HTTP/1.1 400 what\r\n\r\n", b"554 go away\r\n"):
        with socket.create_server(("127.0.0.1", 0)) as deaf:

            def answer(deaf=deaf, greeting=greeting):
                with deaf.accept()[0] as line:
                    line.sendall(greeting)
                    line.recv(100)

            threading.Thread(target=answer, daemon=True).start()
            point_at(monkeypatch, deaf.getsockname()[1])
            assert deliver(server(), letter(), patience=0.3).outcome == "unreachable"


def test_encryption_and_sign_in(monkeypatch, tmp_path):
    context, authority = certificate(tmp_path)
    secret = tmp_path / "password"
    secret.write_text("right\n")
    desk = Desk()
    with open_office(desk, tls_context=context, require_starttls=True, auth_required=True,
                     authenticator=only("samaki", "right")) as port:  # fmt: skip
        point_at(monkeypatch, port, "starttls", "localhost")
        monkeypatch.setenv("SAMAKI_MAIL_USER", "samaki")
        monkeypatch.setenv("SAMAKI_MAIL_PASSWORD_FILE", str(secret))
        assert deliver(server(), letter()).outcome == "tls", "a certificate that nobody vouches for is not trusted"
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert probe(server()).outcome == "sent"
        assert desk.taken == [], "to ask is not to send"
        assert deliver(server(), letter()).outcome == "sent"
        secret.write_text("wrong\n")
        wrong = deliver(server(), letter())
        assert (wrong.outcome, wrong.code) == ("login", 535)
        secret.write_text("")
        with pytest.raises(MailProblem):
            password(server())
        assert deliver(server(), letter()).outcome == "login"
    assert len(desk.taken) == 1


def test_encryption_from_the_first_byte(monkeypatch, tmp_path):
    context, authority = certificate(tmp_path)
    desk = Desk()
    with open_office(desk, ssl_context=context) as port:
        point_at(monkeypatch, port, "tls", "localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert deliver(server(), letter()).outcome == "sent"


def test_without_encryption_nothing_is_said_when_it_was_asked_for(office, monkeypatch):
    monkeypatch.setenv("SAMAKI_MAIL_SECURITY", "starttls")
    assert deliver(server(), letter()).outcome == "tls"
    assert office.taken == []


NASTY = [
    "", " ", "no-at-sign", "a@b", "two@example.org, three@example.org", "x@example.org\nBcc: y@example.org",
    "x@example.org\r\n\r\nHello", "x\r\nRCPT TO:<y@example.org>@example.org", "Name <x@example.org>", '"x y"@example.org',
    "<x@example.org>", "x@example.org\x00", "x@[127.0.0.1]", "x@example.org>", "ខ្មែរ@example.org", "x@ខ្មែរ.org", "x@example.org;",
    "a" * 65 + "@" + "b" * 200 + ".org", "x@example..org", ".x@example.org@example.org", "x@exam\u200bple.org", "x@-example.org",
    "%s@example.org\t", "x@example.org\u2028Bcc: y@example.org",
]  # fmt: skip


@pytest.mark.parametrize("nasty", [one for one in NASTY if one.strip() == one])
def test_what_could_break_a_header_is_no_address(nasty):
    with pytest.raises(Invalid) as refusal:
        clean_address(nasty)
    assert refusal.value.field == "address"


@pytest.mark.parametrize("nasty", NASTY)
def test_and_would_not_leave_the_house_if_it_stood_in_the_database(nasty, office):
    answer = deliver(server(), letter(to=nasty))
    assert answer.outcome == ("sent" if nasty.strip() == "%s@example.org" else "refused_address")
    assert office.conversations == len(office.taken)
    assert office.recipients in ([], ["%s@example.org"])


def test_a_line_break_in_any_other_header_stops_the_letter(office):
    broken = Letter("x@example.org", "Subject\nBcc: y@example.org", "words", "en", ID)
    assert deliver(server(), broken).outcome == "refused"
    assert office.conversations == 0


@pytest.mark.parametrize("good", ["x@example.org", " first.last+samaki@mail.example.gov.kh ", "o'neil_1@example.org"])
def test_plain_addresses_are_taken(good):
    assert clean_address(good) == good.strip()
