"""What no code can be leads nowhere, on every address that takes one: no 500, and nothing learnt."""

import os

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from samaki.agencies.operations import issue_token

ODD = ["%00", "PP-26-NT537H%00", "%FF", "%ED%A0%BD", "a" * 10_000, "%E1%9E%80" * 3_000, ".", "%0A", "%27--"]
KEY = "01900000-0000-7000-8000-000000000000"


def routes(patterns, before=""):
    """Every route as written, `cases/<code:code>/`."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


ROUTES = sorted({route for route in routes(get_resolver().url_patterns) if "<" in route})


def by_turns(odd):
    """In the suite each route is asked with a third of the odd things."""
    return ROUTES if os.environ.get("SAMAKI_NIGHTLY") == "1" else ROUTES[ODD.index(odd) % 3 :: 3]


def address(route, odd):
    """The route with the odd thing in the place of every code and a key of nothing in the others; and all odd."""
    parts = route.split("/")
    keyed = [KEY if part.startswith("<uuid") else odd if part.startswith("<") else part for part in parts]
    return {"/" + "/".join(keyed), "/" + "/".join(odd if part.startswith("<") else part for part in parts)}


def test_all_routes_are_walked():
    assert {"cases/<code:code>/", "cases/<code:code>/notes/new/", "directory/<code:code>/"} <= set(ROUTES)
    assert any(route.startswith("api/v1/cases/<") for route in ROUTES)
    loose = [route for route in ROUTES if "<str:" in route and not route.startswith("api/")]
    # a gateway's secret is whatever its own operator chose; their own tests walk these
    assert loose == ["calls/<slug:code>/<str:secret>/", "texts/<slug:code>/<str:secret>/<slug:what>/"]


def asked(answer):
    """401 also where the page asks first who sits there: so it does whatever the address names."""
    return 401 if answer.get("Location", "").startswith("/sign-in/again/") else answer.status_code


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:20])
def test_no_odd_part_of_an_address_breaks_a_page(odd, sign_in):
    client = sign_in("duty.pp")
    found = {}
    for route in by_turns(odd):
        # a notice that is not ours is as good as seen: back to the desk; the picture in a room asks for a key whatever it names
        if not route.startswith(("api/", "notices/", "training/here/")):
            for path in address(route, odd):
                found[path[:60]] = (asked(client.get(path)), client.post(path).status_code)
    assert {path: seen for path, seen in found.items() if not {*seen} <= {404, 405, 401}} == {}, "401: who sits there?"


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:20])
def test_nor_a_call(odd, client, cast, now):
    token = {"authorization": f"Bearer {issue_token('duty.pp', now)}"}
    for route in by_turns(odd):
        if route.startswith("api/"):
            for path in address(route, odd):
                sent = client.post(path, b"{}", "application/json", headers=token)
                seen = {client.get(path, headers=token).status_code, sent.status_code}
                assert max(seen) < 500, (route, seen)
