"""A push in a real browser: our script shows one quiet note and leads to the desk. The push comes from the browser's own tools, for a
push service cannot be reached from here; what is shown is what the sender's words become.
"""

import json

import pytest

from samaki.channels.push.words import said
from tests.browser.conftest import FLAGS, WHOLE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium(chromium):
    """The whole browser: the shell shows no notes."""
    browser = chromium.browser_type.launch(executable_path=WHOLE, args=FLAGS)
    yield browser
    browser.close()


NOTES = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map((one) => [one.title, one.body, one.lang, one.tag])"""


def worker_of(person):
    """(tools of the browser, id of the registration) once our script runs."""
    person.page.context.grant_permissions(["notifications"])
    tools, found = person.page.context.new_cdp_session(person.page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    person.page.evaluate(
        "async () => { await navigator.serviceWorker.register('/push-worker.js'); await navigator.serviceWorker.ready; }"
    )
    person.page.wait_for_function("() => navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
    return tools, found[-1]["registrationId"]


def pushed(person, tools, registration, body):
    origin = person.page.evaluate("() => location.origin")
    tools.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": registration, "data": body})
    person.page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications()).length > 0"
    )
    return person.page.evaluate(NOTES)


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_push_becomes_one_quiet_note_however_often_it_comes(people, language):
    officer = people.member("duty.pp").desk()  # a page with a script of ours: only such a one may have workers
    tools, registration = worker_of(officer)
    words = json.loads(said(language))
    for _again in range(2):
        notes = pushed(officer, tools, registration, said(language).decode())
    assert notes == [[words["title"], words["body"], language, "samaki"]]
    assert pushed(officer, tools, registration, "sealed for another key")[0][:2] == ["Samaki", ""]
