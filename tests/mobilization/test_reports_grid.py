"""Who opens which page of reports, directions, consolidations, briefings and of the organisation, and decides what.

A cell is the status of the answer: `in` leads to the sign-in. `anon` is not signed in, `own` heads the team it is
about, `other` another one, `past` headed it until yesterday; `unit` is a handler of the unit a direction went to;
`super` is a superuser who holds no role.
"""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mobilization.briefings.status import BriefingStatus
from mobilization.models import (
    BriefingConclusion,
    Concern,
    Consolidation,
    MobilizationTeam,
    ReportPhoto,
    TeamReport,
)
from mobilization.reports.status import REPORT_MOVES
from tests.factories.dialogues import photo_file
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, briefing_concluded, briefing_in, briefing_on, report_of, team_with_head
from tests.grid_portal import for_grids
from tests.grids import agrees
from tests.mobilization.test_report_staff import directed
from wardportal.models import User
from wardportal.periods import Period
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

# The roles of the office, by the head of their column.
OFFICE = {
    "recep": "reception", "hand": "handler", "lead": "leader", "bloc": "mobilization", "treas": "treasurer",
    "edit": "editor", "admin": "administrator", "insp": "inspector", "smg": "self_managed_head",
}  # fmt: skip


class Cast:
    """Everybody there is, and the rows they come to."""

    def __init__(self):
        self.unit = UnitFactory()
        self.team, self.head = team_with_head()
        self.people = {"anon": AnonymousUser(), "own": self.head, "other": team_with_head()[1]}
        self.people["past"] = self._former()
        self.people |= {column: UserFactory(role=role) for column, role in OFFICE.items()}
        self.people["unit"] = UserFactory(role="handler", unit=self.unit)
        self.people["super"] = User.objects.create_superuser("super", full_name="Quản trị máy", email="")
        self.clients = {who: self._signed_in(user) for who, user in self.people.items()}
        self._reports()
        self._briefings()

    def _former(self):
        user = UserFactory(role="team_head")
        yesterday = timezone.localdate() - timedelta(days=1)
        MembershipFactory(head=True, team=self.team, user=user, valid_to=yesterday)
        return user

    def _signed_in(self, user):
        client = Client()
        if user.is_authenticated:
            client.force_login(user)
        return client

    def _reports(self):
        bloc, leader = a_reader(), a_reader("leader")
        report = report_of(self.team, self.head, day=Period.of(timezone.localdate()).previous().start, ngay_cong=5)
        self.photo = ReportPhoto.objects.attach(report, [photo_file()], by=self.head)[0]
        self.concern = report.raise_concern("concern", "Đèn tắt.", by=self.head)
        report.submit(by=self.head)
        self.direction = directed(self.concern, leader, self.unit)
        report.approve(by=bloc)
        self.approved = TeamReport.objects.get(pk=report.pk)
        self.draft = report_of(self.team, self.head)
        team, head = team_with_head()
        self.submitted = report_of(team, head)
        self.submitted.raise_concern("concern", "Cống tắc.", by=head)
        self.submitted.submit(by=head)
        self.elsewhere = directed(Concern.objects.get(report=self.submitted), leader, UnitFactory())
        self.whole = Consolidation.objects.of(self.approved.period, by=bloc)

    def _briefings(self):
        self.planned, self.held = briefing_on(), briefing_in(BriefingStatus.HELD, on=date(2026, 1, 5))
        self.of_team = briefing_concluded({"text": "Lắp đèn", "team": self.team}, on=date(2026, 1, 7), team=self.team)
        self.of_ward = briefing_concluded({"text": "Nạo vét", "unit": self.unit}, on=date(2026, 1, 6))

    def opens(self, who, url):
        return self._said(self.clients[who].get(url))

    def posts(self, who, url, **data):
        return self._said(self.clients[who].post(url, data))

    def _said(self, answer):
        b"".join(answer)  # the file of a photo is closed once it was read
        return "in" if "next=" in answer.get("Location", "") else answer.status_code


@pytest.fixture(scope="module")
def cast_of_all(module_rows):
    with for_grids():
        yield Cast()


@pytest.fixture
def cast(cast_of_all):
    """Files of a test stand in a folder of its own: the photo is put there again."""
    default_storage.save(cast_of_all.photo.file.name, photo_file().source)
    return cast_of_all


def test_every_role_has_a_column():
    assert {*OFFICE.values(), "team_head"} == {role.code for role in ROLES}


def own(report, name, **more):
    return reverse(f"reports:{name}", kwargs={"pk": report.pk, **more})


def desk(row, name="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{name}", args=[row.pk, *args])


def listed(name, page="changelist"):
    return reverse(f"admin:mobilization_{name}_{page}")


def opened(cast, expected, addresses):
    agrees(expected, lambda page, who: cast.opens(who, addresses[page]), addresses)


def test_who_opens_which_page_of_the_teams(cast):
    report = cast.approved
    addresses = {name: own(report, name) for name in ("report", "write", "submit", "done", "take_back", "correct")}
    addresses |= {"start": "/bao-cao/", "photo": own(report, "photo", photo=cast.photo.pk)}
    addresses |= {f"draft:{name}": own(cast.draft, name) for name in ("report", "write", "submit")}
    opened(cast, """
                  anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    report        in    200  404    404   404    404   200   200   404    404   404    404   404  404   200
    write         in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    submit        in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    done          in    200  404    404   404    404   404   404   404    404   404    404   404  404   404
    take_back     in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    correct       in    200  404    404   404    404   403   200   404    404   404    404   404  404   200
    start         in    200  200    200   200    200   200   200   200    200   200    200   200  200   200
    photo         in    200  404    404   404    404   200   200   404    404   404    404   404  404   200
    draft:report  in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    draft:write   in    200  404    404   404    404   404   404   404    404   404    404   404  404   404
    draft:submit  in    200  404    404   404    404   404   404   404    404   404    404   404  404   404
    """, addresses)  # fmt: skip


def test_what_is_sent_into_a_report(cast):
    addresses = {name: own(cast.approved, name) for name in ("write", "save", "submit", "take_back", "correct")}
    addresses |= {f"draft:{name}": own(cast.draft, name) for name in ("save", "submit", "correct")}
    agrees("""
                   anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    write          in    409  404    404   404    404   404   404   404    404   404    404   404  404   404
    save           in    400  404    404   404    404   404   404   404    404   404    404   404  404   404
    submit         in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    take_back      in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    correct        in    422  404    404   404    404   403   422   404    404   404    404   404  404   422
    draft:save     in    400  404    404   404    404   404   404   404    404   404    404   404  404   404
    draft:submit   in    409  404    404   404    404   404   404   404    404   404    404   404  404   404
    draft:correct  in    302  404    404   404    404   404   404   404    404   404    404   404  404   404
    """, lambda page, who: cast.posts(who, addresses[page]), addresses)  # fmt: skip


def test_reports_concerns_and_directions_at_the_desk(cast):
    report, waiting = cast.approved, cast.submitted
    addresses = {f"list:{name}": listed(name) for name in ("teamreport", "concern", "direction")}
    addresses |= {"report": desk(report), "draft": desk(cast.draft), "photo": desk(report, "photo", cast.photo.pk)}
    addresses |= {verb: desk(waiting, "decide", verb) for verb in ("approve", "send_back")}
    addresses |= {"correct": desk(report, "decide", "correct"), "direct": desk(report, "direct", cast.concern.pk)}
    addresses |= {"direction": desk(cast.direction), "elsewhere": desk(cast.elsewhere)}
    addresses |= {"from_report": reverse("admin:petitions_petition_from_report")}
    opened(cast, """
                     anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    list:teamreport  in    403  403    403   403    403   200   200   403    403   403    403   403  403   200
    list:concern     in    403  403    403   403    403   200   200   403    403   403    403   403  403   200
    list:direction   in    403  403    403   200    200   200   200   403    403   403    403   403  200   200
    report           in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    draft            in    404  404    404   404    404   404   404   404    404   404    404   404  404   404
    photo            in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    approve          in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    send_back        in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    correct          in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    direct           in    403  403    403   403    403   200   403   403    403   403    403   403  403   200
    direction        in    200  404    404   404    404   200   200   404    404   404    404   404  200   200
    elsewhere        in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    from_report      in    403  403    403   200    403   403   200   403    403   403    403   403  403   200
    """, addresses)  # fmt: skip


def test_consolidations_and_their_papers(cast):
    addresses = {"list": listed("consolidation"), "begin": listed("consolidation", "begin")}
    addresses |= {name: desk(cast.whole, name) for name in ("change", "texts", "issue", "csv", "pdf", "docx")}
    opened(cast, """
            anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    list    in    403  403    403   403    403   200   200   403    403   403    403   403  403   200
    begin   in    403  403    403   403    403   403   200   403    403   403    403   403  403   200
    change  in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    texts   in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    issue   in    403  403    403   403    403   200   403   403    403   403    403   403  403   200
    csv     in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    pdf     in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    docx    in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    """, addresses)  # fmt: skip


def test_briefings_at_the_desk(cast):
    addresses = {"list": listed("briefing"), "plan": listed("briefing", "plan")}
    addresses |= {name: desk(cast.held, name) for name in ("change", "keep", "material", "notice", "minutes")}
    addresses |= {name: desk(cast.held, name) for name in ("material_pdf", "notice_word", "minutes_pdf")}
    addresses |= {verb: desk(cast.planned, "decide", verb) for verb in ("hold", "move", "cancel")}
    addresses |= {"conclude": desk(cast.held, "decide", "conclude"), "tasks": listed("briefingconclusion")}
    tasks = {task.text: task for task in BriefingConclusion.objects.issued()}
    addresses |= {"task:unit": desk(tasks["Nạo vét"]), "task:team": desk(tasks["Lắp đèn"])}
    opened(cast, """
                  anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    list          in    403  403    403   403    403   200   200   403    403   403    403   403  403   200
    plan          in    403  403    403   403    403   403   200   403    403   403    403   403  403   200
    change        in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    keep          in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    material      in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    notice        in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    minutes       in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    material_pdf  in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    notice_word   in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    minutes_pdf   in    404  404    404   404    404   200   200   404    404   404    404   404  404   200
    hold          in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    move          in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    cancel        in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    conclude      in    404  404    404   404    404   403   200   404    404   404    404   404  404   200
    tasks         in    200  200    200   200    200   200   200   403    403   403    200   403  200   200
    task:unit     in    404  404    404   404    404   200   200   404    404   404    404   404  200   200
    task:team     in    200  404    404   404    404   200   200   404    404   404    404   404  404   200
    """, addresses)  # fmt: skip


def test_briefings_as_heads_read_them(cast):
    task = BriefingConclusion.objects.get(text="Lắp đèn")
    addresses = {"list": reverse("briefings:list"), "task": reverse("briefings:conclusion", args=[task.pk])}
    rows = {"planned": cast.planned, "of_ward": cast.of_ward, "of_team": cast.of_team}
    addresses |= {name: reverse("briefings:detail", args=[row.pk]) for name, row in rows.items()}
    addresses |= {
        f"pdf:{name}": reverse("briefings:notice_pdf", args=[rows[name].pk]) for name in ("planned", "of_team")
    }
    opened(cast, """
                 anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    list         in    200  200    200   200    200   200   200   403    403   403    200   403  200   200
    task         in    200  404    404   404    404   200   200   404    404   404    404   404  404   200
    planned      in    200  200    404   404    404   200   200   403    403   403    404   403  404   200
    of_ward      in    200  200    404   404    404   200   200   403    403   403    404   403  404   200
    of_team      in    200  404    404   404    404   200   200   403    403   403    404   403  404   200
    pdf:planned  in    404  404    404   404    404   404   404   403    403   403    404   403  404   404
    pdf:of_team  in    200  404    404   404    404   200   200   403    403   403    404   403  404   200
    """, addresses)  # fmt: skip


def test_the_organisation_and_its_files(cast):
    addresses = {name: listed("residentialgroup", name) for name in ("reorganise", "import", "export")}
    form = "admin:mobilization_residentialgroup_reorganise_form"
    addresses |= {kind: reverse(form, args=[kind]) for kind in ("merge", "split", "rename", "renumber")}
    files = (("members", "thanh-vien", "csv"), ("groups", "to-dan-pho", "xlsx"))
    file = "admin:mobilization_residentialgroup_export_file"
    addresses |= {name: reverse(file, args=[slug, kind]) for name, slug, kind in files}
    opened(cast, """
                anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    reorganise  in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    import      in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    export      in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    merge       in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    split       in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    rename      in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    renumber    in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    members     in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    groups      in    403  403    403   403    403   403   200   403    403   200    403   403  403   200
    """, addresses)  # fmt: skip


def test_who_may_take_which_decision(cast):
    """What the methods themselves allow, whichever page asks."""
    report, direction, people = cast.approved, cast.direction, cast.people
    asked = {verb: lambda user, verb=verb: report.allows(verb, user) for verb in REPORT_MOVES}
    asked |= {"finish": direction.may_finish, "finish_elsewhere": cast.elsewhere.may_finish}
    perms = {"direct": "direct_concern", "gather": "write_consolidation", "issue": "issue_consolidation"}
    perms |= {"plan": "plan_briefing", "reorganise": "reorganise_residentialgroup"}
    asked |= {name: lambda user, perm=perm: user.has_perm(f"mobilization.{perm}") for name, perm in perms.items()}
    asked["open_petition"] = lambda user: user.has_perm("petitions.open_from_report")
    agrees("""
                      anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    submit            –     yes  –      –     –      –     –     –     –      –     –      –     –    –     –
    take_back         –     yes  –      –     –      –     –     –     –      –     –      –     –    –     –
    send_back         –     –    –      –     –      –     –     yes   –      –     –      –     –    –     yes
    approve           –     –    –      –     –      –     –     yes   –      –     –      –     –    –     yes
    consolidate       –     –    –      –     –      –     –     –     –      –     –      –     –    –     yes
    correct           –     yes  –      –     –      –     –     yes   –      –     –      –     –    –     yes
    finish            –     –    –      –     –      –     yes   yes   –      –     –      –     –    yes   yes
    finish_elsewhere  –     –    –      –     –      –     yes   yes   –      –     –      –     –    –     yes
    direct            –     –    –      –     –      –     yes   –     –      –     –      –     –    –     yes
    gather            –     –    –      –     –      –     –     yes   –      –     –      –     –    –     yes
    issue             –     –    –      –     –      –     yes   –     –      –     –      –     –    –     yes
    plan              –     –    –      –     –      –     –     yes   –      –     –      –     –    –     yes
    reorganise        –     –    –      –     –      –     –     yes   –      –     yes    –     –    –     yes
    open_petition     –     –    –      –     yes    –     –     yes   –      –     –      –     –    –     yes
    """, lambda verb, who: "yes" if asked[verb](people[who]) else "–", asked)  # fmt: skip


def test_who_finds_how_many_reports(cast):
    """How many of the two reports that were handed in, and of the draft, each finds."""
    found = {
        "visible": lambda user: TeamReport.objects.visible_to(user).count(),
        "written": lambda user: TeamReport.objects.of_head(user).count(),
        "office": lambda user: TeamReport.objects.read_by_office(user).count(),
        "teams": lambda user: MobilizationTeam.objects.of_head(user).count(),
    }
    agrees("""
             anon  own  other  past  recep  hand  lead  bloc  treas  edit  admin  insp  smg  unit  super
    visible  0     2    0      0     0      0     2     2     0      0     0      0     0    0     2
    written  0     2    0      0     0      0     0     0     0      0     0      0     0    0     0
    office   0     0    0      0     0      0     2     2     0      0     0      0     0    0     2
    teams    0     1    1      0     0      0     0     0     0      0     0      0     0    0     0
    """, lambda name, who: found[name](cast.people[who]), found)  # fmt: skip


@pytest.mark.parametrize("change", [{"is_active": False}, {"groups": None}])
def test_a_locked_account_reads_nothing(change, cast):
    user = UserFactory(role="mobilization")
    if "groups" in change:
        user.groups.clear()
    else:
        User.objects.filter(pk=user.pk).update(**change)
    assert not TeamReport.objects.visible_to(User.objects.get(pk=user.pk)).exists()
