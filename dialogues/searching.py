"""How rows with a folded `search_text` are found by words somebody typed."""

from django.db.models import Q

from wardportal.text import fold


def with_words(words: str) -> Q:
    """Rows that hold all of these words, or parts of words, with marks or without."""
    named = Q()
    for word in fold(words).split():
        named &= Q(search_text__icontains=word)
    return named
