"""How far a promise is, and what shows it: its parts with days of their own, photos and papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from dialogues.models.commitments import Commitment
from dialogues.models.events import CommitmentEvent
from dialogues.status import CommitmentEventKind
from wardportal.dates import date_vi
from wardportal.models import User
from wardportal.storage import generated_path
from wardportal.uploads import CleanFile


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def standing(self) -> MilestoneQuerySet:
        """Those that were not dropped again."""
        return self.filter(is_dropped=False)

    @transaction.atomic
    def add_to(
        self, commitment: Commitment, text: str, due_on: date, *, by: User, submission_id: UUID | None = None
    ) -> Milestone:
        """Give a part of the promise a day of its own, on the way; everybody reads it."""
        _hold(commitment, by)
        if due_on <= commitment.promised_on:
            raise ValidationError({"due_on": "Mốc phải sau ngày diễn ra buổi đối thoại."})
        if due_on > commitment.due_on:
            raise ValidationError({"due_on": f"Mốc phải trước hoặc đúng hạn {date_vi(commitment.due_on)}."})
        milestone = self.create(commitment=commitment, text=text, due_on=due_on)
        milestone._tell(CommitmentEventKind.MILESTONE_ADDED, by, submission_id=submission_id)
        return milestone


def _hold(commitment: Commitment, by: User) -> None:
    commitment.lock()
    if not commitment.takes_milestones_by(by):
        raise PermissionDenied


class Milestone(models.Model):
    """A part of a commitment with a day of its own."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="milestones", verbose_name="cam kết")
    due_on = models.DateField("ngày")
    text = models.CharField("việc", max_length=200)
    done_on = models.DateField("ngày xong", null=True, blank=True)
    # The history still names it.
    is_dropped = models.BooleanField("đã bỏ", default=False, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = "mốc thực hiện"
        verbose_name_plural = "mốc thực hiện"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def may_be_unticked(self) -> bool:
        return self.done_on == timezone.localdate()

    @transaction.atomic
    def tick(self, *, by: User) -> None:
        """The part is done, today; a second tick keeps the first day."""
        self._hold(by)
        if self.done_on is None:
            self._mark(timezone.localdate(), CommitmentEventKind.MILESTONE_DONE, by)

    @transaction.atomic
    def untick(self, *, by: User) -> None:
        """It was ticked by mistake, which is noticed the same day; later its day stands, as everybody read it."""
        self._hold(by)
        if self.done_on is None:
            return
        if not self.may_be_unticked:
            raise ValidationError("Mốc chỉ bỏ đánh dấu được ngay trong ngày.")
        self._mark(None, CommitmentEventKind.MILESTONE_UNDONE, by)

    @transaction.atomic
    def drop(self, *, by: User) -> None:
        """It was written by mistake, or is no part of the work any more; one that is reached stays."""
        self._hold(by)
        if self.done_on:
            raise ValidationError("Mốc đã xong thì không bỏ được.")
        self.is_dropped = True
        self.save(update_fields=["is_dropped"])
        self._tell(CommitmentEventKind.MILESTONE_DROPPED, by)

    def _hold(self, by: User) -> None:
        _hold(self.commitment, by)
        self.refresh_from_db(fields=["done_on", "is_dropped"])
        if self.is_dropped:
            raise ValidationError("Mốc này vừa được bỏ.")

    def _mark(self, day: date | None, kind: str, by: User) -> None:
        self.done_on = day
        self.save(update_fields=["done_on"])
        self._tell(kind, by)

    def _tell(self, kind: str, by: User, submission_id: UUID | None = None) -> None:
        promise = self.commitment
        promise.version += 1
        promise.save(update_fields=["version"])
        promise.record(kind, by=by, from_status=promise.status, milestone=self, submission_id=submission_id)


def evidence_path(evidence: Evidence, filename: str) -> str:
    return generated_path("dialogues", filename.rpartition(".")[2])


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def attach(self, event: CommitmentEvent, files: Sequence[CleanFile], caption: str) -> None:
        for file in files:
            self.create(
                commitment=event.commitment,
                event=event,
                file=ContentFile(file.content, name=f"file.{file.extension}"),
                name=file.name,
                caption=caption,
                content_type=file.content_type,
                size=file.size,
            )

    def published(self) -> EvidenceQuerySet:
        """Evidence the public may open: somebody looked at it and said so."""
        return self.filter(published_at__isnull=False, commitment__in=Commitment.objects.published())


class Evidence(models.Model):
    """A photo or paper that shows what was done. It is public only after somebody checked that it names nobody."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence", verbose_name="cam kết")
    event = models.ForeignKey(CommitmentEvent, models.PROTECT, related_name="evidence", verbose_name="sự việc")
    file = models.FileField("tệp", upload_to=evidence_path, max_length=120)
    name = models.CharField("tên tệp", max_length=120)
    caption = models.CharField("chú thích", max_length=200, blank=True)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    published_at = models.DateTimeField("công khai lúc", null=True, editable=False)
    # Stays when the file is hidden again.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người cho công khai",
        editable=False,
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or self.name

    def publish(self, *, by: User) -> None:
        self._check_shown_by(by)
        self.published_at, self.published_by = timezone.now(), by
        self.save(update_fields=["published_at", "published_by"])

    def hide(self, *, by: User) -> None:
        self._check_shown_by(by)
        self.published_at = None
        self.save(update_fields=["published_at"])

    def show(self, shown: bool, *, by: User) -> None:
        """Publish or hide it, where it is not so already."""
        if shown and self.published_at is None:
            self.publish(by=by)
        elif not shown and self.published_at is not None:
            self.hide(by=by)

    def _check_shown_by(self, by: User) -> None:
        if not (self.commitment.shows_evidence_by(by) and self.commitment.is_visible_to(by)):
            raise PermissionDenied
