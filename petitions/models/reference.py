from django.db import models


class Category(models.Model):
    """The field of public life a petition is about."""

    slug = models.SlugField("mã", unique=True)
    name = models.CharField("lĩnh vực", max_length=80)
    position = models.PositiveSmallIntegerField("thứ tự", default=100)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """A text staff start from when they write to a sender; they finish it by hand."""

    class Purpose(models.TextChoices):
        ASK = "ask", "Yêu cầu bổ sung"
        ANSWER = "answer", "Trả lời"
        DECLINE = "decline", "Không đủ điều kiện xử lý"
        GUIDE = "guide", "Hướng dẫn"
        FORWARD = "forward", "Chuyển đơn"

    purpose = models.CharField("dùng khi", max_length=20, choices=Purpose)
    title = models.CharField("tên mẫu", max_length=120, unique=True)
    text = models.TextField("nội dung mẫu")
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mẫu trả lời"
        verbose_name_plural = "mẫu trả lời"
        ordering = ["purpose", "title"]

    def __str__(self) -> str:
        return self.title
