"""Which petitions: the one gate of visibility, the queues of the office, the search, and the taking in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from mobilization.models import Concern, Membership, MobilizationTeam, ResidentialGroup, Unit
from mobilization.reports.status import ConcernKind
from petitions.models.confidential import ConfidentialGrant, ConfidentialIdentity, Names
from petitions.models.events import PetitionEvent
from petitions.models.papers import Attachment
from petitions.status import CODE_PREFIX, MOVES, OPEN, RUNNING, Channel, EventKind, Kind, Status, Visibility
from wardportal.codes import numbered_code
from wardportal.models import NumberSeries, User
from wardportal.text import fold
from wardportal.uploads import CleanFile

if TYPE_CHECKING:
    from petitions.models.petition import Petition

# What was not taken up in half a year is history; the reports still have it.
TAKEN_UP_FOR = timedelta(days=180)
SEARCH_VECTOR = SearchVector("search_text", config="simple")
# What indexes are made of, and what their queries ask, word for word.
COUNTED = ~Q(visibility=Visibility.CONFIDENTIAL) & Q(is_suspect=False)
COUNTING_KIND = Coalesce(NullIf("classified_kind", Value("")), "declared_kind")


def keys_of(rows: models.QuerySet[Any]) -> list[int]:
    """Ask for the few keys now: a query planned with values keeps to its indexes, one with a subquery does not."""
    return list(rows.values_list("pk", flat=True))


class PetitionQuerySet(models.QuerySet["Petition"]):
    # Who sees what

    def visible_to(self, user: User) -> PetitionQuerySet:
        """Petitions whose words this person may read in lists: never confidential ones, never one about themselves."""
        return self._within(user, self._scope_of)

    def listed_for(self, user: User) -> PetitionQuerySet:
        """Petitions whose code, category, status and due date this person may see: team heads, those of their group."""
        return self._within(user, self._wide_scope_of)

    def marked_readable(self, user: User) -> PetitionQuerySet:
        """Tell of each row of `listed_for` whether this person may also read its words."""
        if user.has_perm("petitions.view_all_petitions"):
            return self.annotate(is_readable=Value(True))
        return self.annotate(is_readable=ExpressionWrapper(self._scope_of(user), output_field=BooleanField()))

    def _within(self, user: User, scope_of: Callable[[User], Q]) -> PetitionQuerySet:
        if not (user.is_active and user.is_staff):
            return self.none()
        rows = self.in_clear()
        if not user.has_perm("petitions.view_all_petitions"):
            rows = rows.filter(scope_of(user))
        return rows.not_about(user)

    def in_clear(self) -> PetitionQuerySet:
        """Leave out the confidential ones: that there is one is told to nobody without a grant."""
        return self.exclude(visibility=Visibility.CONFIDENTIAL)

    def opened_by(self, user: User) -> PetitionQuerySet:
        """Confidential petitions this person holds a grant for. Asks the grant rows only: no permission counts here."""
        if not (user.is_active and user.is_staff):
            return self.none()
        grants = ConfidentialGrant.objects.of_user(user).filter(Q(petition=None) | Q(petition=OuterRef("pk")))
        return self.filter(Exists(grants), visibility=Visibility.CONFIDENTIAL).not_about(user)

    def not_about(self, user: User) -> PetitionQuerySet:
        """Leave out what names this person, or a unit they hold or ever held a post in: leaving it opens nothing."""
        return self.exclude(Names(F("pk"), Value(user.pk)))

    def published(self) -> PetitionQuerySet:
        return self.filter(visibility=Visibility.PUBLISHED, public_summary__published_at__isnull=False)

    def _scope_of(self, user: User) -> Q:
        scope = Q(pk__in=[])
        if user.has_perm("petitions.view_unit_petitions"):
            scope |= Q(unit__in=keys_of(Unit.objects.of_user(user)))
        if user.has_perm("petitions.view_group_petitions"):
            scope |= Q(team__in=keys_of(MobilizationTeam.objects.of_head(user)))
        return scope

    def _wide_scope_of(self, user: User) -> Q:
        scope = self._scope_of(user)
        if user.has_perm("petitions.view_group_petitions"):
            scope |= Q(residential_group__in=keys_of(ResidentialGroup.objects.of_team_head(user)))
        return scope

    def lock(self, *keys: int) -> PetitionQuerySet:
        """Hold these rows until the transaction ends, always in the same order."""
        return self.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")

    def following(self, *keys: int) -> PetitionQuerySet:
        """What was merged into these petitions, and into those, and so on."""
        found: list[int] = []
        level = list(keys)
        while level:
            level = keys_of(self.filter(duplicate_of__in=level))
            found += level
        return self.filter(pk__in=found)

    def counted(self) -> PetitionQuerySet:
        """Petitions that count in public figures."""
        return self.filter(COUNTED)

    def of_kind(self, kind: str) -> PetitionQuerySet:
        """By the kind that counts, as `Petition.kind` tells it."""
        return self.alias(counting_kind=COUNTING_KIND).filter(counting_kind=kind)

    # Queues

    def open(self) -> PetitionQuerySet:
        return self.filter(status__in=OPEN)

    def new(self) -> PetitionQuerySet:
        return self.filter(status=Status.RECEIVED)

    def overdue(self, at: date | None = None) -> PetitionQuerySet:
        return self.filter(status__in=RUNNING, due_on__lt=at or timezone.localdate())

    def due_between(self, first: date, last: date) -> PetitionQuerySet:
        return self.filter(status__in=RUNNING, due_on__range=(first, last))

    def with_unread_additions(self) -> PetitionQuerySet:
        return self.filter(unread_since__isnull=False)

    def answered_in_draft(self) -> PetitionQuerySet:
        """Petitions whose drafted answer waits for a leader."""
        return self.filter(status=Status.IN_PROGRESS, has_draft=True)

    def returned(self) -> PetitionQuerySet:
        """Petitions whose draft a leader sent back and nobody has handed in anew."""
        drafted = (
            PetitionEvent.objects.about_answer().filter(petition=OuterRef("pk")).order_by("-pk").values("kind")[:1]
        )
        rows = self.filter(status=Status.IN_PROGRESS, has_draft=False).alias(drafted=Subquery(drafted))
        return rows.filter(drafted=EventKind.ANSWER_RETURNED)

    def left_behind(self) -> PetitionQuerySet:
        """What may be given to others now, as its unit has ended, or its officer has no account or no post there."""
        seats = Membership.objects.valid().filter(user=OuterRef("officer"), unit=OuterRef("unit"))
        has_left = Q(officer__isnull=False) & (Q(officer__is_active=False) | ~Exists(seats))
        has_ended = Q(unit__valid_to__lt=timezone.localdate())
        return self.filter(has_ended | has_left, status__in=MOVES["assign"].sources, unit__isnull=False)

    def to_chase(self) -> PetitionQuerySet:
        """Petitions sent on to an authority that has not answered by the day on which it is asked again."""
        return self.filter(transfers__answered_on=None, transfers__due_on__lte=timezone.localdate())

    def suspect(self) -> PetitionQuerySet:
        return self.filter(is_suspect=True, status__in=OPEN)

    def search(self, words: str) -> PetitionQuerySet:
        """Find all words in any spelling of the marks; the index serves it."""
        return self.annotate(vector=SEARCH_VECTOR).filter(vector=SearchQuery(fold(words), config="simple"))

    # Taking in

    @transaction.atomic
    def submit(
        self,
        *,
        files: Sequence[CleanFile] = (),
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> Petition:
        """Store a petition sent through the portal: row, event, files, deadline and mail, or nothing at all."""
        return self._take_in("submitted", files, by=None, submission_id=submission_id, channel=Channel.WEB, **fields)

    @transaction.atomic
    def register(
        self,
        *,
        by: User,
        channel: str,
        received_on: date,
        files: Sequence[CleanFile] = (),
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> Petition:
        """Store a petition that came by phone, at the counter, on paper; its clock runs from the day of receipt."""
        if received_on > timezone.localdate():
            raise ValidationError({"received_on": "Ngày nhận không thể ở sau hôm nay."})
        return self._take_in(
            "registered",
            files,
            by=by,
            submission_id=submission_id,
            channel=channel,
            received_on=received_on,
            entered_by=by,
            **fields,
        )

    @transaction.atomic
    def open_from_report(self, concern: Concern, kind: str, *, by: User) -> Petition:
        """Make a petition of what the people said in a team's report, with the team as the way it came.

        It was received the day the report first was. What denounces leaves nothing in the report.
        Raises ValidationError where the report is not handed in, is too old or somebody was first, and for what a team
        proposes: that is the leaders' to answer.
        """
        if not by.has_perm("petitions.open_from_report"):
            raise PermissionDenied
        report = concern.report.lock()
        # As it is worded now: the page may be older.
        waiting = self.waiting_concerns().select_related("report__team__successor", "report__residential_group")
        fresh = waiting.filter(pk=concern.pk).first()
        if fresh is None:
            raise ValidationError(
                "Ý kiến này không còn chờ lập đơn: đã có đơn, báo cáo đang được sửa, hoặc không phải ý kiến "
                "của Nhân dân gần đây."
            )
        petition = self.register(
            by=by,
            channel=Channel.TEAM_REPORT,
            received_on=report.first_submitted_on or timezone.localdate(),
            declared_kind=kind,
            body=fresh.text,
            place=fresh.place,
            residential_group=fresh.report.residential_group.of_today(),
            team=fresh.report.team.of_today(),
            raised_in_report=fresh,
        )
        if petition.is_confidential:
            fresh.take_out()
        return petition

    def waiting_concerns(self) -> models.QuerySet[Concern]:
        """What the people said in handed-in reports and no petition came of, the latest first."""
        since = timezone.localdate() - TAKEN_UP_FOR
        opened = self.model.objects.filter(raised_in_report=OuterRef("pk"))
        rows = Concern.objects.handed_in().filter(kind=ConcernKind.CONCERN, report__first_submitted_on__gte=since)
        return rows.filter(~Exists(opened)).order_by("-report__first_submitted_on", "-pk")

    def _take_in(self, event: str, files: Sequence[CleanFile], *, by: User | None, **fields: Any) -> Petition:
        today = timezone.localdate()
        number = NumberSeries.next_number(CODE_PREFIX, today.year)
        code = numbered_code(CODE_PREFIX, today.year, number)
        petition = self.model(year=today.year, number=number, code=code, **fields)
        petition.received_on = petition.received_on or today
        petition.title = petition.title or petition.made_title()
        sealed = petition.take_out_sealed_fields() if petition.declared_kind == Kind.DENUNCIATION else None
        deadline = petition.first_deadline()
        petition.save(force_insert=True)
        if sealed is not None:
            ConfidentialIdentity.objects.create(petition=petition, sealed=sealed)
        if deadline is not None:
            deadline.save(force_insert=True)
        first = petition.record(event, by=by)
        Attachment.objects.attach(petition, files, event=first, from_sender=True)
        return petition
