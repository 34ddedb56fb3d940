import unicodedata

from .kinds import EXTENSION

MAX_LENGTH = 100
# Not allowed in file names on the computers that will save them.
RESERVED = frozenset('<>:"|?*')


def split_name(name: str) -> tuple[str, str]:
    """Return a presentable stem and the lower-case extension ("" where there is none) of a name sent by a browser."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Category C holds control characters and those that turn the direction of writing: "gpj.exe" shown as "exe.jpg".
    kept = (" " if char.isspace() else char for char in base if char.isspace() or _may_be_shown(char))
    base = " ".join("".join(kept).split())
    stem, dot, extension = base.rpartition(".")
    if not dot or not EXTENSION.fullmatch(extension):
        stem, extension = base, ""
    return stem.strip(". "), extension.lower()


def display_name(stem: str, extension: str) -> str:
    """Return the name under which people see the file: at most 100 characters, with the true extension."""
    room = MAX_LENGTH - len(extension) - 1
    return f"{stem[:room].rstrip('. ') or 'tep'}.{extension}"


def _may_be_shown(char: str) -> bool:
    return char not in RESERVED and not unicodedata.category(char).startswith("C")
