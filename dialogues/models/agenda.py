"""What a session speaks about, in order, and what is written down of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator

from dialogues.models.sessions import DialogueSession
from dialogues.status import (
    COMING,
    NOT_LISTED,
    TOOK_PLACE,
    UNFINISHED,
    QuestionStatus,
    SessionStatus,
)
from petitions.models import Category, Petition
from petitions.status import Visibility
from wardportal.models import User
from wardportal.models.door import StaleRow

if TYPE_CHECKING:
    from dialogues.models.commitments import Commitment
    from dialogues.models.questions import Question

TITLE_WORDS = 16
WRITTEN = ~Q(summary="") | ~Q(answer="") | ~Q(conclusion="")
MADE_A_PETITION = "Đã lập đơn để giải quyết theo quy định; người hỏi theo dõi bằng mã đơn."


class Section(models.IntegerChoices):
    """The order of the agenda: what was promised comes before what is asked."""

    COMMITMENTS = 1, "Việc đã hứa"
    QUESTIONS = 2, "Câu hỏi, kiến nghị của người dân"
    PETITIONS = 3, "Đơn cần xem xét thêm"
    OTHER = 4, "Nội dung khác"


def title_of(text: str) -> str:
    """The first words of a text, as they stand on an agenda."""
    return Truncator(text).words(TITLE_WORDS, truncate="…")[:300]


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def in_order(self) -> AgendaItemQuerySet:
        return self.order_by("section", "position", "pk")

    def with_matters(self) -> AgendaItemQuerySet:
        return self.select_related(
            "topic",
            "question__residential_group",
            "question__session",
            "question__topic",
            "commitment__unit",
            "commitment__owner",
            "petition__unit",
        )

    def open_to_all(self) -> AgendaItemQuerySet:
        """Points that may be named outside the office: none of a question that was sealed, withdrawn, declined or is
        suspected spam, or was moved to another session before anything was written about it here; none of a petition
        that went the confidential way since it was placed. What was written at a session stays in its minutes when the
        question is withdrawn or declined at a later one.
        """
        gone = Q(question__status=QuestionStatus.SEALED) | Q(
            question__status__in=NOT_LISTED, question__session=F("session")
        )
        asked = Q(question=None) | Q(question__is_suspect=False) & ~gone
        stays = Q(question=None) | Q(question__session=F("session")) | WRITTEN
        named = Q(petition=None) | ~Q(petition__visibility=Visibility.CONFIDENTIAL)
        return self.filter(asked, stays, named)

    def published(self) -> AgendaItemQuerySet:
        """Points the public reads: what was written down at sessions whose minutes are approved."""
        return self.to_publish().written().filter(session__status=SessionStatus.CONCLUDED)

    def to_publish(self) -> AgendaItemQuerySet:
        """Points the minutes tell the public once they are approved, as their paper does: what was written down, and
        questions made a petition.
        """
        # A promise of another session is public only with the minutes of that one.
        concluded = Q(commitment__session__status=SessionStatus.CONCLUDED)
        known = Q(commitment=None) | concluded | Q(commitment__session=F("session"))
        return self.open_to_all().filter(known, WRITTEN | Q(question__status=QuestionStatus.FORWARDED))

    def with_published(self) -> AgendaItemQuerySet:
        """Read along whether the public reads the point once the minutes are approved, as `is_published`."""
        return self.annotate(is_published=Exists(AgendaItem.objects.to_publish().filter(pk=OuterRef("pk"))))

    def written(self) -> AgendaItemQuerySet:
        return self.filter(WRITTEN)

    def printed(self) -> AgendaItemQuerySet:
        """Points a paper may name, with what it says of them."""
        return self.open_to_all().select_related("topic", "question", "commitment__session")

    def to_answer(self) -> AgendaItemQuerySet:
        """Points of questions that are their session's to answer; one moved to another session is not any more."""
        return self.filter(question__status=QuestionStatus.REGISTERED, question__session=F("session"))

    def unminuted(self) -> AgendaItemQuerySet:
        return self.filter(minuted_at=None)

    # Placing: the callers hold the session's row, so positions do not collide

    def place_question(self, question: Question) -> AgendaItem:
        """Put the question behind those of the same subject."""
        title = title_of(question.text.strip().partition("\n")[0])
        return self._place(question.session, Section.QUESTIONS, question.topic, question=question, title=title)

    def place_petition(self, petition: Petition, session: DialogueSession) -> AgendaItem:
        if petition.is_confidential:
            raise ValidationError("Hồ sơ mật không đưa vào chương trình đối thoại.")
        return self._place(
            session, Section.PETITIONS, petition.category, petition=petition, title=f"Đơn {petition.code}"
        )

    def place_topic(self, title: str, session: DialogueSession) -> AgendaItem:
        """Put something else onto the agenda, such as a plan to be discussed."""
        return self._place(session, Section.OTHER, None, title=title)

    @transaction.atomic
    def put_petition(self, petition: Petition, session: DialogueSession) -> AgendaItem:
        """As `place_petition`, for callers that do not hold the session."""
        return self.place_petition(petition, session.lock())

    @transaction.atomic
    def put_topic(self, title: str, session: DialogueSession) -> AgendaItem:
        return self.place_topic(title, session.lock())

    @staticmethod
    def place_commitments(missing: list[Commitment], session: DialogueSession, after: int) -> list[AgendaItem]:
        """Put promises that do not stand there yet behind those that do, the last of which has this position."""
        section = Section.COMMITMENTS
        return AgendaItem.objects.bulk_create(
            AgendaItem(session=session, section=section, position=place, commitment=row, title=title_of(row.text))
            for place, row in enumerate(missing, after + 1)
        )

    def _place(
        self, session: DialogueSession, section: int, topic: Category | None, *, title: str, **matter: Any
    ) -> AgendaItem:
        rows = AgendaItem.objects.filter(session=session, section=section)
        ends = {"alike": Max("position", filter=Q(topic=topic)), "last": Max("position")}
        found = rows.aggregate(**ends, **({"placed": Max("pk", filter=Q(**matter))} if matter else {}))
        if key := found.get("placed"):
            return rows.get(pk=key)
        last = found["last"] or 0
        after = last if found["alike"] is None else found["alike"]
        if after < last:
            rows.filter(position__gt=after).update(position=F("position") + 1)
        return AgendaItem.objects.create(
            session=session, section=section, topic=topic, position=after + 1, title=title, **matter
        )

    @transaction.atomic(savepoint=False)
    def carry_over(self, onto: DialogueSession | None = None) -> int:
        """Put every promise that has to be told onto the next planned session; return how many were missing there.

        Who names another session to put them `onto` holds it.
        Called by whatever makes a promise unfinished or another session the next one; run again it changes nothing.
        """
        session = onto or self._hold_next_session()
        if session is None:
            return 0
        rows = AgendaItem.objects.filter(session=session, section=Section.COMMITMENTS)
        to_tell = {row.pk: row for row in self._to_tell(session).only("text").order_by("due_on", "pk")}
        placed = dict(rows.order_by().values_list("commitment", "position"))
        missing = [row for key, row in to_tell.items() if key not in placed]
        if missing:
            self.place_commitments(missing, session, after=max(placed.values(), default=0))
        if gone := placed.keys() - to_tell.keys():
            rows.unminuted().filter(commitment__in=gone).delete()
        return len(missing)

    @staticmethod
    def _hold_next_session() -> DialogueSession | None:
        key = DialogueSession.objects.ahead().planned().values_list("pk", flat=True).first()
        return DialogueSession(pk=key).lock() if key else None

    def _to_tell(self, session: DialogueSession) -> models.QuerySet[Any]:
        """Promises that are unfinished, or ended and not yet told at a session held since."""
        # By name: a commitment points at the item it was made at, so its class comes after this one.
        commitments = apps.get_model("dialogues", "Commitment").objects.filter(promised_on__lte=session.held_on)
        ended_on = Coalesce(OuterRef("confirmed_on"), OuterRef("ended_on"))
        told = AgendaItem.objects.filter(
            commitment=OuterRef("pk"), session__status__in=TOOK_PLACE, session__held_on__gte=ended_on
        )
        return commitments.filter(Q(status__in=UNFINISHED) | ~Exists(told))

    @transaction.atomic
    def reorder(self, session: DialogueSession, keys: list[int]) -> None:
        """Take this order of the items named; within their section they keep the places they had together."""
        session.lock()
        rows = {item.pk: item for item in self.filter(session=session, pk__in=keys)}
        for section in Section.values:
            named = [rows[key] for key in keys if key in rows and rows[key].section == section]
            places = sorted(item.position for item in named)
            for item, position in zip(named, places, strict=True):
                item.position = position
            AgendaItem.objects.bulk_update(named, ["position"])


class AgendaItem(models.Model):
    """One point of a session: a commitment, a question, a petition, or a topic of its own.

    `summary`, `answer` and `conclusion` are the minutes of this point, written by staff for the public; the words of
    whoever asked stay in the question.
    """

    MINUTED = ("summary", "answer", "conclusion")
    # What the texts of a point are called that nobody asked, on the page and on paper.
    UNASKED = {"summary": "Tóm tắt", "answer": "Báo cáo, ý kiến", "conclusion": "Kết luận"}

    session = models.ForeignKey(DialogueSession, models.PROTECT, related_name="agenda", verbose_name="buổi đối thoại")
    section = models.PositiveSmallIntegerField("phần", choices=Section)
    position = models.PositiveSmallIntegerField("thứ tự")
    topic = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lĩnh vực"
    )
    title = models.CharField("nội dung", max_length=300)
    question = models.ForeignKey(
        "dialogues.Question", models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="câu hỏi"
    )
    commitment = models.ForeignKey(
        "dialogues.Commitment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name="cam kết",
    )
    petition = models.ForeignKey(
        Petition, models.PROTECT, null=True, blank=True, related_name="agenda_items", verbose_name="đơn"
    )
    summary = models.TextField("tóm tắt câu hỏi, ý kiến", blank=True)
    answer = models.TextField("trả lời", blank=True)
    conclusion = models.TextField("kết luận của chủ trì", blank=True)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)
    minuted_at = models.DateTimeField("ghi lúc", null=True, editable=False)
    minuted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi", editable=False
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung chương trình"
        verbose_name_plural = "chương trình"
        ordering = ["section", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "question"], name="agenda_question_once"),
            models.UniqueConstraint(fields=["session", "commitment"], name="agenda_commitment_once"),
            models.UniqueConstraint(fields=["session", "petition"], name="agenda_petition_once"),
            models.CheckConstraint(
                condition=(
                    Q(section=Section.COMMITMENTS, commitment__isnull=False, question=None, petition=None)
                    | Q(section=Section.QUESTIONS, commitment=None, question__isnull=False, petition=None)
                    | Q(section=Section.PETITIONS, commitment=None, question=None, petition__isnull=False)
                    | Q(section=Section.OTHER, commitment=None, question=None, petition=None)
                ),
                name="agenda_item_of_its_section",
            ),
        ]
        indexes = [models.Index(fields=["session", "section", "position"], name="agenda_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_minuted(self) -> bool:
        return self.minuted_at is not None

    @property
    def asked_by(self) -> str:
        """Who asked, as the public may read it; nothing where nobody did."""
        return self.question.public_name if self.question else ""

    @property
    def subject_told(self) -> str:
        """What a point is about as the minutes tell it: never in the words of whoever asked."""
        field = f"Nội dung về lĩnh vực {self.topic.name.lower()}" if self.topic else "Nội dung người dân nêu"
        return self.summary or field

    @property
    def answer_told(self) -> str:
        """The answer as the minutes tell it; a question made a petition is answered there."""
        is_petition = self.question is not None and self.question.status == QuestionStatus.FORWARDED
        return self.answer or (MADE_A_PETITION if is_petition else "")

    def label_of(self, name: str) -> str:
        """What a text of the minutes is called: a question is answered, of anything else is reported."""
        asked = str(AgendaItem._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]
        return asked if self.section == Section.QUESTIONS else self.UNASKED[name]

    @transaction.atomic
    def minute(self, *, by: User, version: int | None = None, **texts: str) -> None:
        """Write down what was asked, answered and concluded; a text not given stays as it is.

        Raises StaleRow where somebody else wrote since this version, ValidationError once the minutes are approved.
        """
        # The session first, as approving does: what is written after that is refused, not published unread.
        session = DialogueSession.objects.select_for_update().get(pk=self.session_id)
        if not session.may_be_kept_by(by):
            raise PermissionDenied
        fresh = AgendaItem.objects.select_for_update().get(pk=self.pk)
        if session.status not in (*COMING, SessionStatus.HELD):
            raise ValidationError("Biên bản đã được duyệt: chỉ còn sửa bằng đính chính.")
        changed = {name: text for name, text in texts.items() if getattr(fresh, name) != text}
        if changed and version is not None and version != fresh.version:
            raise StaleRow("Vừa có người khác ghi vào nội dung này.")
        self.version = fresh.version
        if not changed:
            return
        self._write(changed, by)

    def _write(self, texts: dict[str, str], by: User) -> None:
        for name, text in texts.items():
            setattr(self, name, text)
        self.version += 1
        self.minuted_at, self.minuted_by = timezone.now(), by
        self.save(update_fields=[*texts, "version", "minuted_at", "minuted_by"])

    @transaction.atomic
    def drop(self, *, by: User) -> None:
        """Take a point off the agenda that nobody has spoken about; questions leave by their own decisions."""
        session = self.session.lock()
        if not session.may_be_kept_by(by):
            raise PermissionDenied
        # Minutes are saved while they are typed: what was written since the page was opened counts too.
        held = AgendaItem.objects.select_for_update().filter(pk=self.pk).first()
        if held is None:  # dropped already, maybe by the other press of a double one
            return
        if session.status not in COMING or held.is_minuted or held.section in (Section.COMMITMENTS, Section.QUESTIONS):
            raise ValidationError("Không bỏ được nội dung này khỏi chương trình.")
        held.delete()
