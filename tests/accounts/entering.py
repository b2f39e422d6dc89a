"""Signing in as a browser does: through the forms, with their tokens."""

import re
import time
from base64 import b32decode

from django.test import Client

from samaki.accounts import factors
from tests.everything import rows

PASSWORD = "a password of the tests"
NEW = {"unit": "police-pp", "username": "sok.dara", "name_en": "Dara Sok", "name_km": "សុខ ដារ៉ា", "roles": ["worker"]}
OWN = "four words of my own"


def browser(**headers):
    return Client(enforce_csrf_checks=False, headers={"accept-language": "en", **headers})


def hidden(answer, name):
    """The value of a hidden field."""
    return re.search(f'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def sign_in(client, name, password=PASSWORD, **more):
    """The first half."""
    return client.post("/sign-in/", {"username": name, "password": password, **more})


def give_code(client, asked, code, **more):
    """The second half, from the page that asks."""
    return client.post("/sign-in/code/", {"pending": hidden(asked, "pending"), "code": code, **more})


def code_of(secret, at=None, step=0):
    """What the telephone shows at a moment (now), some steps later."""
    moment = (at.timestamp() if at else time.time()) // factors.STEP + step
    return factors._totp(secret).generate(moment * factors.STEP).decode()


def link_in(answer):
    return re.search(r"http://testserver(/welcome/[^/]+/)", answer.content.decode())[1]


def came(client, path, **changed):
    """Opens the link and fills in its form; returns (the answer, the secret of the new telephone)."""
    shown = client.get(path)
    letters = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', shown.content.decode())[1]
    secret = b32decode(letters.replace(" ", ""))
    given = {"setup": hidden(shown, "setup"), "password": OWN, "password_again": OWN, "code": code_of(secret)}
    return client.post(path, given | changed), secret


def notices(unit):
    found = rows(
        "select kind from notice where to_unit = %s and kind like 'account.%%' order by id",
        [unit.principal],
        role="worker",
    )
    return [kind for (kind,) in found]


def recovered(cast, seated, name="duty.pp"):
    """Asked by the administrator; returns (administrator, second person, key)."""
    admin, second = seated("admin"), seated("officer.pp")
    assert admin.post(f"/account/members/{cast[name].id}/recover/").status_code == 302
    return admin, second, rows("select id from invitation where kind = 'recover'")[0][0]
