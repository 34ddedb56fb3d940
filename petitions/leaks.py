"""What in a text for the public may tell who wrote the petition, or asked the question."""

import re
from collections.abc import Iterable
from itertools import pairwise

from wardportal.text import fold

COPIED_WORDS = 8
NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")


def has_name(full_name: str, text: str) -> bool:
    """Whether the text says the name, however it is written."""
    return bool(names_in([full_name], text))


def names_in(full_names: Iterable[str], text: str) -> list[str]:
    """Those of the names that the text says, however they are written."""
    plain = _plain(text)
    return [name for name in full_names if _plain(name).strip() and _plain(name) in plain]


def traces_of_sender(
    words: dict[str, str],
    shown: Iterable[str],
    *,
    named: bool = False,
    where: str = "Bản tóm tắt",
    who: str = "người gửi",
) -> list[str]:
    """Return a warning for each trace; `named` when the sender agreed to be named. `where` and `who` are its words."""
    text = " ".join(shown)
    folded, digits = _plain(text), re.sub(r"\D", "", text)
    found = []
    if not named and has_name(words["full_name"], text):
        found.append(f"{where} có họ tên {who}.")
    if words["phone"] and re.sub(r"\D", "", words["phone"])[-9:] in digits:
        found.append(f"{where} có số điện thoại của {who}.")
    elif NUMBER.search(text):
        found.append(f"{where} có một số điện thoại.")
    if words.get("email") and words["email"].lower() in text.lower():
        found.append(f"{where} có địa chỉ thư điện tử của {who}.")
    if words.get("address") and f" {_plain(words['address']).strip()} " in folded:
        found.append(f"{where} có địa chỉ của {who}.")
    if IDENTITY_NUMBER.search(text):
        found.append(f"{where} có dãy 12 chữ số, có thể là số căn cước.")
    if copied := _longest_copy(_plain(words["body"]).split(), folded):
        found.append(f"{where} chép nguyên lời {who}: “…{copied}…”.")
    return found


def _plain(text: str) -> str:
    """The words of the text without marks and signs, a space on either side of each."""
    return f" {' '.join(re.findall(r'[a-z0-9]+', fold(text)))} "


def _longest_copy(words: list[str], folded: str) -> str:
    """Return the first run of `COPIED_WORDS` or more words that stands in both texts."""
    starts = [n for n in range(len(words) - COPIED_WORDS + 1) if f" {' '.join(words[n : n + COPIED_WORDS])} " in folded]
    if not starts:
        return ""
    last = starts[0]
    for before, after in pairwise(starts):
        if before != last or after != before + 1:
            break
        last = after
    return " ".join(words[starts[0] : last + COPIED_WORDS])
