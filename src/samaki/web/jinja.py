"""The Jinja2 environment of every page: words in the reader's language, digits and dates in the reader's script.

Templates get `_`, `ngettext`, `{% trans %}` (newstyle: `_("%(n)s steps", n=3)`; a literal per cent sign is `%%`),
`static`, `url`, `language()`, `ungoverned()` (is the warning needed that nobody governs this yet?) and the filters of
`samaki.web.moments`. Case codes, telephone numbers and receipts never
pass through `digits`: they are typed and read aloud, so they stay in Latin digits in both languages.
"""

from functools import cache
from typing import Any, cast

from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from samaki.agencies.telephones import dialled
from samaki.web import chain, governed, moments
from samaki.web.tongues import Translated
from samaki.web.unbroken import unbroken

LANGUAGES = {"en": "English", "km": "ភាសាខ្មែរ"}


def language() -> str:
    """Code of the language of this page: `en` or `km`."""
    return (translation.get_language() or "en").split("-")[0]


def other_language() -> dict[str, str]:
    """The language to switch to: `code` and its own `label`."""
    code = "en" if language() == "km" else "km"
    return {"code": code, "label": LANGUAGES[code]}


def colon() -> str:
    """What stands between a label and its text: a Khmer page has a sign of its own for it."""
    return "៖" if language() == "km" else ":"


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


@cache
def _in(_language: str | None, message: str) -> str:
    return translation.gettext(message)


def gettext(message: str) -> str:
    """The words of a template in the language of this page; looked up once, for their number is that of the templates' words."""
    return _in(translation.get_language(), message)


class Pages(Environment):
    """Templates read far more dictionaries than objects: their keys alone are asked, which spares an error or two for each.

    `tongue`: the language for which its templates are compiled; empty, and their words are looked up when a page is shown.
    """

    tongue = ""

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """As Jinja's own, with the words of the language in their place."""
        if self.tongue:
            source = self.parse(source, *args[:2]) if isinstance(source, str) else source
            source = Translated(self.tongue).visit(source)
            source.set_environment(self)
        return super().compile(source, *args, **kwargs)

    def make_globals(self, d: Any) -> Any:
        """As Jinja's own; no template is given globals of its own, so all have the same, which a page asks for with each import."""
        return super().make_globals(d) if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja's own: a method of the dictionary goes before a key of the same name."""
        if type(obj) is dict and attribute not in METHODS:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


METHODS = frozenset(dir(dict))


def environment(**options: Any) -> Pages:
    """The environment named in settings (`OPTIONS["environment"]`)."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    page = Pages(**options | {"autoescape": True})  # noqa: S701  # nosec B701 (it is set just here, whatever was given)
    page.add_extension("jinja2.ext.i18n")
    page.install_gettext_callables(  # type: ignore[attr-defined]
        gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    page.globals.update(static=cache(static), url=url, language=language, other_language=other_language, colon=colon)
    page.globals.update(chain_wide=chain.layout_wide, chain_tall=chain.layout_tall, chain_tally=chain.tally)
    page.globals.update(chain_rows=chain.rows_of)
    page.globals.update(ungoverned=governed.ungoverned, call_instead=governed.call_instead)
    page.filters.update(
        digits=moments.digits,
        long_date=moments.long_date,
        short_date=moments.short_date,
        clock=moments.clock,
        long_moment=moments.long_moment,
        short_moment=moments.short_moment,
        time_left=moments.time_left,
        by_time=moments.by_time,
        dial=dialled,
        unbroken=unbroken,
    )
    return page


class Tongues(Jinja2):
    """Django's engine for Jinja2 with an environment for each language in which a page was asked for."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.spoken: dict[str, Pages] = {}
        super().__init__(params)

    @property  # type: ignore[override]  # ours are `Pages`
    def env(self) -> Pages:
        """The environment of the language of this page."""
        tongue = translation.get_language() or "en"
        found = self.spoken.get(tongue)
        if found is None:
            found = self.spoken[tongue] = cast(Pages, self.any_tongue.overlay())
            found.tongue = tongue
        return found

    @env.setter
    def env(self, made: Pages) -> None:
        self.any_tongue = made
