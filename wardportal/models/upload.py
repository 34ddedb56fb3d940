import secrets
import uuid
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone

from wardportal.sealing import seal, seal_text, unseal_text

WAITING_AGE = timedelta(hours=24)


class WaitingUploadQuerySet(models.QuerySet["WaitingUpload"]):
    def waiting(self, submission_id: uuid.UUID, field: str) -> "WaitingUploadQuerySet":
        """The files that wait for the next try of this very form, oldest first."""
        young = self.filter(created_at__gt=timezone.now() - WAITING_AGE)
        return young.filter(submission_id=submission_id, field=field).order_by("pk")

    def keep(
        self, content: bytes, *, submission_id: uuid.UUID, field: str, name: str, content_type: str, extension: str
    ) -> "WaitingUpload | None":
        """Store a good file of a refused form, sealed; None where all that waits takes up its share already."""
        if self._total_bytes() + len(content) > settings.WAITING_UPLOADS_MAX_BYTES:
            return None
        waiting = WaitingUpload(
            submission_id=submission_id, field=field, name=seal_text(name), content_type=content_type, size=len(content)
        )
        waiting.file.save(f"{secrets.token_hex(16)}.{extension}", ContentFile(seal(content)), save=False)
        waiting.save()
        return waiting

    def discard(self) -> int:
        """Delete the rows, and their files once that is certain; return how many."""
        files = [(waiting.file.storage, str(waiting.file.name)) for waiting in self]
        for storage, name in files:
            transaction.on_commit(partial(storage.delete, name), robust=True)
        WaitingUpload.objects.filter(pk__in=[waiting.pk for waiting in self]).delete()
        return len(files)

    def forget_old(self, *, at: datetime | None = None) -> int:
        """Delete what nobody came back for within a day; return how many."""
        return self.filter(created_at__lte=(at or timezone.now()) - WAITING_AGE).discard()

    def _total_bytes(self) -> int:
        return self.aggregate(total=Sum("size"))["total"] or 0


class WaitingUpload(models.Model):
    """A good file of a refused form, kept under the form's `submission_id` for the next try, for at most a day.

    File and name are sealed: nobody has said yet what they belong to, and it may become a denunciation.
    """

    submission_id = models.UUIDField("lượt gửi")
    field = models.CharField("ô nhập", max_length=40)
    file = models.FileField("tệp", upload_to="waiting/", max_length=120)
    name = models.CharField("tên tệp", max_length=800)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    created_at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)

    objects = WaitingUploadQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp chờ gửi lại"
        verbose_name_plural = "tệp chờ gửi lại"
        indexes = [models.Index(fields=["submission_id", "field"], name="waiting_upload_submission")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def shown_name(self) -> str:
        return unseal_text(self.name)

    @property
    def is_stored(self) -> bool:
        return self.file.storage.exists(str(self.file.name))
