"""Texts of a drawing laid out at once: WeasyPrint lays out and writes each letter by itself.

Letter by letter a chart costs twenty times its text, weighs as much in the file, and whoever
searches or copies finds letters instead of words.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any


class Intero(str):
    """A text that is one letter: what WeasyPrint places, one by one, are its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@cache
def testi_interi() -> None:
    """From here on; once. No drawing of ours places its letters, turns or stretches them."""
    from weasyprint import svg
    from weasyprint.svg.text import text as lettera_per_lettera

    def intero(disegno: Any, nodo: Any, corpo: float) -> None:
        if nodo.text:
            nodo._etree_node.text = Intero(nodo.text)
        lettera_per_lettera(disegno, nodo, corpo)

    # `draw_node` tells texts by this very function, wherever it is named.
    svg.text = svg.TAGS["text"] = svg.TAGS["tspan"] = intero
