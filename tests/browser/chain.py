"""Moves of the chain as a person makes them, from the desk."""

from playwright.sync_api import expect

from tests.browser.people import Person
from tests.browser.tongue import Typed


def open_from_report(duty: Person, what: str) -> str:
    """The duty officer reads the report at the desk, acknowledges it and opens a case; returns its code."""
    duty.desk().press(Typed(what), within="li.wait h3")
    duty.press("Acknowledge: I have read it").reads("Read, to be decided")
    duty.press("Open a case", within="section.card")
    return duty.page.locator("h1 .code").inner_text()


def offer(sender: Person, code: str, title: str, unit: str, why: str = "A child needs them next.") -> None:
    """From the desk to the form to the hand-off: what waits as a draft is sent."""
    sender.desk()
    sender.press("Offer it", within=sender.matter(code, title))
    sender.reads("You hold it until they accept")
    selected = sender.page.get_by_label(sender.said("To whom?")).locator("option:checked")
    expect(selected).to_contain_text(sender.said(unit))
    sender.write("What must they know to decide?", why)
    sender.press("Offer it now")
    sender.reads(code)


def accept(receiver: Person, code: str, title: str) -> int:
    """Accept from the desk and begin; returns how many things had to be pressed until it was accepted."""
    receiver.desk()
    receiver.press("Accept", within=receiver.matter(code, title))
    receiver.reads(f"Your step: {title}")
    pressed = receiver.pressed
    receiver.desk().press("We have begun", within=receiver.matter(code, title))
    return pressed


def done(holder: Person, code: str, title: str, outcome: str, *conditions: str) -> None:
    """Record a step done, from the desk."""
    holder.desk()
    holder.press("Record it done", within=holder.matter(code, title))
    expect(holder.page.locator("h1")).to_contain_text(holder.said(title))
    holder.choose(outcome, within="form:has(input[name=outcome])")
    for condition in conditions:
        holder.choose(condition)
    holder.press("Record it done")
    expect(holder.page.locator("h1 .code")).to_have_text(code)


def hand_over(sender: Person, receiver: Person, code: str, title: str, unit: str) -> int:
    """Offer, accept, begin; the sender keeps seeing what becomes of it."""
    offer(sender, code, title, unit)
    return accept(receiver, code, title)


def confirm(sender: Person, code: str, title: str) -> None:
    """The loop is closed: help arrived."""
    sender.desk().press("Say whether help arrived", within=sender.matter(code, title))
    sender.press("Confirm: help arrived")  # the browser unfolds what the link leads to
    sender.reads("Completed and confirmed")


def follow_what_was_told(sender: Person, code: str, told: str) -> Person:
    """On the sender's desk stands what became of it, with a way to look."""
    sender.desk().unfold("told")
    return sender.press(told, within=f'#told li.wait:has(.code:text-is("{code}")) h3')
