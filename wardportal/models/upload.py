from django.db import models


class WaitingUpload(models.Model):
    """A good file of a refused form, kept under the form's `submission_id` for the next try, for at most a day."""

    submission_id = models.UUIDField("lượt gửi")
    field = models.CharField("ô nhập", max_length=40)
    file = models.FileField("tệp", upload_to="waiting/", max_length=120)
    name = models.CharField("tên tệp", max_length=120)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    created_at = models.DateTimeField("lúc", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "tệp chờ gửi lại"
        verbose_name_plural = "tệp chờ gửi lại"
        indexes = [models.Index(fields=["submission_id", "field"], name="waiting_upload_submission")]

    def __str__(self) -> str:
        return self.name
