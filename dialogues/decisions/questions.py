"""Decisions about one question, from the look at it to its end."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.decisions.base import DecisionForm, by_verb, long_text, one_line
from dialogues.models import AgendaItem, DialogueSession
from dialogues.status import SessionStatus
from petitions.status import MAY_BE_ANONYMOUS, Kind
from wardportal.models import User
from wardportal.sealing import new_nonce

ASKER_READS = "Người hỏi đọc được trên trang tra cứu."


class ReleaseForm(DecisionForm):
    verb, heading, button = "release", "Xác nhận không phải thư rác", "Không phải thư rác"
    consequence = (
        "Câu hỏi vào chương trình như mọi câu hỏi khác; nếu người hỏi muốn phát biểu thì được xếp chỗ còn lại lúc này. "
        "Buổi đã qua thì câu hỏi vào hàng việc “Câu hỏi còn lại sau buổi đối thoại”."
    )


class PromoteForm(DecisionForm):
    verb, heading, button = "promote", "Xếp phát biểu", "Xếp phát biểu"
    consequence = "Người này rời danh sách chờ và được phát biểu, kể cả khi đã đủ số người. Xin gọi điện báo cho họ."


class CheckInForm(DecisionForm):
    verb, heading, button = "check_in", "Đến dự, phát số", "Phát số thứ tự"
    consequence = "Người này nhận số thứ tự kế tiếp. Xin nói số và mời họ vào phòng."


class CallForm(DecisionForm):
    verb, heading, button = "call", "Mời phát biểu", "Mời phát biểu"
    consequence = "Màn hình trong phòng hiện số của người này."


class AnswerForm(DecisionForm):
    verb, heading, button = "answer", "Đã trả lời", "Kết thúc bằng câu trả lời"
    consequence = "Câu hỏi kết thúc bằng câu trả lời đã ghi trong biên bản. Người hỏi đọc được khi biên bản được duyệt."


class DeferForm(DecisionForm):
    verb, heading, button = "defer", "Chuyển sang buổi sau", "Chuyển sang buổi này"
    consequence = (
        "Câu hỏi giữ nguyên mã và mã bí mật. Chỗ phát biểu xếp lại theo buổi mới. Người hỏi đọc được ngày của buổi mới."
    )

    session = forms.ModelChoiceField(
        label="Buổi đối thoại",
        queryset=DialogueSession.objects.none(),
        empty_label="Chọn buổi",
        error_messages={"required": "Chọn buổi đối thoại chuyển đến.", "invalid_choice": "Chọn một buổi sắp diễn ra."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = DialogueSession.objects.coming().exclude(pk=self.row.session_id)
        self.fields["session"].queryset = coming  # type: ignore[attr-defined]
        self.fields["session"].label_from_instance = lambda session: session.title  # type: ignore[attr-defined]
        self.fields["session"].initial = coming.first()


class DeclineForm(DecisionForm):
    verb, heading, button = "decline", "Không đưa vào chương trình", "Không đưa vào"
    consequence = "Câu hỏi kết thúc. Người hỏi đọc được lý do này; chỗ phát biểu dành cho người kế tiếp."
    sure_label = "Tôi đã đọc kỹ câu hỏi và chắc chắn không đưa vào chương trình"

    reason = long_text(
        "Lý do", "Ghi lý do để người hỏi đọc.", help_text=f"{ASKER_READS} Nêu nơi giải quyết hoặc cách hỏi lại nếu có."
    )


class WithdrawForm(DecisionForm):
    verb, heading, button = "withdraw", "Ghi nhận người hỏi rút", "Ghi nhận rút"
    consequence = "Câu hỏi kết thúc. Chỉ dùng khi chính người hỏi đề nghị rút và hoàn toàn tự nguyện."
    sure_label = "Người hỏi tự nguyện rút, không bị ép buộc"

    reason = long_text(
        "Người hỏi đề nghị rút thế nào, khi nào",
        "Ghi lại lời đề nghị rút của người hỏi.",
        rows=3,
        help_text=ASKER_READS,
    )


class HideNameForm(DecisionForm):
    verb, heading, button = "hide_name", "Ghi nhận không nêu tên nữa", "Không nêu tên nữa"
    consequence = (
        "Dùng khi chính người hỏi đề nghị. Từ lúc này trang công khai và các bản in ghi “Một người dân”. Nếu lời ghi "
        "trong biên bản, cam kết có nêu tên thì xin sửa, đính chính hoặc xóa tên ở đó."
    )


class OpenPetitionForm(DecisionForm):
    """Asks for the kind alone: everything else is taken over. A denunciation goes the sealed way instead."""

    verb, heading, button = "open_petition", "Lập đơn từ câu hỏi", "Lập đơn"
    consequence = (
        "Lập một đơn trong sổ đơn thư với đúng nội dung và người hỏi dưới đây, không phải nhập lại. "
        "Thời hạn tính từ ngày đối thoại; buổi chưa diễn ra thì tính từ hôm nay. Người hỏi đọc được mã đơn. "
        "Ai chưa phát biểu thì nhường chỗ cho người đầu danh sách chờ."
    )

    kind = forms.ChoiceField(
        label="Loại đơn",
        choices=[(kind.value, str(kind.label)) for kind in Kind if kind != Kind.DENUNCIATION],
        widget=forms.RadioSelect,
        help_text="Tố cáo thì không lập đơn ở đây: dùng “Chuyển sang hồ sơ mật”.",
        error_messages={"required": "Chọn loại đơn."},
    )

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        if kind not in MAY_BE_ANONYMOUS and not self.row.full_name:
            raise ValidationError("Câu hỏi không nêu tên: chỉ lập được phản ánh hoặc hỏi đáp.")
        return kind


class SealForm(DecisionForm):
    verb, heading, button = "seal", "Chuyển sang hồ sơ mật", "Chuyển sang hồ sơ mật"
    what_follows = (
        "Dùng khi câu hỏi tố cáo một người. Lời hỏi và người hỏi được mã hóa trong một hồ sơ mật; ở đây không còn gì, "
        "kể cả ghi chú, chương trình và bản in. Từ đó chỉ người được cấp quyền xem hồ sơ mật đọc được, kể cả với đồng "
        "chí. Người hỏi thấy mã hồ sơ mới khi tra cứu bằng mã cũ. Bước này không lùi lại được."
    )
    sure_label = "Tôi hiểu bước này không lùi lại được"
    takes_staff_note = False

    @property
    def consequence(self) -> str:  # type: ignore[override]
        told = AgendaItem.objects.to_publish().filter(question=self.row, session__status=SessionStatus.CONCLUDED)
        if not (days := [f"{item.session.held_on:%d/%m/%Y}" for item in told.select_related("session")]):
            return self.what_follows
        return (
            f"Câu hỏi này đã có trong biên bản công bố của buổi {', '.join(days)}: trả lời, kết luận, đính chính về nó "
            "mất khỏi biên bản trên cổng, các câu sau đổi số; bản người khác đã in, đã tải về thì không thu lại được. "
            f"{self.what_follows}"
        )

    def apply(self, row: Any, *, by: User) -> Any:
        try:
            return super().apply(row, by=by)
        except PermissionDenied as error:
            if not (row.opened_petition_id and row.allows(self.verb, by)):
                raise
            message = "Đơn đã lập từ câu hỏi này phải được người có quyền chuyển sang hồ sơ mật trước."
            raise ValidationError(message) from error


class ReissueSecretForm(DecisionForm):
    verb, heading, button = "reissue_secret", "Cấp lại mã bí mật", "Cấp mã mới"
    consequence = (
        "Mã cũ mất hiệu lực ngay. Chỉ cấp cho chính người hỏi, tại trụ sở, sau khi đã xem giấy tờ của họ. "
        "Sau bước này xin in phiếu mới và đưa tận tay."
    )

    identity_seen = forms.BooleanField(
        label="Tôi đã xem giấy tờ và đúng là người gửi câu hỏi này",
        error_messages={"required": "Chỉ cấp lại sau khi đã xem giấy tờ của người hỏi."},
    )
    reason = one_line("Lý do cấp lại", "Ghi lý do cấp lại, ví dụ: mất phiếu.", max_length=200)

    def clean(self) -> dict[str, Any]:
        if not self.row.full_name and not self.row.phone:
            raise ValidationError(
                "Câu hỏi này không ghi tên, số điện thoại: không có gì để đối chiếu giấy tờ nên không cấp lại được. "
                "Người hỏi nghe trả lời tại buổi đối thoại, đọc biên bản đã công bố, hoặc gửi câu hỏi mới."
            )
        return super().clean() or {}

    def arguments(self) -> dict[str, Any]:
        reason = f"Đã xem giấy tờ. Lý do: {self.cleaned_data['reason']}"
        return {"nonce": new_nonce(), "staff_note": f"{reason}\n{self.cleaned_data['staff_note']}".strip()}


DECISIONS = by_verb(
    ReleaseForm,
    CheckInForm,
    CallForm,
    PromoteForm,
    AnswerForm,
    OpenPetitionForm,
    DeferForm,
    DeclineForm,
    WithdrawForm,
    HideNameForm,
    ReissueSecretForm,
    SealForm,
)
