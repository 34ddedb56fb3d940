"""The minutes of a session, and its photos."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q, Value
from django.utils import timezone

from dialogues.models.agenda import AgendaItem
from dialogues.models.corrections import MinutesCorrection, read_correction, words_of
from dialogues.models.question_queries import some_codes
from dialogues.models.sessions import DialogueSession, SessionEvent
from dialogues.status import SessionEventKind, SessionStatus
from wardportal.dates import moment_vi
from wardportal.models import User
from wardportal.models.door import StaleRow
from wardportal.storage import generated_path
from wardportal.uploads import CleanFile, with_sizes


def _check_keeper(session: DialogueSession, by: User) -> None:
    if not session.may_be_kept_by(by):
        raise PermissionDenied


class Minutes(models.Model):
    """What is written down of the whole session; the points stand in the items of its agenda.

    Nobody but the staff reads them until the chair approves them.
    """

    session = models.OneToOneField(DialogueSession, models.PROTECT, related_name="minutes", verbose_name="buổi")
    attended = models.PositiveIntegerField("số người dân dự", default=0)
    officials = models.TextField(
        "đại biểu, lãnh đạo dự", blank=True, help_text="Mỗi dòng một người: họ tên, chức danh. Được công khai."
    )
    chaired_by = models.CharField("chủ trì", max_length=300, blank=True)
    secretary_name = models.CharField("thư ký", max_length=120, blank=True)
    opening = models.TextField("phát biểu mở đầu, tình hình chung", blank=True)
    conclusion = models.TextField("kết luận chung", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người ghi sau cùng",
        editable=False,
    )
    number = models.CharField("số biên bản", max_length=40, blank=True)
    conclusion_number = models.CharField("số thông báo kết luận", max_length=40, blank=True)
    submitted_at = models.DateTimeField("trình lúc", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người trình",
        editable=False,
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người duyệt",
        editable=False,
    )

    class Meta:
        verbose_name = "biên bản"
        verbose_name_plural = "biên bản"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(conclusion_number=""),
                name="minutes_approved_by_somebody_with_a_number",
            )
        ]

    def __str__(self) -> str:
        return f"Biên bản {self.session}"

    @classmethod
    @transaction.atomic
    def of(cls, session: DialogueSession) -> Minutes:
        """Return the minutes of the session, begun with what is known already."""
        if begun := cls.objects.filter(session=session).first():
            return begun
        known = {"chaired_by": cls.unwritten(session).chaired_by}
        minutes, _created = cls.objects.get_or_create(session=session, defaults=known)
        return minutes

    @classmethod
    def unwritten(cls, session: DialogueSession) -> Minutes:
        """What they begin with, for reading: a row of their own they get with the first words."""
        chairs = "; ".join(f"{name}, {post}" if name else post for post, name in session.chairs())
        return cls(session_id=session.pk, chaired_by=chairs[:300])

    @property
    def attendance(self) -> int:
        """How many came: as somebody wrote down, else as many as took a number; people come in until the end.

        Approved minutes say what was stored with them, and change by a correction alone.
        """
        return self.attended if self.approved_at else self.attended or self.session.last_queue_number

    @transaction.atomic
    def write(self, *, by: User, version: int | None = None, **texts: Any) -> None:
        """Keep what staff wrote; after approval nothing but a correction changes them.

        Raises StaleRow where somebody else wrote since this version.
        """
        session = DialogueSession.objects.select_for_update().get(pk=self.session_id)
        _check_keeper(session, by)
        if session.status == SessionStatus.CONCLUDED:
            raise ValidationError("Biên bản đã được duyệt: chỉ còn sửa bằng đính chính.")
        fresh = Minutes.objects.get(pk=self.pk)
        changed = {name: value for name, value in texts.items() if getattr(fresh, name) != value}
        if changed and version is not None and version != fresh.version:
            raise StaleRow("Vừa có người khác ghi phần chung của biên bản.")
        self.version, self.written_by = fresh.version, fresh.written_by
        if not changed:
            return
        self.version, self.written_by = fresh.version + 1, by
        for name, value in changed.items():
            setattr(self, name, value)
        self.save(update_fields=[*changed, "version", "written_by"])

    @transaction.atomic
    def submit(self, *, by: User, **notes: Any) -> SessionEvent:
        """Ask the chair to approve; every question has its answer, or has been moved, declined or made a petition."""
        event = self.session._move("submit_minutes", by=by, check=self._check_may_submit, **notes)
        self.submitted_at, self.submitted_by = timezone.now(), by
        self.save(update_fields=["submitted_at", "submitted_by"])
        return event

    def _refresh(self) -> None:
        """Read the row again; the session, which is held, stays the one that moves."""
        session = self.session
        self.refresh_from_db()
        self.session = session

    def _check_may_submit(self) -> None:
        self._refresh()
        if self.submitted_at:
            raise ValidationError(f"Biên bản đã trình lúc {moment_vi(self.submitted_at)}.")
        if asked := list(self.session.unanswered()):
            raise ValidationError(
                f"Còn {len(asked)} câu hỏi chưa ghi trả lời: {some_codes(asked)}. "
                "Ghi trả lời, chuyển buổi sau, lập đơn hoặc ghi lý do không đưa vào."
            )
        if not self.conclusion:
            raise ValidationError("Chưa ghi kết luận chung.")

    def mark(self) -> str:
        """A mark that changes with all that the minutes tell of, so that who approves has read it."""
        points = self.session.agenda.order_by().values_list(Value("point"), "pk", "version")
        promises = self.session.commitments.order_by().values_list(Value("promise"), "pk", "version")
        photos = self.session.photos.shown().values_list("pk", "published_at", "caption", "alt")
        asked = self.session.questions.order_by("pk").values_list("pk", "status", "consent_publish_name")
        read = (self.version, sorted(points.union(promises)), list(photos), list(asked))
        return hashlib.sha256(repr(read).encode()).hexdigest()

    @transaction.atomic
    def send_back(self, reason: str, *, by: User, **notes: Any) -> SessionEvent:
        event = self.session._move("return_minutes", by=by, check=self._check_submitted, staff_note=reason, **notes)
        self.submitted_at = self.submitted_by = None
        self.save(update_fields=["submitted_at", "submitted_by"])
        return event

    def _check_submitted(self) -> None:
        if self.submitted_at is None:
            raise ValidationError("Biên bản chưa được trình.")

    @transaction.atomic
    def approve(
        self, conclusion_number: str, *, by: User, number: str = "", seen: str | None = None, **notes: Any
    ) -> SessionEvent:
        """Approve the minutes: from now on the public reads them, and every promise in them stands on the board.

        `seen` is the mark of what was read; where it is another by now, nothing is approved.
        """
        event = self.session._move("conclude", by=by, check=lambda: self._check_approver(by, seen), **notes)
        self.conclusion_number, self.number = conclusion_number, number or self.number
        self.attended = self.attendance  # not sooner: minutes that came back may be of a session that goes on
        self.approved_at, self.approved_by = timezone.now(), by
        self.save(update_fields=["conclusion_number", "number", "attended", "approved_at", "approved_by"])
        for item in self.session.agenda.to_answer().exclude(answer="").select_related("question"):
            item.question.answer(by=by)  # type: ignore[union-attr]
        AgendaItem.objects.carry_over()
        return event

    def _check_approver(self, by: User, seen: str | None) -> None:
        self._refresh()
        self._check_submitted()
        if seen is not None and seen != self.mark():
            raise ValidationError({"seen": "Biên bản vừa được sửa. Xin đọc lại bên dưới rồi duyệt."})
        if self.submitted_by_id == by.pk:
            raise ValidationError("Người trình không tự duyệt biên bản: cần người thứ hai.")

    @transaction.atomic
    def correct(
        self,
        field: str,
        text: str,
        reason: str,
        *,
        by: User,
        item: AgendaItem | None = None,
        is_blanked: bool = False,
        **notes: Any,
    ) -> MinutesCorrection:
        """Put right what was published; both wordings and the reason are shown.

        Where the old wording named somebody who does not agree to it, `is_blanked` keeps no old wording of this part,
        neither now nor of earlier corrections; that it was changed still shows.
        """
        target, allowed = self._place_of(field, item)
        if field not in allowed:
            raise ValidationError({"field": "Không đính chính được mục này."})
        before, value = getattr(target, field), read_correction(target, field, text)
        if before == value:
            raise ValidationError({"text": "Nội dung chưa thay đổi."})
        self.session._move("correct", by=by, check=lambda: self._check_times(field, value), **notes)
        setattr(target, field, value)
        target.save(update_fields=[field])
        words = {"before": words_of(before), "after": words_of(value)}
        if is_blanked:
            self.corrections.filter(field=field, item=item).update(before="", after="", is_blanked=True)
            words["before"] = ""
        return self.corrections.create(field=field, item=item, reason=reason, is_blanked=is_blanked, by=by, **words)

    def _place_of(self, field: str, item: AgendaItem | None) -> tuple[Minutes | AgendaItem | DialogueSession, Any]:
        """The row a part stands in, and the parts of it that can be corrected."""
        if item:
            return item, AgendaItem.MINUTED
        if field in MinutesCorrection.OF_SESSION:
            return self.session, MinutesCorrection.OF_SESSION
        return self, MinutesCorrection.OF_MINUTES

    def _check_times(self, field: str, value: Any) -> None:
        times = {name: getattr(self.session, name) for name in MinutesCorrection.OF_SESSION} | {field: value}
        if times["ended_at"] <= times["opened_at"]:
            raise ValidationError({"text": "Giờ bế mạc phải sau giờ khai mạc."})


def photo_path(photo: SessionPhoto, filename: str) -> str:
    return generated_path("dialogues", filename.rpartition(".")[2])


class SessionPhotoQuerySet(models.QuerySet["SessionPhoto"]):
    def shown(self) -> SessionPhotoQuerySet:
        """Those the public sees with the minutes, in their order."""
        return self.filter(published_at__isnull=False).order_by("pk")

    def add(self, session: DialogueSession, file: CleanFile, *, by: User, **details: Any) -> SessionPhoto:
        """Keep a cleaned picture; nobody but the staff sees it yet."""
        _check_keeper(session, by)
        content = ContentFile(file.content, name=f"photo.{file.extension}")
        return self.create(session=session, file=content, width=file.width, height=file.height, added_by=by, **details)


class SessionPhoto(models.Model):
    """A photo of a session. Nobody sees it on the portal before somebody said on what ground it may be shown.

    Luật 91/2025/QH15 art. 16 and 24: consent of those who can be recognised; of a child, and of who stands for it.
    """

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="photos", verbose_name="buổi đối thoại")
    file = models.FileField("ảnh", upload_to=photo_path, max_length=120)
    width = models.PositiveIntegerField("rộng")
    height = models.PositiveIntegerField("cao")
    caption = models.CharField("chú thích", max_length=200)
    alt = models.CharField("mô tả cho người không nhìn thấy ảnh", max_length=200)
    consent_basis = models.CharField(
        "căn cứ đồng ý",
        max_length=200,
        blank=True,
        help_text="Ví dụ: đã thông báo chụp ảnh tại buổi, không ai phản đối; hoặc: ảnh không nhận ra ai.",
    )
    shows_children = models.BooleanField("có trẻ em nhận ra được", default=False)
    children_consent = models.BooleanField("trẻ từ 7 tuổi và người đại diện đã đồng ý", default=False)
    published_at = models.DateTimeField("công khai lúc", null=True, editable=False)
    # Stays when the photo is taken off the portal.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người cho công khai",
        editable=False,
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm")
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True, editable=False)

    objects = SessionPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh buổi đối thoại"
        verbose_name_plural = "ảnh buổi đối thoại"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None)
                | ~Q(consent_basis="") & (Q(shows_children=False) | Q(children_consent=True)),
                name="session_photo_published_with_consent",
            )
        ]

    def __str__(self) -> str:
        return self.caption

    @transaction.atomic
    def describe(self, *, by: User, publish: bool = False, **details: Any) -> None:
        """Keep what is known of the photo, and show it where that is asked; what is shown keeps its ground.

        Raises ValidationError without a ground, for children without both consents, and where it was taken off
        meanwhile: with the consent its ground is gone.
        """
        _check_keeper(self.session, by)
        held = SessionPhoto.objects.select_for_update().get(pk=self.pk)
        if self.published_at and not held.published_at:
            raise ValidationError("Ảnh vừa được gỡ khỏi cổng. Chỉ lưu lần nữa khi vẫn còn căn cứ đồng ý.")
        self.published_at, self.published_by = held.published_at, held.published_by
        for name, value in details.items():
            setattr(self, name, value)
        if publish or self.published_at:
            self._check_consent()
        if publish:
            self.published_at, self.published_by = timezone.now(), by
        self.save()

    def _check_consent(self) -> None:
        if not self.consent_basis:
            raise ValidationError({"consent_basis": "Ghi căn cứ đồng ý trước khi công khai ảnh."})
        if self.shows_children and not self.children_consent:
            raise ValidationError({"children_consent": "Ảnh có trẻ em: cần trẻ từ 7 tuổi và người đại diện đồng ý."})

    def hide(self, *, by: User) -> None:
        """Take the photo off the portal, at once: consent can be taken back.

        Its ground goes with it, so that nobody shows it again by mistake.
        """
        _check_keeper(self.session, by)
        self.published_at = None
        self.consent_basis, self.children_consent = "", False
        self.save(update_fields=["published_at", "consent_basis", "children_consent"])

    @transaction.atomic
    def remove(self, reason: str, *, by: User) -> None:
        """Keep it no more, file and all: a person in it asks for that. The history says who did it, and why."""
        session = self.session.lock()
        _check_keeper(session, by)
        storage, name = self.file.storage, str(self.file.name)
        removed, _rows = self.delete()
        if not removed:  # by another press
            return
        session.version += 1
        session.save(update_fields=["version"])
        kind = SessionEventKind.PHOTO_REMOVED
        session.record(kind, by=by, from_status=session.status, staff_note=reason)
        for one in with_sizes(name):
            transaction.on_commit(partial(storage.delete, one))
