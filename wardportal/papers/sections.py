"""Texts that people typed as blocks of a paper: lines as paragraphs, sections numbered I., II., III."""

from __future__ import annotations

from collections.abc import Iterable

from .paper import Block, Heading, Paragraph

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraphs(text: str) -> list[Block]:
    return [Paragraph(line) for line in lines_of(text)]


def led(lead: str, text: str) -> list[Block]:
    """Return a text under its label, each line a paragraph of its own; nothing where there is no text."""
    first, *others = lines_of(text) or [""]
    return [Paragraph(first, lead=lead), *(Paragraph(line) for line in others)] if first else []


def numbered_sections(sections: Iterable[tuple[str, list[Block]]]) -> list[Block]:
    """Number the sections that have something in them."""
    filled = [(title, blocks) for title, blocks in sections if blocks]
    made: list[Block] = []
    for number, (title, blocks) in zip(ROMAN, filled, strict=False):
        made += [Heading(title, f"{number}.", 1), *blocks]
    return made
