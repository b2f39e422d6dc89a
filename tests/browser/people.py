"""People at their browsers: each has a page of their own, and does what a person would: press what they can see."""

import re

from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
QUICK = 8_000


class Person:
    """Somebody at a page. `pressed` counts what they did since they last opened their desk."""

    def __init__(self, page: Page, url: str, name: str) -> None:
        self.page, self.url, self.name, self.pressed = page, url, name, 0

    def go(self, path: str) -> "Person":
        """Open an address by hand."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        self.pressed = 0
        return self

    def desk(self) -> "Person":
        return self.go("/desk/")

    def press(self, words: str, within: str = "") -> "Person":
        """Press the button, or follow the link, whose name begins with this."""
        room = self.page.locator(within) if within else self.page
        name = re.compile(r"^\s*(‹ )?" + re.escape(words), re.IGNORECASE)
        room.get_by_role("button", name=name).or_(room.get_by_role("link", name=name)).click()
        self.pressed += 1
        return self.whole()

    def open(self, words: str) -> "Person":
        """Unfold a part of the page."""
        self.page.locator("summary", has_text=words).click()
        self.pressed += 1
        return self

    def choose(self, label: str, within: str = "") -> "Person":
        """Tick a box or a round button by its words."""
        room = self.page.locator(within) if within else self.page
        room.get_by_label(label, exact=True).check()
        self.pressed += 1
        return self

    def pick(self, field: str, option: str) -> "Person":
        """Choose from a list."""
        self.page.get_by_label(field).select_option(label=option)
        self.pressed += 1
        return self

    def write(self, field: str, text: str) -> "Person":
        self.page.get_by_label(field).fill(text)
        self.pressed += 1
        return self

    def reads(self, *sentences: str) -> "Person":
        """The page says this."""
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence, timeout=QUICK)
        return self

    def does_not_read(self, *sentences: str) -> "Person":
        for sentence in sentences:
            expect(self.page.locator("body")).not_to_contain_text(sentence)
        return self

    def whole(self) -> "Person":
        """No page of this system is ever an error page, and every page has its main part."""
        expect(self.page.locator("main")).to_have_count(1, timeout=QUICK)
        return self

    def own_case(self) -> str:
        """Open a case of our own; returns its address."""
        self.go("/cases/new/?lang=en")
        self.page.locator("select[name=source]").select_option("police_own")
        self.page.locator("main form button.btn--big").click()
        return self.page.url.removeprefix(self.url).split("?")[0]

    def matter(self, code: str, title: str) -> str:
        """The place on the desk of one matter: its case and its step."""
        row = f'li.wait:has(.code:text-is("{code}")):has(.h3:has-text("{title}"))'
        expect(self.page.locator(row).first).to_be_visible(timeout=QUICK)
        return row

    def folder(self, code: str) -> "Person":
        """Open a case as people do: by its code, on the page of cases."""
        self.go("/cases/")
        told = self.page.get_by_label(re.compile("Case code|លេខកូដករណី"))
        if not told.is_visible():  # on a telephone the filter is folded
            self.page.locator("details.narrowing > summary").click()
        told.fill(code)
        self.page.locator("form.filters button").click()
        expect(self.page.locator("h1")).to_contain_text(code)
        return self


class People:
    """Opens browsers; members sign in through the form, once."""

    def __init__(self, server, browser: Browser, signed_in: dict) -> None:
        self.server, self.browser, self.signed_in, self.contexts = server, browser, signed_in, []
        self.here: dict = {}

    def member(self, name: str, viewport: dict = DESKTOP, **options) -> Person:
        """A member at their desk; the same page each time within a test."""
        key = (name, tuple(sorted(viewport.items())), tuple(sorted(options.items())))
        if key not in self.here:
            page = self._page(viewport, storage_state=self.signed_in.get(name), **options)
            person = Person(page, self.server.url, name)
            if name not in self.signed_in:
                self._sign_in(person)
                self.signed_in[name] = page.context.storage_state()
            self.here[key] = person
        return self.here[key]

    def stranger(self, viewport: dict = PHONE, **options) -> Person:
        return Person(self._page(viewport, **options), self.server.url, "")

    def go_home(self) -> None:
        for context in self.contexts:
            context.close()

    def _sign_in(self, person: Person) -> None:
        person.go("/sign-in/?lang=en")
        person.page.locator("#id_username").fill(person.name)
        person.page.locator("#id_password").fill(self.server.password)
        person.page.locator("main form button").click()
        expect(person.page).to_have_url(re.compile("/desk/"))

    def _page(self, viewport: dict, **options) -> Page:
        options.setdefault("locale", "en-GB")
        context = self.browser.new_context(viewport=viewport, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(QUICK)
        return page
