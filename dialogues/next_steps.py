"""The next step of somebody who asked, in one sentence to be read aloud over the telephone."""

from dialogues.models import Question
from dialogues.status import COMING, QuestionStatus, SessionStatus, Slot
from wardportal.dates import day_date

# The same as the page of who asked says.
SAID_AFTER = {
    SessionStatus.CANCELLED: "Buổi này đã hủy; phường sẽ chuyển câu hỏi của ông/bà sang buổi khác hoặc trả lời riêng.",
    SessionStatus.HELD: "Buổi đối thoại đã diễn ra; câu trả lời hiện ở trang tra cứu sau khi biên bản được duyệt.",
    SessionStatus.CONCLUDED: (
        "Buổi đối thoại đã diễn ra, câu hỏi này chưa được trả lời; phường sẽ chuyển câu hỏi của ông/bà sang buổi khác "
        "hoặc trả lời riêng."
    ),
}

MISSED = (
    "Buổi đối thoại đã diễn ra trước khi phường kiểm tra xong đăng ký này nên câu hỏi chưa được nêu; phường sẽ chuyển "
    "câu hỏi của ông/bà sang buổi khác hoặc trả lời riêng. Cần sớm hơn, ông/bà gửi kiến nghị."
)


def next_step_said(question: Question) -> str:
    """One sentence for the telephone: what the person can expect or has to do next."""
    said = {
        QuestionStatus.ANSWERED: "Câu hỏi đã được trả lời tại buổi đối thoại; ông/bà đọc câu trả lời ở trang tra cứu.",
        QuestionStatus.FORWARDED: "Câu hỏi đã được lập thành đơn; ông/bà xem mã đơn và hạn trả lời ở trang tra cứu.",
        QuestionStatus.DECLINED: "Câu hỏi không đưa vào chương trình; ông/bà đọc lý do ở trang tra cứu.",
        QuestionStatus.WITHDRAWN: "Câu hỏi đã được rút; muốn hỏi lại, ông/bà đăng ký cho buổi sau.",
    }
    return said.get(QuestionStatus(question.status)) or _said_while_open(question)


def _said_while_open(question: Question) -> str:
    session = question.session
    if question.missed_session:
        return MISSED
    if question.is_suspect:
        return "Đăng ký đang được cán bộ kiểm tra; phường sẽ xếp chỗ ngay khi xem xong."
    if session.status not in COMING:
        return SAID_AFTER[SessionStatus(session.status)]
    if session.is_missed:
        return "Ngày đối thoại đã qua mà chưa có thông tin về buổi; phường sẽ báo lại ông/bà."
    when = f"{session.start_time:%H:%M} {day_date(session.held_on)} tại {session.place}"
    if question.slot == Slot.SPEAKING:
        number = f"; số thứ tự của ông/bà là {question.queue_number}" if question.queue_number else ""
        return f"Xin mời ông/bà đến phát biểu lúc {when}{number}."
    if question.slot == Slot.WAITING:
        place = question.place_in_waiting_list
        return f"Ông/bà đang ở vị trí {place} trong danh sách chờ; có người nhường chỗ thì được phát biểu lúc {when}."
    full = "Đã hết chỗ phát biểu và chỗ chờ. " if question.wants_to_speak else ""
    return (
        f"{full}Câu hỏi sẽ được trả lời tại buổi đối thoại lúc {when}; ông/bà có thể đến nghe hoặc đọc ở trang tra cứu."
    )
