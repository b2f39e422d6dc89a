"""Somebody tells, on a phone, one question after the other."""

from tests.browser.people import Person


def tell(stranger: Person, what: str, where: str, lang: str = "en") -> str:
    """From the first page to the receipt; returns it. Answers what must be answered, and the danger."""
    stranger.reads_in = lang
    page = stranger.go(f"/?lang={lang}").page
    page.locator("main a.btn--big").click()
    page.locator("#id_what").fill(what)
    forward(stranger)
    page.locator("#id_where").fill(where)
    forward(stranger)
    page.locator("input[name=danger][value=unknown]").check()
    for _question in range(4):
        forward(stranger)
    page.locator("button[name=go][value=send]").click()
    stranger.reads("We have it. Thank you.")
    return "-".join(page.locator(".key-code span").all_inner_texts())


def forward(stranger: Person) -> None:
    """The big button of the question."""
    stranger.page.locator("#question button.btn--big").click()
    stranger.whole()


def status(stranger: Person, receipt: str, lang: str = "en") -> Person:
    """Come back with the receipt."""
    stranger.reads_in = lang
    stranger.go(f"/status/?lang={lang}").page.locator("#id_receipt").fill(receipt.lower().replace("-", " "))
    stranger.page.locator("#status button.btn--big").click()
    return stranger.whole()
