"""What in a text for the public may tell who wrote the petition, or asked the question."""

import re
from collections.abc import Iterable
from itertools import pairwise

from wardportal.text import ADDRESSED, fold

COPIED_WORDS = 8
NUMBER = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
# In an address without marks: the number of a house, not of a group or alley, and up to two words of its street.
WAYS = "duong|pho|ngo|hem|kiet"
HOUSE = re.compile(
    rf"(?<! to)(?<! pho)(?<! khu)(?<! ngo)(?<! hem)(?<! kiet)(?<! thon) (\d+[a-z]?(?: \d+[a-z]?)*) (?:(?:{WAYS}) )?"
    r"((?!(?:phuong|to|khu|xa|quan) )[a-z]+(?: (?!(?:phuong|to|khu|xa|quan|thanh|tp) )[a-z]+)?) "
)


def has_name(full_name: str, text: str) -> bool:
    """Whether the text says the name, however it is written."""
    return bool(names_in([full_name], text))


def is_name(typed: str, full_name: str) -> bool:
    """Whether both are one name, however written."""
    return _plain(typed) == _plain(full_name)


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
    found = [] if named else _name_told(words["full_name"], text, f"{where} có", who)
    if words["phone"] and re.sub(r"\D", "", words["phone"])[-9:] in digits:
        found.append(f"{where} có số điện thoại của {who}.")
    elif NUMBER.search(text):
        found.append(f"{where} có một số điện thoại.")
    if words.get("email") and words["email"].lower() in text.lower():
        found.append(f"{where} có địa chỉ thư điện tử của {who}.")
    if words.get("address"):
        found += _address_told(words["address"], folded, f"{where} có", who)
    if IDENTITY_NUMBER.search(text):
        found.append(f"{where} có dãy 12 chữ số, có thể là số căn cước.")
    if copied := _longest_copy(_plain(words["body"]).split(), folded):
        found.append(f"{where} chép nguyên lời {who}: “…{copied}…”.")
    return found


def _name_told(full_name: str, text: str, has: str, who: str) -> list[str]:
    if has_name(full_name, text):
        return [f"{has} họ tên {who}."]
    called = _called(full_name, text)
    return [f"{has} tên gọi của {who}: “{called}”."] if called else []


def _address_told(address: str, folded: str, has: str, who: str) -> list[str]:
    plain = _plain(address)
    if f" {plain.strip()} " in folded:
        return [f"{has} địa chỉ của {who}."]
    houses = [f" {number} (?:(?:{WAYS}) )?{street} " for number, street in HOUSE.findall(plain)]
    is_told = any(re.search(house, folded) for house in houses)
    return [f"{has} số nhà và đường của {who}."] if is_told else []


def _called(full_name: str, text: str) -> str:
    """What the text calls the person by after a word of address: the given name, with others or initials before it."""
    syllables, spoken = _plain(full_name).split(), re.findall(r"\w+", text)
    for start, word in enumerate(spoken):
        if syllables and word.lower() in ADDRESSED:
            for end, said in enumerate(spoken[start + 1 : start + 1 + len(syllables)], start + 2):
                if fold(said) == syllables[-1]:
                    return " ".join(spoken[start:end])
                if len(said) > 1 and fold(said) not in syllables:
                    break
    return ""


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
