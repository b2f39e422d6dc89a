"""Every page in a made-up language: no text of ours stands outside the catalogue, and longer words fit at 320 pixels."""

import pytest

from tests.browser.looking import SAID, layout
from tests.browser.pseudo import Speaker, data, unsaid
from tests.browser.routes import examples

pytestmark = pytest.mark.browser

GUIDES = ("/how/", "/help/")
"""Files of their own in each language, not of the catalogue."""


@pytest.fixture(scope="module")
def speaker(server, tmp_path_factory):
    running = Speaker(server, tmp_path_factory.mktemp("pseudo"))
    yield running
    running.end()


def test_every_text_is_of_the_catalogue_and_longer_words_fit(people, speaker, server):
    problems, pattern = set(), data()
    for who, address in examples(server):
        person = (
            people.twin(who.removesuffix(".en"), "en", bypass_csp=True) if who else people.stranger(bypass_csp=True)
        )
        person.page.goto(speaker.url + address + ("" if who else "?lang=en"))
        assert "⟦" in person.page.title() + person.page.locator("body").inner_text(), address
        texts = [] if address.startswith(GUIDES) else person.page.evaluate(SAID)
        problems |= {f"{address.split('/')[1]}: not of the catalogue: {one}" for one in unsaid(texts, pattern)}
        problems |= {f"{address}: {one}" for one in layout(person.page, (320,))}
    assert not problems, "\n".join(sorted(problems))
