"""Taking a name out of words that stand: some go, or give way to a mask; none is written anew."""

import re
import unicodedata

# What may stand where a name stood.
MASKS = ("một người dân", "một hộ dân", "[…]")
# What stands where nothing of the old words is kept.
REMOVED = "[đã xóa vì nêu tên riêng]"
REFUSAL = "Chỉ được bỏ tên riêng hoặc thay bằng “một người dân”, “một hộ dân”, “[…]”; không sửa lời hứa."

TOKEN = re.compile(r"\[…\]|\w+|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Words and marks in their order; a capital makes no other word, since the first of a sentence may go."""
    return TOKEN.findall(unicodedata.normalize("NFC", text).casefold())


def only_masks(before: str, after: str) -> bool:
    """Whether the new words are the old ones, in their order, without some and with masks between."""
    old, new = words_of(before), words_of(after)
    masks = [words_of(mask) for mask in MASKS]
    # How few of the old words it takes to make the first words of the new text; what cannot be made is missing.
    used = {0: 0}
    for place, word in enumerate(new):
        if place not in used:
            continue
        reached = used[place]
        if word in old[reached:]:
            _keep_least(used, place + 1, old.index(word, reached) + 1)
        for mask in masks:
            if new[place : place + len(mask)] == mask:
                _keep_least(used, place + len(mask), reached)
    return len(new) in used


def _keep_least(used: dict[int, int], place: int, count: int) -> None:
    used[place] = min(count, used.get(place, count))
