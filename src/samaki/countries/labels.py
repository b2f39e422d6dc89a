"""Texts of a pack in several languages: a frozen table from language to text, and what falls back to what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Texts:
    """One text in several languages. `order` is where to look when a language is missing."""

    by_language: Mapping[str, str]
    order: tuple[str, ...] = ("en",)

    def get(self, language: str) -> str:
        """The text in `language`, else in the pack's default language, else in English, else any, else empty."""
        for candidate in (language, *self.order):
            if self.by_language.get(candidate):
                return self.by_language[candidate]
        return next(iter(self.by_language.values()), "")

    def __bool__(self) -> bool:
        return bool(self.by_language)


NO_TEXTS = Texts({})


@dataclass(frozen=True)
class Lines:
    """A short name in several languages, already broken into lines for a picture."""

    by_language: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...] = ("en",)

    def get(self, language: str) -> tuple[str, ...]:
        for candidate in (language, *self.order):
            if self.by_language.get(candidate):
                return self.by_language[candidate]
        return ()


NO_LINES = Lines({})


@dataclass(frozen=True, kw_only=True)
class Coded:
    """Anything with a code that is stored and a label that is shown."""

    code: str
    labels: Texts = field(repr=False)

    def label(self, language: str) -> str:
        """What people read, falling back to the pack's default language and then to English."""
        return self.labels.get(language)


@dataclass(frozen=True, kw_only=True)
class Short(Coded):
    """A coded entry with a short name of at most two lines for the picture of the chain."""

    short_lines: Lines = field(default=NO_LINES, repr=False)

    def short(self, language: str) -> tuple[str, ...]:
        """At most two lines; the whole label as one line where the pack gives no short name."""
        return self.short_lines.get(language) or (self.label(language),)


def choices(entries: Iterable[Coded], language: str) -> list[tuple[str, str]]:
    """(code, label) pairs in the pack's order, as forms want them."""
    return [(entry.code, entry.label(language)) for entry in entries]
