"""Groups with everything that belongs to them, to be merged, split and renamed."""

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from dialogues.models import Commitment, Question
from mobilization.models import (
    BriefingConclusion,
    FormerName,
    Membership,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    ResidentialGroup,
    SelfManagedGroup,
    TeamReport,
    Terms,
)
from mobilization.models.briefings import Briefing
from petitions.models import Petition
from tests.factories.dialogues import commitment_of, question_at, session_in, session_on
from tests.factories.mobilization import (
    MembershipFactory,
    PostFactory,
    ResidentialGroupFactory,
    SelfManagedGroupFactory,
)
from tests.factories.petitions import petition_in
from tests.factories.reports import briefing_on, team_with_head

MOVABLE = (
    ResidentialGroup, MobilizationTeam, Membership, SelfManagedGroup, Petition, Question, Commitment, Briefing,
    BriefingConclusion, TeamReport, FormerName,
)  # fmt: skip


def today():
    return timezone.localdate()


def terms(days=0, **changes):
    """What a decision says that holds from so many days ago."""
    known = {"reason": "Nghị quyết của HĐND phường", "decision_number": "12/NQ-HĐND"}
    return Terms(**{"effective_on": today() - timedelta(days=days), **known, **changes})


def dump():
    """Every column of every row that may move, with one statement."""
    tables = [model._meta.db_table for model in MOVABLE]
    rows = ", ".join(f"(SELECT json_agg(one ORDER BY id)::text FROM {table} AS one)" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {rows}")
        return {table: json.loads(found or "[]") for table, found in zip(tables, cursor.fetchone(), strict=True)}


def new_part(number=700, **changes):
    return Part(**{"number": number, "name": f"Tổ dân phố {number}"} | changes)


class Dialogues:
    """Where people of every group ask and are promised something: a session to come and one that was held."""

    def __init__(self):
        self.coming, self.held = session_on(), session_in("held")


class Neighbourhood:
    """A group with its team, a member, two self-managed groups, open and closed work of every kind."""

    def __init__(self, dialogues, **fields):
        self.group = ResidentialGroupFactory(**fields)
        self.team, self.user = team_with_head(residential_group=self.group)
        self.head = self.team.memberships.get()
        post = Post.objects.get(code="team-member")
        self.member = MembershipFactory(unit=None, team=self.team, post=post, full_name=f"Thành viên {self.group.pk}")
        self.cell = MembershipFactory(unit=None, residential_group=self.group, post=PostFactory())
        self.small = SelfManagedGroupFactory.create_batch(2, residential_group=self.group)
        self.petition = petition_in("reviewing", residential_group=self.group, team=self.team)
        self.closed = petition_in("closed", residential_group=self.group)
        Petition.objects.filter(pk=self.closed.pk).update(closed_on=today() - timedelta(days=5))
        self.question = question_at(dialogues.coming, residential_group=self.group)
        self.promise = commitment_of(dialogues.held, unit=None)
        Commitment.objects.filter(pk=self.promise.pk).update(residential_group=self.group)
        self.briefing = briefing_on(team=self.team)
        self.task = self.briefing.conclusions.create(text="Vận động", team=self.team)


def merge(anna, two, part=None, **changes):
    return Regrouping(terms(**changes), by=anna).merge([one.group for one in two], part or new_part(head=two[0].head))
