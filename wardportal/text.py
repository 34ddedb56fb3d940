"""Vietnamese text: what people typed, made comparable, sortable and fit for an address. Pure functions."""

import re
import unicodedata

from django.utils.text import slugify

# Marks in the order in which Vietnamese dictionaries list them: ngang (none), huyền, hỏi, ngã, sắc, nặng.
TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# Letters that stand after their base letter in the alphabet: a ă â, d đ, e ê, o ô ơ, u ư.
LATER_LETTERS = {"a\u0306": 1, "a\u0302": 2, "e\u0302": 1, "o\u0302": 1, "o\u031b": 2, "u\u031b": 1}
RANKS = "123456789abcdefghi"
INVISIBLE = {"Cc", "Cf", "Cs"}
LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
TONE_BEFORE_LAST_VOWEL = re.compile(
    r"(?:(?<=o)([\u0300\u0309\u0303\u0301\u0323])([ae])|(?<=u)([\u0300\u0309\u0303\u0301\u0323])(y))(?![\u0300-\u036f])"
)
SYLLABLE = re.compile(r"[0-9]+|(?:[^\W\d_][\u0300-\u036f]*)+")
LETTER = re.compile(r"([^\W\d_])([\u0300-\u036f]*)")
# Before a name they tell who is meant; with their marks, for "có" is no "cô".
ADDRESSED = frozenset(["ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "dì", "thím", "mợ", "o"])
ADDRESS_OF_TWO = ("đồng chí", "đ/c")
NOT_INSIDE_A_WORD = r"(?<![^\W\d_])(?<![\u0300-\u036f])", r"(?![^\W\d_]|[\u0300-\u036f])"


def normalize(text: str) -> str:
    """Return what was typed in NFC, without invisible characters; lines and tabs stay, other spaces become plain."""
    seen = "".join(_visible(character) for character in LINE_ENDS.sub("\n", text))
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def normalize_line(text: str) -> str:
    """Return what was typed as one line with single spaces."""
    return " ".join(normalize(text).split())


def strip_marks(text: str) -> str:
    """Return the text without Vietnamese marks; đ has no decomposition, and ð often stands for it."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(str.maketrans("đĐðÐ", "dDdD"))


def slugify_vi(text: str) -> str:
    """Return an address part: letters, digits and hyphens."""
    return slugify(strip_marks(text))


def fold(text: str) -> str:
    """Return the form in which texts are compared and searched: no marks, lower case, i for a sole y, single spaces.

    Only a y that is the whole vowel after h, k, l, m, s, t, or in quy, is also spelled i: kỹ is kĩ, but mây is not mai.
    """
    return re.sub(r"\b(h|k|l|m|s|t|qu)y\b", r"\1i", strip_marks(normalize_line(text)).lower())


def sort_key(text: str) -> str:
    """Return a key of digits and small letters by which texts sort as Vietnamese under any database collation.

    Syllable by syllable, letter by letter in the order a à ả ã á ạ ă ằ … â … b … d đ …; numbers by their value;
    hoà and hòa are the same. Everything else than letters and digits only separates syllables.
    """
    decomposed = unicodedata.normalize("NFD", text).lower().replace("đ", "d\u0335").replace("ð", "d\u0335")
    decomposed = TONE_BEFORE_LAST_VOWEL.sub(r"\2\1\4\3", decomposed)
    return "0".join(_syllable_key(syllable) for syllable in SYLLABLE.findall(decomposed))


def given_name(full_name: str) -> str:
    """Return the last word of a name, by which people are addressed and sorted; a remark in brackets is no name."""
    words = _name_words(full_name)
    return words[-1] if words else ""


def name_sort_key(full_name: str) -> str:
    """Return the key by which persons sort: tên, then họ, then tên đệm."""
    words = _name_words(full_name)
    return sort_key(" ".join(words[-1:] + words[:-1]))


def replace_name(text: str, full_name: str, instead: str) -> str:
    """Return the text without this name, whatever marks, capitals and spaces it is written with.

    A name of one word is a word like others, too ("Hoa"): it counts as it is written, with a capital. The last words
    of a name, by which people go on telling of somebody, count with a capital after a word of address.
    """
    for name in _names(full_name):
        text = _without(text, name, instead)
    return text


def _without(text: str, name: str, instead: str) -> str:
    words = re.findall(r"[^\W_]+", strip_marks(name).lower())
    if not words:
        return text

    def replaced(found: re.Match[str]) -> str:
        return instead if len(words) > 1 or sort_key(found[0]) == sort_key(name) else found[0]

    before, after = NOT_INSIDE_A_WORD
    capital = "" if len(words) > 1 else r"(?=[A-ZĐÐ])"
    decomposed = re.sub(f"{before}{capital}{_written(words)}{after}", replaced, unicodedata.normalize("NFD", text))
    last = "|".join(_written(words[start:]) for start in range(len(words)))
    addressed = rf"{before}({_address()}\s+)(?=[A-ZĐÐ])(?:{last}){after}"
    return unicodedata.normalize("NFC", re.sub(addressed, lambda found: found[1] + instead, decomposed))


def _names(full_name: str) -> list[str]:
    """The name without post or place after a comma or dash, and without the word of address before it.

    Where that may be a family name, Ông or, written without marks, Chu, the whole name comes first.
    """
    whole = " ".join(_name_words(re.split(r"[,;–—]|\s-\s", normalize_line(full_name))[0]))
    is_bare = strip_marks(whole) == whole
    rest = re.sub(rf"^{_address(bare=is_bare)}\s+", "", unicodedata.normalize("NFD", whole))
    if " " not in rest:
        return [whole if is_bare else rest]
    return [whole, rest] if is_bare or whole.lower().startswith("ông ") else [rest]


def _address(*, bare: bool = True) -> str:
    """Words of address in a text without composed letters, with all their marks or, where `bare`, none."""
    words = [*ADDRESSED, *ADDRESS_OF_TWO]
    forms = {unicodedata.normalize("NFD", word) for word in words}
    if bare:
        forms |= {strip_marks(word) for word in words}
    return "(?i:" + "|".join(form.replace(" ", r"\s+") for form in sorted(forms)) + ")"


def _written(words: list[str]) -> str:
    return "(?i:" + r"[\W_]+".join("".join(map(_any_marks, word)) for word in words) + ")"


def _any_marks(letter: str) -> str:
    return {"d": "[dđð]", "i": "[iy]", "y": "[iy]"}.get(letter, re.escape(letter)) + r"[\u0300-\u036f]*"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t":
        return character
    if category == "Zs":
        return " "
    return "" if category in INVISIBLE else character


def _name_words(full_name: str) -> list[str]:
    return re.sub(r"\s*\([^)]*\)?\s*$", "", normalize_line(full_name)).split()


def _syllable_key(syllable: str) -> str:
    if syllable[0].isdecimal():
        value = syllable.lstrip("0")
        return f"1{len(value):02}{value}"
    return "".join(_letter_key(letter, marks) for letter, marks in LETTER.findall(syllable))


def _letter_key(letter: str, marks: str) -> str:
    if not ("a" <= letter <= "z"):
        return f"zz{ord(letter):05x}"
    later = 1 if "\u0335" in marks else max((LATER_LETTERS.get(letter + mark, 0) for mark in marks), default=0)
    tone = max((TONES.get(mark, 0) for mark in marks), default=0)
    return letter + RANKS[later * 6 + tone]
