"""Titles of the demonstration in the language of the page, titles of people as they wrote them; sources by who published them."""

from django.utils import translation

from samaki.simulation.words import ROUND, TABLE_TITLE
from samaki.web.prevalence.naming import source_name, title_of


def test_a_title_of_the_demonstration_is_read_in_one_language():
    for title in (ROUND % ("២០២៦", 2026), TABLE_TITLE):
        with translation.override("en"):
            english = title_of(title, synthetic=True)
        with translation.override("km"):
            khmer = title_of(title, synthetic=True)
        assert english.isascii()
        assert not any(letter.isascii() and letter.isalpha() for letter in khmer)
    with translation.override("en"):
        assert title_of("Bars / karaoke", synthetic=False) == "Bars / karaoke"
        assert title_of("Bars", synthetic=True) == "Bars"


def test_a_source_is_called_by_who_published_it():
    assert source_name("https://www.example.org/news/1") == "example.org"
    assert source_name("no address") == "no address"
