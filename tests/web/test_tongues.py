"""A page compiled for one language says what the same page says whose words are looked up when it is shown."""

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import DictLoader

from samaki.web.jinja import environment

SOURCES = {
    "plain": '{{ _("Sign out") }}',
    "per cent": '{{ _("100%% of it") }}',
    "filled": '{{ _("%(span)s left", span="<b>9</b>") }}',
    "from outside": '{{ _("%(span)s left", span=given) }}',
    "part of a text": '{{ _("Sign out") ~ given }}',
    "tag": "{% trans %}Sign out{% endtrans %}",
    "tag, filled": "{% trans span=given %}{{ span }} left{% endtrans %}",
    "counted": '{{ ngettext("%(n)s day", "%(n)s days", 3, n=3) }}',
    "words that are not known before": "{% set what = 'Sign out' %}{{ _(what) }}",
    "macro": '{% macro told(x) %}{{ _("Sign out") }}{{ x }}{% endmacro %}{{ told(given) }}',
}


@pytest.mark.parametrize("language", ["en", "km"])
@pytest.mark.parametrize("name", SOURCES)
def test_it_says_the_same(name: str, language: str) -> None:
    late = environment(loader=DictLoader(SOURCES))
    early = late.overlay()
    early.tongue = language
    with translation.override(language):
        expected = late.get_template(name).render(given="<i>&")
        assert early.get_template(name).render(given="<i>&") == expected
    assert ("ចាកចេញ" in expected or language == "en") if "Sign out" in SOURCES[name] else expected


def test_each_language_has_its_own_and_is_made_once() -> None:
    engine = engines["jinja2"]
    with translation.override("km"):
        khmer = engine.env
        assert engine.get_template("base_staff.html").template.environment is khmer
    with translation.override("en"):
        assert engine.env is not khmer
    with translation.override("km"):
        assert engine.env is khmer
