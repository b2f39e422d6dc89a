"""Signing in as a browser does: through the forms, with their tokens."""

import re
import time

from django.test import Client

from samaki.accounts import factors

PASSWORD = "a password of the tests"


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
