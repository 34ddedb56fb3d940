"""Taking a name out of words that stand: names alone go, or give way to a mask; nothing is written anew."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

# What may stand where a name stood.
MASKS = ("một người dân", "một hộ dân", "[…]")
# What stands where nothing of the old words is kept.
REMOVED = "[đã xóa vì nêu tên riêng]"
REFUSAL = (
    "Chỉ được bỏ tên riêng (chữ viết hoa, kèm ông, bà… đứng trước) và số điện thoại, hoặc thay bằng “một người dân”, "
    "“một hộ dân”, “[…]”; không sửa lời hứa."
)
# Words that may go with the name they stand before, one after the other.
LINKS = ("cho", "của", "với")
TITLES = ("ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cụ", "cậu", "mợ", "dì", "thím", "đồng", "chí")
HOUSEHOLDS = ("hộ", "dân", "nhà", "gia", "đình")
GO_ALONG = frozenset((*LINKS, *TITLES, *HOUSEHOLDS))
PHONE_DIGITS = 9
TOKEN = re.compile(r"\[…\]|\w+|[^\w\s]")
ENDS_SENTENCE = (".", "!", "?", ":", ";")


def words_of(text: str) -> list[str]:
    """Words and marks in their order; a capital makes no other word, since the first of a sentence may go."""
    return [token.casefold() for token in _tokens(text)]


def only_masks(before: str, after: str, names: Iterable[str] = ()) -> bool:
    """Whether the new words are the old ones, in their order, without some names and with masks where names stood.

    `names` are of people known to be meant, whatever way they are written.
    """
    old, new = words_of(before), words_of(after)
    may_go = _may_go(_tokens(before), {word for name in names for word in words_of(name)})
    masks = [words_of(mask) for mask in MASKS]
    # How much of the new text may be made of the old words so far.
    reached = {0}
    for place, word in enumerate(old):
        kept = {made + 1 for made in reached if made < len(new) and new[made] == word}
        masked = {made + len(mask) for made in reached for mask in masks if new[made : made + len(mask)] == mask}
        reached = kept | (reached | masked if may_go[place] else set())
    return len(new) in reached


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFC", text))


def _may_go(tokens: list[str], known: set[str]) -> list[bool]:
    """Which of the words are a name, part of a telephone number, or belong to the name beside them."""
    may_go = [_is_name(tokens, place, known) for place in range(len(tokens))]
    for start, end in _phones(tokens):
        may_go[start:end] = [True] * (end - start)
    for place in reversed(range(len(tokens) - 1)):
        may_go[place] |= may_go[place + 1] and tokens[place].casefold() in GO_ALONG
    for place, token in enumerate(tokens):
        beside = may_go[place - 1 : place] + may_go[place + 1 : place + 2]
        may_go[place] |= not token[0].isalnum() and token not in MASKS and any(beside)
    return may_go


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


def _phones(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Where digits, with dots or blanks between, make a telephone or identity number."""
    start = 0
    for is_number, run in groupby(tokens, key=_is_of_number):
        end = start + len(found := list(run))
        if is_number and sum(len(token) for token in found if token.isdecimal()) >= PHONE_DIGITS:
            yield start, end
        start = end


def _is_of_number(token: str) -> bool:
    return token.isdecimal() or token in (".", "-")
