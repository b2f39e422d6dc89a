"""What tests of sign-on do again and again: the whole way, and what a page says when it ends badly."""

import re
from urllib.parse import parse_qs, urlsplit

from tests.accounts.entering import browser
from tests.accounts.provider import file_of, path_of, sent_by

IN, LINKS, LINK = "/sign-in/with/ministry/", "/account/sign-on/", "/account/sign-on/ministry/"

WORDS = {
    "refused": "cannot be believed", "again": "begun in another browser", "unknown": "is linked to who you are",
    "stopped": "was broken off", "away": "does not answer",
}  # fmt: skip


def comes(provider, person="person-1", client=None, start=IN):
    """The whole way: our page, the provider's, and back; (client, answer)."""
    client = client or browser()
    return client, client.get(path_of(sent_by(provider, client.get(start), person)))


def strong(provider, monkeypatch, tmp_path):
    """The operator accepts the provider's second factor, and the provider says that it was shown."""
    (tmp_path / "strong").mkdir()
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(file_of(tmp_path / "strong", provider.issuer, amr=["mfa"])))
    provider.claims = lambda claims: claims | {"amr": ["pwd", "mfa"]}


def way_out(client):
    """The address of the provider on the page that links."""
    page = client.get(LINK).content.decode()
    return {"Location": re.search(r'href="(http://127[^"]+)"', page)[1].replace("&amp;", "&")}


def is_told(client, answer, word):
    """Out, and told so on the page to sign in."""
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query)["amiss"] == [word], answer["Location"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert WORDS[word] in page.content.decode()
    assert 'name="password"' in page.content.decode()
    assert client.get("/desk/").status_code == 302


def bent(**changed):
    """Claims with these in them, or (None) without."""
    return lambda claims: {name: one for name, one in (claims | {"amr": ["mfa"]} | changed).items() if one is not None}
