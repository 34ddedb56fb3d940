from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q, Sum

from wardportal.sealing import seal, unseal, unseal_text
from wardportal.storage import generated_path
from wardportal.text import fold
from wardportal.uploads import CleanFile


def attachment_path(attachment: "Attachment", filename: str) -> str:
    """Return a name that says nothing of the sender's file; `filename` gives only the cleaned extension."""
    ending = "sealed" if attachment.is_sealed else filename.rpartition(".")[2]
    return generated_path("petitions", ending)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def attach(
        self, petition: models.Model, files: Sequence[CleanFile], *, event: models.Model, from_sender: bool
    ) -> None:
        """Store cleaned files with the event they came with; those of a confidential petition are encrypted."""
        sealed = petition.is_confidential  # type: ignore[attr-defined]
        for file in files:
            content = seal(file.content) if sealed else file.content
            self.create(
                petition=petition,
                event=event,
                is_sealed=sealed,
                file=ContentFile(content, name=f"file.{file.extension}"),
                name=f"tep.{file.extension}" if sealed else file.name,
                content_type=file.content_type,
                size=file.size,
                from_sender=from_sender,
            )

    def suspects_have_room(self, files: Sequence[CleanFile]) -> bool:
        """Whether these files may be held with suspected spam, all of which has one share of the disk."""
        held = self.filter(petition__is_suspect=True).aggregate(total=Sum("size"))["total"] or 0
        return held + sum(file.size for file in files) <= settings.SUSPECT_FILES_MAX_BYTES


class Attachment(models.Model):
    """A cleaned file that came with a petition, an addition to it, or its answer."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="attachments", verbose_name="đơn")
    event = models.ForeignKey("petitions.PetitionEvent", models.PROTECT, related_name="attachments")
    file = models.FileField("tệp", upload_to=attachment_path, max_length=120)
    name = models.CharField("tên tệp", max_length=120)
    content_type = models.CharField("kiểu", max_length=100)
    size = models.PositiveIntegerField("dung lượng (byte)")
    is_sealed = models.BooleanField("đã mã hóa", default=False)
    from_sender = models.BooleanField("của người gửi", default=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        with self.file.open() as stored:
            content = stored.read()
        return unseal(content) if self.is_sealed else content

    def seal(self) -> None:
        """Encrypt the stored file and forget its name; the plain file goes with the commit."""
        content, plain = self.read(), str(self.file.name)
        kind = plain.rpartition(".")[2]
        self.is_sealed, self.name = True, f"tep.{kind}"
        self.file.save(f"file.{kind}", ContentFile(seal(content)), save=True)
        transaction.on_commit(partial(self.file.storage.delete, plain))


class Answer(models.Model):
    """The ward's answer. It has to say what was decided, why, by whom and what comes next."""

    # What of it is written, in the order it is read.
    WRITTEN = ("conclusion", "reason", "next_step")

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="answers", verbose_name="đơn")
    conclusion = models.TextField("kết luận, kết quả giải quyết")
    reason = models.TextField("căn cứ, lý do")
    next_step = models.TextField(
        "việc tiếp theo", help_text="Ai làm gì, khi nào; hoặc quyền của người gửi nếu không đồng ý."
    )
    letter_number = models.CharField("số văn bản", max_length=60, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người dự thảo"
    )
    drafted_at = models.DateTimeField("dự thảo lúc", auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người duyệt"
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)

    class Meta:
        verbose_name = "trả lời"
        verbose_name_plural = "trả lời"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(letter_number=""),
                name="answer_approved_by_somebody_with_a_number",
            )
        ]

    def __str__(self) -> str:
        return f"Trả lời {self.letter_number or '(dự thảo)'}"

    def parts(self) -> list[tuple[str, str]]:
        """The headed parts of the answer in clear, for whoever may read them."""
        return [
            ("Kết luận", unseal_text(self.conclusion)),
            ("Căn cứ, lý do", unseal_text(self.reason)),
            ("Việc tiếp theo", unseal_text(self.next_step)),
        ]


class TransferQuerySet(models.QuerySet["Transfer"]):
    def unanswered(self) -> "TransferQuerySet":
        return self.filter(answered_on=None)


class Transfer(models.Model):
    """A petition sent on to the authority competent for it, whose answer the ward keeps asking for."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="transfers", verbose_name="đơn")
    agency = models.CharField("cơ quan nhận", max_length=160)
    letter_number = models.CharField("số văn bản chuyển", max_length=60)
    sent_on = models.DateField("ngày chuyển")
    due_on = models.DateField("nhắc lại nếu chưa có trả lời", null=True, blank=True)
    answered_on = models.DateField("ngày có trả lời", null=True, blank=True)
    reply_number = models.CharField("số văn bản trả lời", max_length=60, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "chuyển đơn"
        verbose_name_plural = "chuyển đơn"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, reply_number="") | Q(answered_on__isnull=False) & ~Q(reply_number=""),
                name="transfer_answered_with_a_number",
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_on=None), name="transfer_unanswered")]

    def __str__(self) -> str:
        return f"{self.agency} ({self.letter_number})"


# What stands in the history of a new summary before the words of the former one.
FORMER_SUMMARY = "Bản tóm tắt trước đó:"


class PublicSummary(models.Model):
    """What the public reads of a petition: written by staff, apart from the sender's words."""

    petition = models.OneToOneField(
        "petitions.Petition", models.PROTECT, related_name="public_summary", verbose_name="đơn"
    )
    title = models.CharField("tiêu đề công khai", max_length=200)
    text = models.TextField("tóm tắt nội dung")
    answer = models.TextField("tóm tắt trả lời", blank=True)
    sender_name = models.CharField(
        "tên người gửi", max_length=120, blank=True, help_text="Chỉ khi người gửi đồng ý nêu tên."
    )
    legal_basis = models.CharField("căn cứ công khai khi người gửi không đồng ý", max_length=200, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người công khai"
    )

    class Meta:
        verbose_name = "bản tóm tắt công khai"
        verbose_name_plural = "bản tóm tắt công khai"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], condition=Q(published_at__isnull=False), name="summary_published"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def parts(self) -> list[tuple[str, str]]:
        """What it says, under headings; what is empty is left out."""
        said = [
            ("Tiêu đề công khai", self.title),
            ("Tóm tắt nội dung", self.text),
            ("Tóm tắt trả lời", self.answer),
            ("Tên người gửi", self.sender_name),
            ("Căn cứ công khai", self.legal_basis),
        ]
        return [(heading, text) for heading, text in said if text]

    def words_to_search(self) -> str:
        return fold(f"{self.petition.code} {self.title} {self.text} {self.answer}")

    def forget_answer(self) -> None:
        self.answer = ""
        self.search_text = self.words_to_search()
        self.save(update_fields=["answer", "search_text"])

    @property
    def told_answer(self) -> str:
        """The answer in short; before a leader has approved one there is none to tell."""
        return self.answer if self.answer and self.petition.answered_matter() else ""

    @property
    def is_answer_earlier(self) -> bool:
        """Whether the matter was taken up again since it was published, answered anew or not."""
        matter = self.petition.answered_matter()
        if matter is None or not matter.answered_on:
            return True
        return self.published_at < matter.approved_answer().approved_at
