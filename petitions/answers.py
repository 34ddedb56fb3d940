"""What an answer must not leave open: a ward's answer says what was decided, why, and what comes next."""

import re

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
NO_ANSWER = "Câu này chưa trả lời người gửi: chỉ báo đã chuyển, đã ghi nhận. Ghi rõ kết quả."


def gaps_in(*, conclusion: str, reason: str, next_step: str) -> dict[str, str]:
    """Return, by part, what the answer still lacks; empty when it may go out."""
    parts = {"conclusion": conclusion, "reason": reason, "next_step": next_step}
    gaps = {name: TOO_SHORT[name] for name, text in parts.items() if len(text.strip()) < LEAST_LETTERS[name]}
    if "conclusion" not in gaps and EVADING.fullmatch(fold(conclusion).strip(" .;")):
        gaps["conclusion"] = NO_ANSWER
    return gaps
