"""Is every text of a pack whole? One sentence for each that is not."""

from collections.abc import Iterator, Mapping

from samaki.countries.reading import Source


def problems(source: Source) -> Iterator[str]:
    """A text that was cut in the middle shows itself by a bracket without its other half."""
    for name, listed in source.lists.items():
        for file_name, table in listed:
            for text in _texts_in(table):
                if _unbalanced(text):
                    code = table.get("code", table.get("level", "?"))
                    yield f"{file_name}: {name} '{code}': the brackets of \"{text}\" do not close."


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)


def _unbalanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return True
    return depth != 0
