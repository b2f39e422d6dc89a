"""Forms as people fill them in, and links as they follow them: whatever the language, a question has the same name."""

from tests.browser.people import Person

KIND = "one => one.tagName === 'SELECT' ? 'select' : one.type"


def send(who: Person, form: str = "", **answers) -> Person:
    """Answer the questions of one form of the page and press its button; what is refused fails here, with the page's own words.

    `form`: how its address ends; empty for the one form of a page. A folded form is unfolded first. An answer is a text, the code of a
    choice, or several codes.
    """
    room = who.page.locator(f'form[action$="{form}"]' if form else "form#form").first
    folded = who.page.locator(f'details:not([open]):has(> form[action$="{form}"]) > summary') if form else None
    if folded is not None and folded.count():
        folded.first.click()
    for question, given in answers.items():
        _answer(room.locator(f'[name="{question}"]:not([type=hidden])'), given)
    with who.page.expect_navigation() as went:
        room.locator("button.btn").first.click()
    said = " / ".join(who.page.locator(".err-sum, h1").all_inner_texts())
    assert went.value.status == 200, f"{who.name}: {went.value.status} at {went.value.url}: {said}"
    return who.whole()


def _answer(fields, given) -> None:
    kind = fields.first.evaluate(KIND)
    if kind == "select":
        fields.select_option(given)
    elif kind in ("radio", "checkbox"):
        for code in (given,) if isinstance(given, str) else given:
            fields.and_(fields.page.locator(f'[value="{code}"]')).check()
    else:
        fields.fill(given)


def follow(who: Person, part: str) -> Person:
    """Go where the first link of the page leads whose address has this part."""
    address = who.page.locator(f'main a[href*="{part}"]').first.get_attribute("href")
    who.page.goto(who.url + address)
    return who.whole()


def choices(who: Person, question: str) -> list[str]:
    """What can be chosen from a list, as codes, without the blank."""
    values = who.page.locator(f'select[name="{question}"] option').evaluate_all("all => all.map(one => one.value)")
    return [value for value in values if value]
