"""The words of the pages: gathered, kept, compiled."""

import re

from tests.browser.tongue import BLANK

from samaki.cli import words

PO = """
msgid "Accept"
msgstr "ទទួល"

msgid "Nobody says this any more"
msgstr "ចាស់"

#, fuzzy
msgid "Decline"
msgstr "?"
"""


def test_new_words_wait_for_a_translation_and_old_ones_go(tmp_path, monkeypatch):
    said = frozenset(
        {words.Said("Accept", None), words.Said("Decline", None), words.Said(("%(n)s day", "%(n)s days"), None)}
    )
    monkeypatch.setattr(words, "said", lambda: said)
    file = tmp_path / "km" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO)
    expected = ["no translation: %(n)s day", "marked fuzzy: Decline"]
    assert words.update(file) == expected
    text = file.read_text()
    assert "Nobody says" not in text
    assert 'msgstr "ទទួល"' in text
    assert words.update(file) == expected
    assert file.read_text() == text


def test_every_message_of_the_code_is_found():
    assert all(message.words for message in words.said())
    assert words.Said("There is no active member with this name.", None) in words.said()


def test_no_khmer_message_holds_an_english_sentence():
    """Two branches that translate beside each other can leave the English of one behind the Khmer of the other.

    Names of formats begin with a capital in both languages.
    """
    for message in words._read(words.LOCALES / "km" / "LC_MESSAGES" / "django.po"):
        told = [message.string] if isinstance(message.string, str) else message.string
        for text in told if message.id else ():
            english = re.findall(r"(?:\b[A-Za-z']{2,}[ ,;]+){2}[A-Za-z']{2,}", BLANK.sub("", text))
            assert not [words_ for words_ in english if re.search(r"\b[a-z]{2}", words_)], text
