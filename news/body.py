"""The text of an article: its lists, and the blocks between which photos stand."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import groupby

HEADINGS = ("<h2", "<h3")
VOID = frozenset({"br", "hr"})
# Word puts the sign of a point in words before it: a letter of its symbol fonts or a number, and then fixed spaces.
# A hyphen with a plain space is what somebody typed, and stays.
POINT = re.compile(
    r"\s*<p>(?P<marks>(?:<(?:strong|em)>)*)"
    r"(?:[·•▪◦\uf0b7](?:&nbsp;|\s)*|(?:[§ØüvqoO–+*-]|(?P<number>[1-9][0-9]?)[.)])&nbsp;(?:&nbsp;|\s)+)"
)
# What is left of a sign that alone was set off.
EMPTY = re.compile(r"^<(strong|em)></\1>\s*")


class _BlockCutter(HTMLParser):
    """Cuts sanitised, hence well-formed, HTML at its outermost elements; everything is passed on as it was."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.blocks: list[str] = []
        self._open = 0
        self._current = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open += tag not in VOID
        self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag not in VOID
        self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def close(self) -> None:
        super().close()
        self._cut()

    def _add(self, text: str) -> None:
        self._current += text
        if self._open <= 0 and self._current.endswith(">"):
            self._cut()

    def _cut(self) -> None:
        if self._current.strip():
            self.blocks.append(self._current)
        self._current = ""


def with_lists(html: str) -> str:
    """Return the sanitised text with the paragraphs that Word pastes for the points of a list made into lists.

    How deep a point stood is lost on the way here. Numbers that do not count from one stay as they were written, and so
    does one that has no second right after it, as headings of a report are numbered.
    """
    return "".join(_list_of(tag, list(blocks)) for tag, blocks in groupby(_outermost(html), key=_list_tag))


def _list_tag(block: str) -> str:
    point = POINT.match(block)
    if point is None:
        return ""
    return "ol" if point["number"] else "ul"


def _list_of(tag: str, blocks: Sequence[str]) -> str:
    points = [(point, block) for block in blocks if (point := POINT.match(block))]
    numbers = [int(point["number"]) for point, _block in points if point["number"]]
    if not tag or numbers == [1] or numbers != list(range(1, len(numbers) + 1)):
        return "".join(blocks)
    texts = (EMPTY.sub("", point["marks"] + block[point.end() :].rstrip()) for point, block in points)
    items = (f"<li><p>{text}</li>" for text in texts)
    return f"<{tag}>{''.join(items)}</{tag}>"


def cut_blocks(html: str) -> list[str]:
    """Return the paragraphs, lists, quotations and tables of the text, each with the headings right above it."""
    blocks, headings = [], ""
    for block in _outermost(html):
        if block.lstrip().startswith(HEADINGS):
            headings += block
        else:
            blocks.append(headings + block)
            headings = ""
    return [*blocks, headings] if headings else blocks


def block_with_lists(html: str, block: int) -> int:
    """Return after which block of `with_lists(html)` stands what stood after this one of the text before."""
    return len(cut_blocks(with_lists("".join(cut_blocks(html)[:block]))))


def _outermost(html: str) -> list[str]:
    cutter = _BlockCutter()
    cutter.feed(html)
    cutter.close()
    return cutter.blocks
