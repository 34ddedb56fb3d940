from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from petitions import notifications
from petitions.status import EventKind, Outcome, Status
from wardportal.dates import date_vi, local_date
from wardportal.sealing import unseal_text


class PetitionEventQuerySet(models.QuerySet["PetitionEvent"]):
    def of_sender(self) -> PetitionEventQuerySet:
        """What the sender did or told, also what staff wrote down for them."""
        return self.filter(Q(actor=PetitionEvent.Actor.SENDER) | Q(kind=EventKind.SUPPLIED))

    def about_answer(self) -> PetitionEventQuerySet:
        """What became of the answer; the last one tells where it is."""
        return self.filter(kind__in=[EventKind.ANSWER_DRAFTED, EventKind.ANSWER_RETURNED, EventKind.ANSWERED])


class PetitionEvent(models.Model):
    """One thing that happened to a petition. Append-only: the database refuses to change or delete a row.

    It holds ids, days and words of fixed lists only; what somebody wrote stands in its `EventNote`.
    """

    class Actor(models.TextChoices):
        SENDER = "sender", "Người gửi"
        STAFF = "staff", "Cán bộ"
        PORTAL = "portal", "Cổng thông tin"

        @classmethod
        def of(cls, kind: str, by: models.Model | None) -> PetitionEvent.Actor:
            """Whose doing it is: what follows from another sender's decision is not this sender's."""
            if by is not None:
                return cls.STAFF
            return cls.PORTAL if kind == EventKind.SEPARATED else cls.SENDER

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="events", verbose_name="đơn")
    kind = models.CharField("việc", max_length=20, choices=EventKind)
    at = models.DateTimeField("lúc", auto_now_add=True)
    actor = models.CharField("bên", max_length=10, choices=Actor)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người làm"
    )
    from_status = models.CharField("từ", max_length=20, choices=Status, blank=True)
    to_status = models.CharField("sang", max_length=20, choices=Status)
    outcome = models.CharField("kết quả", max_length=20, choices=Outcome, blank=True)
    due_on = models.DateField("hạn sau việc này", null=True)
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True)
    unit = models.ForeignKey(
        "mobilization.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )

    objects = PetitionEventQuerySet.as_manager()

    class Meta:
        verbose_name = "sự việc"
        verbose_name_plural = "lịch sử"
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "at"], name="petitionevent_kind_at")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {date_vi(local_date(self.at))}"

    @property
    def template(self) -> str:
        """The partial that tells this event to the sender."""
        return f"petitions/events/_{self.kind}.html"

    @property
    def common_sentence(self) -> str:
        """Tells this event to the senders of what was merged into its petition, in the words of their mail."""
        return notifications.FOLLOWED.get(EventKind(self.kind), "")

    @property
    def staff_note(self) -> str:
        return unseal_text(self.note.staff_note) if hasattr(self, "note") else ""

    @property
    def sender_note(self) -> str:
        return unseal_text(self.note.sender_note) if hasattr(self, "note") else ""


class EventNote(models.Model):
    """What was written at an event. Apart from the event, so that it can be blanked while the history stays.

    Both texts are sealed when the petition is confidential.
    """

    event = models.OneToOneField(PetitionEvent, models.CASCADE, related_name="note", primary_key=True)
    staff_note = models.TextField("ghi chú nội bộ", blank=True)
    sender_note = models.TextField("người gửi đọc được", blank=True)

    class Meta:
        verbose_name = "nội dung sự việc"
        verbose_name_plural = "nội dung sự việc"

    def __str__(self) -> str:
        return f"#{self.pk}"
