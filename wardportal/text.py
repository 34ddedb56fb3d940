"""Vietnamese text: normalising, folding, slugs, names. Pure functions (see docs/glossary.md for the words)."""

import re
import unicodedata

from django.utils.text import slugify


def normalize(text: str) -> str:
    """Return the text in NFC, with no-break spaces as spaces and nothing around it."""
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def strip_marks(text: str) -> str:
    """Return the text without Vietnamese marks; đ has no decomposition and is translated by hand."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(str.maketrans("đĐ", "dD"))


def slugify_vi(text: str) -> str:
    """Return an address part: letters, digits and hyphens."""
    return slugify(strip_marks(text))


def fold(text: str) -> str:
    """Return the form in which texts are compared and searched: no marks, lower case, i for a sole y, single spaces."""
    folded = re.sub(r"\s+", " ", strip_marks(normalize(text)).lower())
    return re.sub(r"\b(h|k|l|m|s|t|qu)y\b", r"\1i", folded).strip()


def given_name(full_name: str) -> str:
    """Return the last word of a name, by which people are addressed and sorted."""
    return full_name.split()[-1] if full_name.split() else ""


def name_sort_key(full_name: str) -> str:
    """Return the key by which names sort: tên, then họ, then tên đệm, syllable by syllable."""
    return fold(full_name)
