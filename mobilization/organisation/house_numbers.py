"""House numbers: how they are spelled, and runs of them typed at once. Pure functions."""

import re
from collections.abc import Iterator

from wardportal.text import normalize_line

# 12, 12A, 12/3, 12A/3B/4; nobody numbers a house 0.
NUMBER = re.compile(r"[1-9]\d{0,4}[A-ZĐ]?(/[1-9]\d{0,4}[A-ZĐ]?){0,3}")
RUN = re.compile(r"(\d{1,5})-(\d{1,5})(lẻ|chẵn)?")
MOST = 1000
SPELLING = "Số nhà viết như 12, 12A, 12/3."


def read_house_number(text: str) -> str:
    """Return the number as the register has it: "12a / 3" is 12A/3. Raises ValueError, in words for staff."""
    number = re.sub(r"\s", "", normalize_line(text)).upper()
    if not NUMBER.fullmatch(number):
        raise ValueError(f"“{text.strip()[:40]}” không phải số nhà. {SPELLING}")
    return number


def read_house_numbers(text: str) -> list[str]:
    """Return each number of "1-99 lẻ; 12A, 12/3" once, in the order typed. Raises ValueError, in words for staff."""
    numbers: dict[str, None] = {}
    for part in re.split(r"[,;\n]", text):
        if part.strip():
            numbers.update(dict.fromkeys(_part(part)))
        if len(numbers) > MOST:
            raise ValueError(f"Mỗi lần không quá {MOST} số nhà. Xin chia thành nhiều lần.")
    return list(numbers)


def _part(part: str) -> Iterator[str]:
    bare = re.sub(r"\s", "", normalize_line(part)).lower().replace("–", "-")
    run = RUN.fullmatch(bare)
    if not run:
        yield read_house_number(part)
        return
    first, last, parity = int(run[1]), int(run[2]), run[3]
    if not 0 < first <= last:
        raise ValueError(f"“{part.strip()[:40]}”: số đầu phải từ 1 và không lớn hơn số cuối.")
    if last - first > MOST * 2:
        raise ValueError(f"Mỗi lần không quá {MOST} số nhà. Xin chia thành nhiều lần.")
    odd = {"lẻ": 1, "chẵn": 0}.get(parity or "")
    yield from (str(number) for number in range(first, last + 1) if odd is None or number % 2 == odd)
