"""A provider of an agency on loopback: real keys, real HTTP, codes that are good once, PKCE and the redirect address looked at.

It does what it is told, also wrong: `claims` bends what it signs, `header` and `signed` how, `says` what it adds to its answer,
`lasts` how slowly it speaks.
"""

import base64
import hashlib
import hmac
import html
import http.client
import json
import secrets
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, quote_plus, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "samaki", "s+cret of the tests/%"
LOGIN = """<!doctype html><html lang=en><title>The ministry</title><h1>The ministry</h1>
<form method=post action=/authorize><input type=hidden name=query value="{query}">
<label>Name <input name=person></label><button>Sign on</button></form>"""


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """`issuer` once it is open. `asked`: every request that came to it, as (path, what was said)."""

    def __init__(self):
        self.keys = [RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})]
        self.codes, self.asked = {}, []
        self.good()

    def good(self):
        """As a provider is that does nothing wrong."""
        self.claims, self.signed, self.header = (lambda claims: claims), self._by_key, {}
        self.says, self.metadata, self.lasts, self.status = {}, {}, 0, {}
        self.gives_token = True

    def open(self, port=0):
        provider = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                provider.answer(self, urlsplit(self.path).query)

            def do_POST(self):
                provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        self.port = self.server.server_port
        self.issuer = f"http://127.0.0.1:{self.port}"
        return self

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, line, said):
        path = urlsplit(line.path).path
        self.asked.append((path, dict(parse_qsl(said, keep_blank_values=True)), dict(line.headers)))
        status, content, kind, more = self.made(path, line, said)
        status = self.status.get(path, status)
        raw = content.encode()
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in more.items()) + "\r\n"
        line.close_connection, whole, lasts = True, head.encode() + raw, self.lasts
        with suppress(OSError):
            for at in range(len(whole)) if lasts else (None,):
                line.wfile.write(whole if at is None else whole[at : at + 1])
                line.wfile.flush()
                time.sleep(lasts)

    def made(self, path, line, said):
        as_json = "application/json"
        if path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.description() | self.metadata), as_json, {}
        if path == "/jwks":
            return 200, json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}), as_json, {}
        if path == "/authorize" and line.command == "GET":
            return 200, LOGIN.format(query=html.escape(said)), "text/html; charset=utf-8", {}
        if path == "/authorize":
            form = dict(parse_qsl(said))
            return 302, "", "text/html", {"Location": self.signed_on(form["query"], form["person"])}
        if path == "/token" and line.command == "POST":
            return self.exchanged(line, dict(parse_qsl(said)))
        return 404, "{}", as_json, {}

    def description(self):
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }  # fmt: skip

    def signed_on(self, query, person):
        """Who sits there signed on as this person: the address to which their browser is sent."""
        given = dict(parse_qsl(query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = given | {"person": person, "at": time.time()}
        back = {"code": code, "state": given["state"], "iss": self.issuer} | self.says
        return given["redirect_uri"] + "?" + urlencode({name: one for name, one in back.items() if one is not None})

    def exchanged(self, line, form):
        pair = base64.b64decode(line.headers.get("Authorization", "").removeprefix("Basic ")).decode().split(":")
        known = [unquote_plus(part) for part in pair] == [CLIENT, SECRET]
        if not known and (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, json.dumps({"error": "invalid_client"}), "application/json", {}
        given = self.codes.pop(form.get("code"), None)  # once
        verified = encoded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if given is None or (given["redirect_uri"], given["code_challenge"]) != (form.get("redirect_uri"), verified):
            return 400, json.dumps({"error": "invalid_grant"}), "application/json", {}
        token = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 60}
        if self.gives_token:
            token["id_token"] = self.signed(self.claims(self.told(given)))
        return 200, json.dumps(token), "application/json", {}

    def told(self, given):
        now = int(time.time())
        return {"iss": self.issuer, "sub": given["person"], "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": given["nonce"],
                "auth_time": int(given["at"]), "name": "Secret Name", "email": "secret@example.org"}  # fmt: skip

    def _by_key(self, claims):
        key = self.keys[-1]
        return jwt.encode(
            {"alg": "RS256", "kid": key.kid} | self.header, claims, key, algorithms=["RS256", "PS256", "RS512"]
        )

    def by_nobody(self, claims):
        """alg none."""
        return f"{encoded(json.dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{encoded(json.dumps(claims).encode())}."

    def by_public_key(self, claims):
        """HS256, with the public key, which everybody has, in the place of a secret."""
        head = encoded(json.dumps({"alg": "HS256", "kid": "one"}).encode())
        signing = f"{head}.{encoded(json.dumps(claims).encode())}"
        return f"{signing}.{encoded(hmac.new(self.keys[0].as_pem(private=False), signing.encode(), hashlib.sha256).digest())}"

    def by_stranger(self, claims):
        """A key of somebody else under the name of ours."""
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))


def file_of(folder, issuer, *, code="ministry", unit="police-pp", mode=0o600, **more):
    """The operator's file, with a secret beside it; returns its path."""
    secret = folder / f"{code}.secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(mode)
    given = {
        "issuer": issuer, "client_id": CLIENT, "secret_file": str(secret), "unit": unit, "name_en": "The ministry",
        "name_km": "ក្រសួង",
    } | more  # fmt: skip
    place = folder / "providers.toml"
    before = place.read_text() if place.exists() else ""
    table = "".join(f"{name} = {json.dumps(one, ensure_ascii=False)}\n" for name, one in given.items())
    place.write_text(before + f"[{code}]\n{table}\n")
    place.chmod(0o644)
    return place


def sent_by(provider, answer, person):
    """The browser follows our answer to the provider, its holder signs on there; the address to which it is sent back."""
    asked = urlsplit(answer["Location"])
    assert (f"{asked.scheme}://{asked.netloc}", asked.path) == (provider.issuer, "/authorize")
    line = http.client.HTTPConnection("127.0.0.1", provider.port, timeout=5)
    line.request("POST", "/authorize", f"query={quote_plus(asked.query)}&person={quote_plus(person)}",
                 {"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
    back = line.getresponse().getheader("Location")
    line.close()
    return back


def path_of(address, **changed):
    """What of an address our server sees; parts of its query changed, None: left away."""
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    return f"{parts.path}?{urlencode({name: one for name, one in query.items() if one is not None})}"
