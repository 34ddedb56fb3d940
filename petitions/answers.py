"""What an answer must not leave open: a ward's answer says what was decided, why, and what comes next."""

import re
from collections.abc import Iterable

from wardportal.text import fold

LEAST_LETTERS = {"conclusion": 20, "reason": 20, "next_step": 10}
# Answers that only say that somebody else has the matter now; folded, as `fold` writes them.
EVADING = re.compile(
    r"(?:phuong |ubnd (?:phuong )?)?(?:da |se |dang )*(?:duoc )?"
    r"(?:chuyen|giao|ghi nhan|tiep thu|nghien cuu|xem xet)\b[^.;]*"
    r"(?:bo phan|phong|co quan|don vi|can bo|chuyen mon|y kien|kien nghi|phan anh|noi dung"
    r"|giai quyet|xu ly|xu li|theo quy dinh)[^.;]*"
)
TOO_SHORT = {
    "conclusion": "Kết luận quá ngắn: nói rõ phường đã hoặc sẽ làm gì, đồng ý hay không.",
    "reason": "Lý do quá ngắn: nêu điều đã kiểm tra và quy định áp dụng.",
    "next_step": "Việc tiếp theo quá ngắn: ai làm gì, đến ngày nào; hoặc quyền của ông/bà nếu không đồng ý.",
}
# Where a text to start from leaves something to fill in, with at most two words before it that tell the place.
TO_FILL = re.compile(r"(?:\w+[:;,]?\s+){0,2}…")
NO_ANSWER = "Câu này chưa trả lời người gửi: chỉ báo đã chuyển, đã ghi nhận. Ghi rõ kết quả."


def gaps_in(*, conclusion: str, reason: str, next_step: str) -> dict[str, str]:
    """Return, by part, what the answer still lacks; empty when it may go out."""
    parts = {"conclusion": conclusion, "reason": reason, "next_step": next_step}
    gaps = {name: TOO_SHORT[name] for name, text in parts.items() if len(text.strip()) < LEAST_LETTERS[name]}
    if "conclusion" not in gaps and EVADING.fullmatch(fold(conclusion).strip(" .;")):
        gaps["conclusion"] = NO_ANSWER
    return gaps


def unfilled_in(text: str, templates: Iterable[str]) -> list[str]:
    """Return the places that one of these texts leaves to fill in and the writer left as they were."""
    places = [_one_spaced(place) for template in templates for place in TO_FILL.findall(_one_spaced(template))]
    written = _one_spaced(text)
    return [place for place in dict.fromkeys(places) if re.search(rf"(?<!\w){re.escape(place)}", written)]


def _one_spaced(text: str) -> str:
    return re.sub(r"\.{3,}", "…", " ".join(text.split()))
