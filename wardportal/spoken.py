"""What stands on paper, as it is read aloud over the ward's loudspeakers: no figure is left, no known abbreviation."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from wardportal.dates import weekday
from wardportal.numbers import digit_words, number_words, read_number
from wardportal.papers import Notice
from wardportal.phones import phone_vi
from wardportal.text import normalize

# Slower than news are read: words come back from the walls of an alley.
WORDS_PER_MINUTE = 150
ABBREVIATIONS = {
    "ANTT": "an ninh trật tự",
    "ATGT": "an toàn giao thông",
    "ATTP": "an toàn thực phẩm",
    "BCH": "Ban Chấp hành",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BTV": "Ban Thường vụ",
    "CCCD": "căn cước công dân",
    "CCB": "cựu chiến binh",
    "CT": "Chủ tịch",
    "GPMB": "giải phóng mặt bằng",
    "HĐND": "Hội đồng nhân dân",
    "LHPN": "Liên hiệp Phụ nữ",
    "MTTQ": "Mặt trận Tổ quốc",
    "NVH": "nhà văn hóa",
    "PCCC": "phòng cháy, chữa cháy",
    "PCT": "Phó Chủ tịch",
    "QL": "quốc lộ",
    "SĐT": "số điện thoại",
    "TDP": "tổ dân phố",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "TNCS": "Thanh niên Cộng sản",
    "TP": "thành phố",
    "TTHC": "thủ tục hành chính",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "VHTT": "văn hóa, thể thao",
    "VSMT": "vệ sinh môi trường",
}
UNITS = {
    "%": "phần trăm",
    "m²": "mét vuông",
    "m2": "mét vuông",
    "m³": "mét khối",
    "m3": "mét khối",
    "km": "ki-lô-mét",
    "cm": "xăng-ti-mét",
    "kg": "ki-lô-gam",
    "ha": "héc-ta",
    "m": "mét",
    "đ": "đồng",
    "VNĐ": "đồng",
    "VND": "đồng",
}
# Kinds of papers, in their numbers only: 12/TB-UBND.
PAPER_KINDS = {
    "BB": "biên bản",
    "BC": "báo cáo",
    "CV": "công văn",
    "GM": "giấy mời",
    "KH": "kế hoạch",
    "KL": "kết luận",
    "NQ": "nghị quyết",
    "QĐ": "quyết định",
    "TB": "thông báo",
}
# Longer figures are codes.
LONGEST_NUMBER = 15
NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+\.\d{1,2}|\d+(?:,\d+)?"
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
Reading = Callable[[re.Match[str]], str]


def announcement(notice: Notice) -> str:
    """Return the text to read for a notice; when and where are said twice, for who came out of the house late."""
    at = notice.starts_at
    when = f"{spoken_time(at)}, {weekday(at).lower()}, {spoken_date(at.date())}"
    where = spoken_text(notice.where)
    sentences = [
        f"{_sentence_case(notice.kind)} của {spoken_text(notice.issuer)}",
        spoken_text(notice.title),
        spoken_text(notice.lead),
        f"Thời gian: {when}",
        f"Địa điểm: {where}",
        *(f"{spoken_text(label)}: {spoken_text(text)}" for label, text in notice.facts),
        f"Cách đăng ký: {spoken_text(notice.register)}" if notice.register else "",
        f"Điện thoại: {spoken_text(notice.phone)}" if notice.phone else "",
        spoken_text(notice.footer),
        f"Xin nhắc lại, thời gian: {when}; địa điểm: {where}",
    ]
    return "\n".join(_ended(sentence) for sentence in sentences if sentence)


def spoken_date(day: date) -> str:
    """ngày mười lăm tháng mười hai năm hai nghìn không trăm hai mươi sáu"""
    return f"{_day_words(day.day, day.month)} năm {number_words(day.year)}"


def spoken_time(at: time | datetime) -> str:
    """tám giờ; mười bốn giờ ba mươi phút"""
    return _time_words(at.hour, at.minute)


def spoken_phone(phone: str) -> str:
    """không chín một hai, ba bốn năm, sáu bảy tám"""
    groups = re.findall(r"\d+", phone_vi(phone))
    return ", ".join(digit_words(group) for group in groups)


def spoken_text(text: str) -> str:
    """Return any text with its dates, times, telephones, numbers, units and abbreviations in words."""
    words = " ".join(normalize(text).split())
    for pattern, reading in READINGS:
        words = pattern.sub(reading, words)
    return re.sub(r" +([.,;:!?)]|$)", r"\1", " ".join(words.split()))


def reading_time(text: str, words_per_minute: int = WORDS_PER_MINUTE) -> timedelta:
    """Return how long the text takes to read, to the second; Vietnamese words are read one syllable each."""
    return timedelta(seconds=round(len(text.split()) * 60 / words_per_minute))


def _day_words(day: int, month: int) -> str:
    day_words = f"mùng {number_words(day)}" if day <= 10 else number_words(day)
    return f"ngày {day_words} tháng {'tư' if month == 4 else number_words(month)}"


def _time_words(hour: int, minute: int) -> str:
    words = f"{number_words(hour)} giờ"
    return f"{words} {number_words(minute)} phút" if minute else words


def _read_date(match: re.Match[str]) -> str:
    day, month, year = int(match[1]), int(match[2]), match[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    return _day_words(day, month) + (f" năm {number_words(int(year))}" if year else "")


def _read_time(match: re.Match[str]) -> str:
    hour, minute = int(match[1]), int(match[2] or 0)
    return _time_words(hour, minute) if hour < 24 and minute < 60 else match[0]


def _read_number(match: re.Match[str]) -> str:
    is_code = len(match[0]) > LONGEST_NUMBER or (len(match[0]) > 2 and match[0].isdecimal() and match[0][0] == "0")
    if is_code:
        return digit_words(re.sub(r"\D", "", match[0]))
    return number_words(read_number(match[0]))


def _read_unit(match: re.Match[str]) -> str:
    """Name the unit; the number before it is read later, with all others."""
    return f"{match[1]} {UNITS[match[2]]}"


def _read_symbol(match: re.Match[str]) -> str:
    """12/TB-UBND: mười hai, thông báo, Ủy ban nhân dân."""
    names = {**ABBREVIATIONS, **PAPER_KINDS}
    return ", ".join([match[1], *(names.get(part, part) for part in re.split("[-/]", match[2]))])


def _read_rest(match: re.Match[str]) -> str:
    return f" {_read_number(match)} "


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:].lower()


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


# In order: what is longer comes before the numbers it is made of.
READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = (
    (re.compile(r"\b(?:ngày |mùng )?(\d{1,2})/(\d{1,2})/(\d{4})\b"), _read_date),
    (re.compile(r"\bngày (\d{1,2})/(\d{1,2})()(?![\d/])"), _read_date),
    (re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b"), _read_date),
    (re.compile(r"\b(\d{1,2}) giờ (\d{1,2})(?: phút)?\b"), _read_time),
    (re.compile(r"\b(\d{1,2})(?:h|:)(\d{2})\b"), _read_time),
    (re.compile(r"\b(\d{1,2})(?:h\b| giờ)()"), _read_time),
    (re.compile(r"(?<![\d.,])(?:\+84|0)\d(?:[ .]?\d){7,9}(?![\d.,]\d)"), lambda match: spoken_phone(match[0])),
    (re.compile(r"\b(?:1800|1900)(?:[ .]?\d){4,6}\b"), lambda match: spoken_phone(match[0])),
    (re.compile(r"(?<=\d) ?[-–] ?(?=\d)"), lambda match: " đến "),
    (re.compile(r"\b(\d+)[-/]([A-ZĐ]{2,7}(?:[-/][A-ZĐ]{2,7})*)\b"), _read_symbol),
    (re.compile(rf"(?<![\w.,])({NUMBER}) ?({UNIT})(?!\w)"), _read_unit),
    (re.compile(r"(?<=\d)/(?=\d)"), lambda match: " trên "),
    (re.compile(r"(?<=đồng)/(?=\w)"), lambda match: " mỗi "),
    (re.compile(rf"(?<![\w.,])(?:{NUMBER})(?!\w)"), _read_number),
    (re.compile(r"\d+"), _read_rest),
    (re.compile(r"\b[A-ZĐ]{2,7}\b"), lambda match: ABBREVIATIONS.get(match[0], match[0])),
)
