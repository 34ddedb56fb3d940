"""Taking a name out of words that stand: names alone go, or give way to a mask; nothing is written anew."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import groupby

from dialogues.mask_words import (
    ACRONYMS,
    BETWEEN,
    GO_ALONG,
    KNOWN_WORDS,
    LINKS,
    NUMBERS,
    PLACES,
    TITLES,
    TWO_WORDS,
)

# What may stand where a name stood.
MASKS = ("một người dân", "một hộ dân", "[…]")
# What stands where nothing of the old words is kept.
REMOVED = "[đã xóa vì nêu tên riêng]"
REFUSAL = (
    "Chỉ được bỏ tên riêng (chữ viết hoa, kèm ông, bà… đứng trước) và số điện thoại, hoặc thay bằng “một người dân”, "
    "“một hộ dân”, “[…]”; không sửa lời hứa, giữ tên đường, tên nơi, tên cơ quan."
)
# Words with whether they changed.
Piece = tuple[str, bool]
TOKEN = re.compile(r"\[…\]|\w+|[^\w\s]")
ENDS_SENTENCE = (".", "!", "?", ":", ";")


def words_of(text: str) -> list[str]:
    """Words and marks in their order; a capital makes no other word, since the first of a sentence may go."""
    return [token.casefold() for token in _tokens(text)]


def only_masks(before: str, after: str, names: Iterable[str] = (), kept: Iterable[str] = ()) -> bool:
    """Whether the new words are the old ones, in their order, without some names and with masks where names stood.

    `names` are of people known to be meant, whatever way they are written; `kept` are of units and places, which stay.
    """
    old, new = words_of(before), words_of(after)
    may_go = _may_go(before, {word for name in names for word in words_of(name)}, kept)
    masks = [words_of(mask) for mask in MASKS]
    # How much of the new text may be made of the old words so far.
    reached = {0}
    for place, word in enumerate(old):
        kept_at = {made + 1 for made in reached if made < len(new) and new[made] == word}
        masked = {made + len(mask) for made in reached for mask in masks if new[made : made + len(mask)] == mask}
        reached = kept_at | (reached | masked if may_go[place] else set())
    return len(new) in reached


def compared(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both wordings in pieces: of the old one what goes, of the new one what is new."""
    old, new = (re.findall(rf"\s+|{TOKEN.pattern}", text) for text in (before, after))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    same_old = {block.a + step for block in blocks for step in range(block.size)}
    same_new = {block.b + step for block in blocks for step in range(block.size)}
    return _pieces(old, same_old), _pieces(new, same_new)


def _pieces(words: list[str], same: set[int]) -> list[Piece]:
    runs = groupby(range(len(words)), key=lambda at: at not in same)
    return [("".join(words[at] for at in run), changed) for changed, run in runs]


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFC", text))


def _may_go(text: str, known: set[str], kept: Iterable[str]) -> list[bool]:
    """Which of the words are a name, part of a telephone number, or belong to the name beside them."""
    tokens = _tokens(text)
    titled = _titled(tokens)
    stays = _places(tokens, titled) | _known_words(tokens, titled, [words_of(name) for name in kept])
    goes = (titled | _in_numbers(text)) - stays
    may_go = [at in goes or at not in stays and _is_name(tokens, at, known) for at in range(len(tokens))]
    for at in reversed(range(len(tokens) - 1)):
        may_go[at] |= may_go[at + 1] and at not in stays and _goes_along(tokens, at)
    for at, token in enumerate(tokens):
        beside = may_go[at - 1 : at] + may_go[at + 1 : at + 2]
        may_go[at] |= not token[0].isalnum() and token not in MASKS and any(beside)
    return may_go


def _goes_along(tokens: list[str], at: int) -> bool:
    """Whether the word goes with the name after it; what stands before "cho", "của", "với" is the promise's own."""
    word, after = tokens[at].casefold(), tokens[at + 1].casefold()
    before = tokens[at - 1].casefold() if at else ""
    half = any(word in pair and pair not in ((word, after), (before, word)) for pair in TWO_WORDS)
    return word in GO_ALONG and after not in LINKS and not half


def _is_name(tokens: list[str], place: int, known: set[str]) -> bool:
    """A word with a capital, or a known name; what begins a sentence has a capital anyway, the next word tells."""
    token, beside = tokens[place], tokens[max(place - 1, 0) : place] + tokens[place + 1 : place + 2]
    if token.casefold() in known and (_is_capital(token) or any(word.casefold() in known for word in beside)):
        return True
    if not _is_capital(token):
        return False
    begins = place == 0 or tokens[place - 1] in ENDS_SENTENCE
    return not begins or any(_is_capital(word) for word in tokens[place + 1 : place + 2])


def _is_capital(token: str) -> bool:
    """Whether it is written as names are; offices are often written in capitals throughout."""
    return token[0].isupper() and (len(token) == 1 or not token.isupper())


def _titled(tokens: list[str]) -> set[int]:
    """Where names stand after ông, bà, đồng chí…; there they may be in capitals throughout, unless everything is."""
    tells = any(token.islower() for token in tokens)
    found: set[int] = set()
    for at, token in enumerate(tokens):
        if token.casefold() in TITLES and at not in found:
            found |= _run(tokens, at + 1, capitals=tells)
    return found


def _run(tokens: list[str], start: int, *, capitals: bool = False) -> set[int]:
    """The words with a capital from here on; of offices the first word tells that they are no names."""
    end = start
    while end < len(tokens) and (_is_capital(tokens[end]) or capitals and tokens[end].isupper()):
        end += 1
    return set(range(start, end))


def _places(tokens: list[str], titled: set[int]) -> set[int]:
    """What follows đường, ngõ, chợ, trường…, with that word."""
    found: set[int] = set()
    for at, token in enumerate(tokens):
        in_name = at in titled or at > 0 and _is_capital(token) and _is_capital(tokens[at - 1])
        if token.casefold() not in PLACES or in_name:
            continue
        start = at + 1
        while start < len(tokens) and tokens[start].casefold() in BETWEEN:
            start += 1
        found |= set(range(at, start)) | _run(tokens, start)
    return found


def _known_words(tokens: list[str], titled: set[int], kept: list[list[str]]) -> set[int]:
    """Names of offices, units and days; after a title such words with a capital are a name: bà Quý, ông Công An."""
    words, found = [token.casefold() for token in tokens], set[int]()
    for phrase in (*KNOWN_WORDS, *kept):
        for at in range(len(words) - len(phrase) + 1) if phrase else ():
            here = range(at, at + len(phrase))
            of_name = titled.issuperset(here) and phrase[0] not in ACRONYMS
            if words[at : at + len(phrase)] == list(phrase) and not of_name:
                found |= set(here)
    return found


def _in_numbers(text: str) -> set[int]:
    """Where telephone and identity numbers stand; amounts and days are none."""
    plain = unicodedata.normalize("NFC", text)
    spans = [match.span() for pattern in NUMBERS for match in pattern.finditer(plain)]
    return {
        at
        for at, token in enumerate(TOKEN.finditer(plain))
        if any(start <= token.start() and token.end() <= end for start, end in spans)
    }
