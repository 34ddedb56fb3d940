from datetime import timedelta

from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app


class OutgoingMessageQuerySet(models.QuerySet["OutgoingMessage"]):
    def waiting(self) -> "OutgoingMessageQuerySet":
        return self.filter(sent_at=None, dropped_at=None)

    def stuck(self) -> "OutgoingMessageQuerySet":
        """Messages that should have left by now: failed at least once, or waiting for over an hour."""
        overdue = timezone.now() - timedelta(hours=1)
        return self.waiting().filter(models.Q(attempts__gt=0) | models.Q(created_at__lt=overdue))

    def drop(self) -> int:
        """Give up those that have not left; jobs that still come for them do nothing. Returns how many were waiting."""
        return self.waiting().update(dropped_at=timezone.now())

    @transaction.atomic
    def enqueue_for_resident(
        self, *, kind: str, recipient: str, subject: str, body: str, about: str
    ) -> "OutgoingMessage | None":
        """Enqueue, unless the recipient has been written to `DAILY_LIMIT` times within a day; then return None.

        Anybody can leave any address: the portal cannot be used to flood somebody's mailbox.
        """
        since = timezone.now() - timedelta(days=1)
        if self.filter(recipient=recipient.lower(), created_at__gte=since).count() >= OutgoingMessage.DAILY_LIMIT:
            return None
        return self.enqueue(kind=kind, recipient=recipient, subject=subject, body=body, about=about)

    @transaction.atomic
    def enqueue(self, *, kind: str, recipient: str, subject: str, body: str, about: str) -> "OutgoingMessage":
        """Store a message and the job that sends it, in the caller's transaction.

        `about` is the code of what the message is about.
        """
        recipient = recipient.lower()  # no mailbox tells capitals apart; the limit must not either
        message = self.create(kind=kind, recipient=recipient, subject=subject, body=body, about=about)
        app.configure_task("deliver_message").defer(message_id=message.pk)
        return message

    def forget(self, about: str) -> None:
        """Blank whom and what the messages about this code were for; those that wait are not sent any more."""
        rows = self.filter(about=about)
        rows.drop()
        rows.update(recipient="", body="", last_error="")


class OutgoingMessage(models.Model):
    """A mail that was promised in a transaction and leaves after it; the row is the outbox."""

    DAILY_LIMIT = 10

    kind = models.CharField("loại", max_length=40)
    recipient = models.EmailField("người nhận", blank=True)
    subject = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung", blank=True)
    about = models.CharField("về", max_length=40, db_index=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    last_error = models.CharField("lỗi gần nhất", max_length=300, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    dropped_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "thư gửi đi"
        verbose_name_plural = "thư gửi đi"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(sent_at=None, dropped_at=None),
                name="message_waiting",
            ),
            models.Index(fields=["recipient", "created_at"], name="message_recipient_created"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.about})"

    @property
    def masked_recipient(self) -> str:
        """The address as whoever looks after the post may see it: l…@vidu.vn."""
        name, at, domain = self.recipient.rpartition("@")
        return f"{name[:1]}…{at}{domain}" if at else ""

    @transaction.atomic
    def send_again(self) -> bool:
        """Queue another try of a message that has not left; one that was dropped is taken up again.

        Returns whether it will be tried: of what was forgotten nobody knows any more whom it was for.
        """
        rows = OutgoingMessage.objects.filter(pk=self.pk, sent_at=None).exclude(recipient="")
        may_leave = bool(rows.update(dropped_at=None))
        if may_leave:
            app.configure_task("deliver_message").defer(message_id=self.pk)
        return may_leave

    def deliver(self) -> None:
        """Send the mail unless it has been sent; what fails is recorded and raised, so that the job tries again.

        The row is locked while the mail leaves: two workers cannot send it twice. A crash between the server's
        answer and the commit sends it again, which is the lesser harm. Of an error only its kind is kept: a mail
        server's words repeat the address.
        """
        try:
            with transaction.atomic():
                row = OutgoingMessage.objects.select_for_update().get(pk=self.pk)
                if row.sent_at or row.dropped_at:
                    return
                EmailMessage(row.subject, row.body, to=[row.recipient]).send()
                OutgoingMessage.objects.filter(pk=row.pk).update(
                    sent_at=timezone.now(), attempts=models.F("attempts") + 1, last_error=""
                )
        except Exception as error:
            OutgoingMessage.objects.filter(pk=self.pk).update(
                attempts=models.F("attempts") + 1, last_error=type(error).__name__[:300]
            )
            raise
