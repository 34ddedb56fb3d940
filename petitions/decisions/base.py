"""What the decision forms about petitions share: the words to start from, and the note the sender reads."""

from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet

from petitions.answers import unfilled_in
from petitions.models import Petition, PetitionEvent, ReplyTemplate
from petitions.status import TAKES_SERIOUSLY, Visibility
from wardportal import decisions
from wardportal.decisions import long_text, one_line
from wardportal.fields import NormalizedCharField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.numbers import plain_number
from wardportal.upload_fields import KeepsUploads, MultipleUploadField

__all__ = ["LEAST_REASON", "DecisionForm", "FilesForm", "long_text", "one_line", "sender_note"]

# How many letters a reason has at least that the sender, or who checks the ward, is to understand.
LEAST_REASON = 10


def sender_note() -> NormalizedCharField:
    return long_text("Lời nhắn cho người gửi", rows=3, help_text="Người gửi đọc được trên trang tra cứu.")


class DecisionForm(decisions.DecisionForm):
    """One decision about one petition."""

    # Which texts may be started from, and the box they go into.
    purpose: ClassVar[str] = ""
    template_field: ClassVar[str] = ""
    # Whether it ends the matter for its sender alone, or takes it out of sight: no answer comes of it to others.
    ends_alone: ClassVar[bool] = False
    seals: ClassVar[bool] = False
    # Which other petition the form names, once it was looked up.
    found: Petition | None = None

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, row=petition, **kwargs)

    @property
    def petition(self) -> Petition:
        return self.row

    def with_look(self) -> Self | None:
        """The form once more, where something has to be looked at before it is decided."""
        return None

    @property
    def barred(self) -> str:
        """Why this person can never take it for this petition; the page says so in the place of the form."""
        return ""

    @property
    def about_merged(self) -> str:
        """What becomes of the petitions merged into this one, where this decides it."""
        petition = self.petition
        if not (self.ends_alone or self.seals):
            return ""
        if petition.duplicate_of_id:  # they wait for the same original, whatever becomes of this one
            lost = petition.followers().in_clear().count() if self.seals and petition.has_answer() else 0
            return f"Người gửi {lost} đơn đã gộp vào đơn này không còn đọc được trả lời của đơn này." if lost else ""
        return self._about_freed(petition)

    def _about_freed(self, petition: Petition) -> str:
        freed = list(petition.merged_unanswered().values_list("pk", flat=True))
        rows = petition.followers().in_clear()
        moved = rows.filter(Q(pk__in=freed) | Q(pk__in=Petition.objects.following(*freed))).count()
        # A confidential one lets go what was merged into it.
        behind = Q(duplicate_of__in=freed, duplicate_of__visibility=Visibility.CONFIDENTIAL)
        back = rows.filter(Q(pk__in=freed) | behind).count()
        told = []
        if back:
            told.append(
                f"{back} đơn đã gộp vào đơn này trở lại tình trạng trước khi gộp, có mặt lại trên bàn làm việc; "
                "người gửi các đơn ấy nhận được tin."
            )
        if along := moved - back:
            told.append(f"{along} đơn gộp vào các đơn ấy từ trước đi theo, người gửi cũng nhận được tin.")
        if self.seals and (lost := rows.count() - moved):
            told.append(f"Người gửi {lost} đơn đã gộp vào đơn này không còn đọc được trả lời chung.")
        return " ".join(told)

    @property
    def about_suspicion(self) -> str:
        if not self.petition.is_suspect or self.verb == "release":
            return ""
        if self.verb in TAKES_SERIOUSLY:
            return "Đơn đang bị nghi là thư rác: quyết định này xác nhận đơn là thật, người gửi nhận tin như thường."
        return "Đơn đang bị nghi là thư rác: chưa được đếm, người gửi không nhận tin."

    def stored(self) -> list[tuple[str, str]]:
        """The words that stand now where these are to go, under their headings: whoever was overtaken reads both."""
        return []

    def clean(self) -> dict[str, Any]:
        """Refuse what the chosen text leaves to fill in: the sender would read it as the ward's word."""
        cleaned = super().clean() or {}
        written = cleaned.get(self.template_field, "")
        if written and (places := unfilled_in(written, self.reply_templates().values_list("text", flat=True))):
            named = ", ".join(f"“{place}”" for place in places)
            self.add_error(self.template_field, f"Mẫu còn chỗ chưa điền: {named}. Xin điền hoặc bỏ câu ấy.")
        return cleaned

    @classmethod
    def reply_templates(cls) -> QuerySet[ReplyTemplate]:
        return ReplyTemplate.objects.filter(purpose=cls.purpose, is_active=True)

    @classmethod
    def with_template(cls, number: str, typed: dict[str, str]) -> dict[str, str]:
        """Return what was typed, with the chosen text below what stands in its box; no such text leaves it alone."""
        chosen = None
        if cls.template_field and (key := plain_number(number)) is not None:
            chosen = cls.reply_templates().filter(pk=key).first()
        stands = typed.get(cls.template_field, "").strip()
        return typed | {cls.template_field: f"{stands}\n\n{chosen.text}".strip()} if chosen else typed


class FilesForm(KeepsUploads, SubmissionForm, DecisionForm):
    """A decision with files, which go with its event."""

    attachments = MultipleUploadField(required=False)
    files_label: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"].label = self.files_label
        self.order_fields([name for name in self.fields if name not in ("attachments", *decisions.SHARED)])

    def arguments(self) -> dict[str, Any]:
        typed = super().arguments()
        del typed["submission_id"]
        return typed | {"files": typed.pop("attachments")}

    def apply(self, petition: Petition, *, by: User) -> PetitionEvent:
        event = super().apply(petition, by=by)
        self.consume_uploads()
        return event
