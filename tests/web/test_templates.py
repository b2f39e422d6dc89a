"""Templates keep to the strict policy of the site, say their context first, and all compile."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, FileSystemLoader

import samaki.web
from samaki.web.jinja import environment

FOLDER = Path(samaki.web.__file__).parent / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FORMS = '{% import "macros/forms.html" as f with context %}'


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(name: str) -> None:
    environment(loader=FileSystemLoader(FOLDER)).get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_style_attribute_and_no_inline_script(name: str) -> None:
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", (FOLDER / name).read_text())


@pytest.mark.parametrize("name", NAMES)
def test_it_begins_by_saying_what_it_is_for(name: str) -> None:
    assert (FOLDER / name).read_text().startswith("{#")


def test_no_template_writes_the_sign_between_a_label_and_its_text_itself() -> None:
    """Khmer has its own: `colon()` says which one the page has."""
    for name in NAMES:
        source = re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text(), flags=re.S)
        assert not re.search(r'(\}\}|%\}|</strong>|"hide-see">):\s*(\{\{|\{%|<)', source), name


def rendered(source: str) -> str:
    """A template made of this source, with our macros at hand."""
    page = environment(loader=FileSystemLoader(FOLDER))
    macros = {name: (FOLDER / name).read_text() for name in NAMES}
    page.loader = DictLoader({**macros, "it": source})
    return page.get_template("it").render(csrf_input="")


def test_an_error_is_said_beside_its_control_and_leads_to_it() -> None:
    html = rendered(
        FORMS
        + '{{ f.error_summary([{"field": "what", "message": "Say it"}]) }}{{ f.area("what", "What?", error="Say it") }}'
    )
    assert 'href="#id_what"' in html
    assert 'id="id_what"' in html
    assert 'aria-describedby="what-error"' in html


def test_what_a_person_wrote_is_escaped_and_kept_to_the_letter() -> None:
    html = rendered(FORMS + '{{ f.area("what", "What?", "\n<b>&") }}')
    assert "&lt;b&gt;&amp;</textarea>" in html


def test_a_password_is_never_written_back() -> None:
    assert "secret" not in rendered(FORMS + '{{ f.text("password", "Password", "secret", type="password") }}')
