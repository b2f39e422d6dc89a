"""People at their browsers: each has a page of their own, and does what a person would: press what they can see."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.tongue import in_language

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
QUICK = 8_000


class Person:
    """Somebody at a page. `pressed` counts what they did since they last opened their desk; `reads_in`: their language.

    Words are given in English and found in the language of the page, but for those that are `Typed`.
    """

    def __init__(self, page: Page, url: str, name: str, reads_in: str = "en") -> None:
        self.page, self.url, self.name, self.pressed, self.reads_in = page, url, name, 0, reads_in

    def go(self, path: str) -> "Person":
        """Open an address by hand."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        self.pressed = 0
        return self

    def desk(self) -> "Person":
        return self.go("/desk/")

    def said(self, words: str) -> re.Pattern[str]:
        """These words as a page of theirs says them."""
        return re.compile(in_language(words, self.reads_in))

    def labelled(self, words: str, within: str = "") -> Locator:
        """The control with exactly this label."""
        room = self.page.locator(within) if within else self.page
        return room.get_by_label(re.compile(rf"^\s*{in_language(words, self.reads_in)}\s*$"))

    def press(self, words: str, within: str | Locator = "") -> "Person":
        """Press the button, or follow the link, whose name begins with this."""
        room = self.page.locator(within) if isinstance(within, str) and within else within or self.page
        name = re.compile(rf"^\s*(‹ )?{in_language(words, self.reads_in)}", re.IGNORECASE)
        room.get_by_role("button", name=name).or_(room.get_by_role("link", name=name)).click()
        self.pressed += 1
        return self.whole()

    def open(self, words: str) -> "Person":
        """Unfold a part of the page."""
        self.page.locator("summary", has_text=self.said(words)).click()
        self.pressed += 1
        return self

    def choose(self, label: str, within: str = "") -> "Person":
        """Tick a box or a round button by its words."""
        self.labelled(label, within).check()
        self.pressed += 1
        return self

    def pick(self, field: str, option: str) -> "Person":
        """Choose from a list."""
        box = self.page.get_by_label(self.said(field))
        value = box.locator("option", has_text=self.said(option)).get_attribute("value")
        box.select_option(value=value)
        self.pressed += 1
        return self

    def write(self, field: str, text: str) -> "Person":
        self.page.get_by_label(self.said(field)).fill(text)
        self.pressed += 1
        return self

    def reads(self, *sentences: str) -> "Person":
        """The page says this."""
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(self.said(sentence), timeout=QUICK)
        return self

    def does_not_read(self, *sentences: str) -> "Person":
        for sentence in sentences:
            expect(self.page.locator("body")).not_to_contain_text(self.said(sentence))
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

    def matter(self, code: str, title: str) -> Locator:
        """The place on the desk of one matter: its case and its step."""
        with_code = self.page.locator(f'li.wait:has(.code:text-is("{code}"))')
        row = with_code.filter(has=self.page.locator(".h3", has_text=self.said(title)))
        for more in () if row.count() else self._folded():
            self.page.goto(f"{self.url}/desk/{more}")
            self.pressed += 1
            if row.count():
                break
        expect(row.first).to_be_visible(timeout=QUICK)
        return row

    def unfold(self, group: str) -> "Person":
        """Show all of a group of the desk, where it shows only the first ones."""
        if f"?all={group}#{group}" in self._folded():
            self.page.goto(f"{self.url}/desk/?all={group}#{group}")
            self.pressed += 1
        return self

    def _folded(self) -> list[str]:
        """Where the desk shows all of a group of which it shows the first ones."""
        links = self.page.locator('a[href^="?all="]')
        return links.evaluate_all("all => all.map(one => one.getAttribute('href'))")

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
        return self._seated(name, "", viewport, options)

    def twin(self, name: str, reads_in: str, viewport: dict = DESKTOP, **options) -> Person:
        """A member with the same unit and roles who reads this language, and whom no other test makes read another."""
        return self._seated(f"{name}.{reads_in}", reads_in, viewport, options)

    def _seated(self, name: str, reads_in: str, viewport: dict, options: dict) -> Person:
        key = (name, tuple(sorted(viewport.items())), tuple(sorted(options.items())))
        if key not in self.here:
            page = self._page(viewport, storage_state=self.signed_in.get(name), **options)
            person = Person(page, self.server.url, name, reads_in or "en")
            if name not in self.signed_in:
                self._sign_in(person)
                self.signed_in[name] = page.context.storage_state()
            self.here[key] = person
        return self.here[key]

    def stranger(self, viewport: dict = PHONE, reads_in: str = "en", **options) -> Person:
        return Person(self._page(viewport, **options), self.server.url, "", reads_in)

    def go_home(self) -> None:
        for context in self.contexts:
            context.close()

    def _sign_in(self, person: Person) -> None:
        """As they do it: their language first, pressed on the page of the form."""
        person.go("/sign-in/?lang=en")
        if person.reads_in != "en":
            person.page.locator(f".who [lang={person.reads_in}]").click()
        person.page.locator("#id_username").fill(person.name)
        person.page.locator("#id_password").fill(self.server.password)
        person.page.locator("main form button").click()
        expect(person.page).to_have_url(re.compile("/desk/"), timeout=30_000)  # the first page of a busy machine
        expect(person.page.locator("html")).to_have_attribute("lang", person.reads_in)

    def _page(self, viewport: dict, **options) -> Page:
        options.setdefault("locale", "en-GB")
        context = self.browser.new_context(viewport=viewport, **options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(QUICK)
        return page
