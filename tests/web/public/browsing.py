"""A browser without script: it goes where a form sends it on, and knows the address at which it then stands."""

import re

from django.test import Client

QUESTIONS = (
    ("what", ("what",)),
    ("where", ("where", "where_unknown")),
    ("danger", ("danger",)),
    ("when", ("when",)),
    ("who", ("who_tells",)),
    ("contact", ("contact", "contact_safe")),
)


class Browser(Client):
    """`here` is the address of the page; `past` the addresses before it, as Back would lead through them."""

    def __init__(self, **options):
        super().__init__(**options)
        self.past, self.here = [], ""

    def request(self, **request):
        answer = super().request(**request)
        if answer.status_code == 303 and answer["Location"].startswith("/"):
            return self.get(answer["Location"])
        self.past, self.here = [*self.past, self.here], request["PATH_INFO"] + "?" + request.get("QUERY_STRING", "")
        return answer

    def back(self, steps=1):
        """The page of some presses of Back ago, asked for again: nothing of it was stored."""
        return self.get(self.past[-steps])


def draft_of(page):
    return re.search(r'name="draft" value="([^"]+)"', page.content.decode()).group(1)


def action_of(page):
    found = re.search(r'<form method="post"[^>]*action="([^"]+)"', page.content.decode()).group(1)
    return found.replace("&amp;", "&")


def fill(browser, page, **fields):
    """Post the form of a page."""
    return browser.post(action_of(page), {"draft": draft_of(page), **fields})


def tell(browser, lang="en", **answers):
    """Walks through the questions; returns the check page."""
    given = {"what": "A girl is kept in a guesthouse", "where": "Toul Kork", "danger": "yes"} | answers
    page = browser.get(f"/report/?lang={lang}")
    for code, names in QUESTIONS:
        page = fill(browser, page, q=code, **{name: given[name] for name in names if name in given})
        assert page.status_code == 202, (code, page.content.decode())
        assert not page.cookies
    return page


def receipt_of(page):
    code = re.search(r'class="key-code[^"]*"[^>]*>(.*?)</p>', page.content.decode(), re.S).group(1)
    return "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", code))
