"""Reads the forms of a page as a browser does, and sends one of them with what a person typed."""

from html.parser import HTMLParser

TYPED = {"text", "tel", "number", "date", "search", "email", "hidden", "password"}

UNTICKED = {"reason", "compartment", "urgency", "safe", "outcome", "sex", "age_estimated"}
"""Choices that a page sends only once one of them was ticked."""


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.area, self.select, self.words = [], None, None, []

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "method": given.get("method", "get"), "fields": {}})
            return
        fields = self.forms[-1]["fields"] if self.forms else {}
        if tag == "input" and (given.get("type", "text") in TYPED or "checked" in given):
            fields.setdefault(given.get("name", ""), []).append(given.get("value", ""))
        elif tag == "textarea":
            self.area, self.words = given["name"], []
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and (self.select not in fields or "selected" in given):
            fields[self.select] = [given.get("value", "")]

    def handle_data(self, text):
        if self.area:
            self.words.append(text)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.forms[-1]["fields"][self.area] = ["".join(self.words).removeprefix("\n")]
            self.area = None
        elif tag == "select":
            self.select = None


def forms(page):
    """Every form that is posted: address -> the form, the first one of each address."""
    reader = _Forms()
    reader.feed(page.content.decode())
    found = {}
    for form in reader.forms:
        if form["method"] == "post":
            found.setdefault(form["action"], form["fields"])
    return found


def filled(page, action, **typed):
    """The fields of one form with what was typed into it."""
    fields = dict(forms(page)[action])
    assert set(typed) <= set(fields) | UNTICKED, set(typed) - set(fields)
    return {name: values for name, values in fields.items() if values} | {name: [text] for name, text in typed.items()}


def pressed_twice(client, path, **typed):
    """What is of great weight: sent, asked once more, sent as the second page has it. The answer of the second press."""
    asked = client.post(path, typed)
    assert asked.status_code == 200, asked.content.decode()
    return client.post(path, forms(asked)[path])
