"""Templates compiled once for each language: the words that they say themselves are translated when they are read.

A page says some fifty phrases of its templates, on each of which the catalogue, the language of the request and the escaping
were asked again. Compiled for one language they are part of the text, as the tags around them are.
"""

from __future__ import annotations

from django.utils import translation
from jinja2 import nodes
from jinja2.visitor import NodeTransformer

SAID = frozenset({"_", "gettext"})


class Translated(NodeTransformer):
    """Puts the words of a language in the place of `_("...")` and `{% trans %}`; what counts (`ngettext`) is left for later."""

    def __init__(self, tongue: str) -> None:
        self.tongue = tongue

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 (the name that Jinja calls)
        """A call whose text is known becomes that text, filled with what is given by name."""
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name in SAID and (said := _text(call))):
            return call
        with translation.override(self.tongue):
            words = translation.gettext(said)
        if not call.kwargs:
            return nodes.MarkSafe(nodes.Const(words % {}), lineno=call.lineno)
        given = [nodes.Pair(nodes.Const(one.key), one.value) for one in call.kwargs]
        return nodes.Mod(nodes.MarkSafe(nodes.Const(words)), nodes.Dict(given), lineno=call.lineno)


def _text(call: nodes.Call) -> str:
    """What it says, where that stands in the template; empty where it is known only later."""
    if len(call.args) != 1 or call.dyn_args or call.dyn_kwargs or not isinstance(call.args[0], nodes.Const):
        return ""
    return call.args[0].value if isinstance(call.args[0].value, str) else ""
