"""A gateway on loopback that takes texts as the test wants, a file that names it, and posting to our address for it."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

SECRET = "s3cretOfTheTests-0123456789abcdef"
MEMBER = "+855 12 345 678"
REPORTER = "+85598765432"


@dataclass
class Tower:
    """What the gateway answers, in order (202 when the list is empty), and what it took."""

    answers: list[int] = field(default_factory=list)
    taken: list[dict] = field(default_factory=list)

    @property
    def texts(self):
        return [one["text"] for one in self.taken]


@contextmanager
def open_tower(tower):
    """Runs inside; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status = tower.answers.pop(0) if tower.answers else 202
            if status < 300:
                form = {name: values[0] for name, values in parse_qs(body).items()}
                if self.headers.get("X-Kannel-To"):
                    form = {"text": body, "to": self.headers["X-Kannel-To"], "dlr": self.headers["X-Kannel-DLR-Url"],
                            "coding": self.headers["X-Kannel-Coding"]}  # fmt: skip
                tower.taken.append(form | {"path": self.path})
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_given):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def point_at(monkeypatch, folder, port, kind="kannel", **more):
    """The environment of an installation that texts through this gateway, named `mekong`."""
    for name, text in {"secret": SECRET, "password": "a word"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    given = {"kind": kind, "send_url": f"http://127.0.0.1:{port}/send", "secret_file": str(folder / "secret"), "number": "1299",
             "user": "samaki", "password_file": str(folder / "password")} | more  # fmt: skip
    path = folder / "texts.toml"
    path.write_text("[mekong]\n" + "".join(f'{name} = "{value}"\n' for name, value in given.items()))
    path.chmod(0o600)
    monkeypatch.setenv("SAMAKI_TEXTS", str(path))
    return path


def post_text(client, text, number=REPORTER, key="1", *, charset="UTF-8", secret=SECRET, raw=None, **headers):
    """A text as Kannel posts it; returns the response."""
    body = raw if raw is not None else text.encode(charset)
    given = {"HTTP_X_KANNEL_FROM": number, "HTTP_X_KANNEL_CODING": "0"} | headers
    return client.generic(
        "POST", f"/texts/mekong/{secret}/in/?id={key}", body, f"text/plain; charset={charset}", **given
    )
