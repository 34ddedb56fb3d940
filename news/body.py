"""The text of an article, cut into the blocks between which photos stand."""

from html.parser import HTMLParser

HEADINGS = ("<h2", "<h3")
VOID = frozenset({"br", "hr"})


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


def cut_blocks(html: str) -> list[str]:
    """Return the paragraphs, lists, quotations and tables of the text, each with the headings right above it."""
    cutter = _BlockCutter()
    cutter.feed(html)
    cutter.close()
    blocks, headings = [], ""
    for block in cutter.blocks:
        if block.lstrip().startswith(HEADINGS):
            headings += block
        else:
            blocks.append(headings + block)
            headings = ""
    return [*blocks, headings] if headings else blocks
