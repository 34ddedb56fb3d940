"""Invented and remembered campaigns: those the ward's story names, and some of this year in every status."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TextIO

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.utils import timezone

from mobilization.campaigns.status import CampaignStatus, CouncilRole
from mobilization.models import (
    Campaign,
    CampaignField,
    CampaignTarget,
    CampaignUpdate,
    CouncilSeat,
    MobilizationTeam,
    NewPhoto,
    ResidentialGroup,
    ScoringPoint,
    ScoringTemplate,
    Street,
    Unit,
)
from wardportal.demo import Staff, at, invented_name
from wardportal.models import User
from wardportal.periods import Period
from wardportal.pictures import draw
from wardportal.reference import DATA_DIR
from wardportal.uploads import CleanFile

S = CampaignStatus
HOUR = time(9, 20)
COUNCIL = (("lanhdao", CouncilRole.CHAIR), ("xuly02", CouncilRole.MEMBER), ("tiepdan", CouncilRole.SECRETARY))
# What no decision of the ward says.
SAMPLE = "(mẫu)"
FOLLOWERS = ("danvan", "xuly02", "tiepdan")
# What a place looked like before it looked like the scene of after.
BEFORE = {"lit_road": "dark_lane", "culture_house": "bare_yard"}
BARE = "bare_lane"
# How many months ago the one began of which nothing was told since.
LATE = 7
# How far each status has come.
JUDGED = (S.JUDGED, S.RECOGNISED, S.NOT_RECOGNISED)
HANDED_IN = (S.SELF_SCORED, *JUDGED)
APPROVED = (S.RUNNING, S.ENDED, *HANDED_IN)


def foreign_rows() -> QuerySet[Any]:
    return Campaign.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    """Live through each campaign by the methods everybody uses, in the order in which one learned from another."""
    rows = json.loads((DATA_DIR / "demo_campaigns.json").read_text("utf-8"))
    for name, role in COUNCIL:
        CouncilSeat.objects.create(user=staff[name], role=role)
    movement = Movement(staff, rows["people"])
    for number, row in enumerate(rows["campaigns"]):
        movement.live(row, number)
    out.write(f"Mô hình Dân vận khéo: {Campaign.objects.count()}\n")


class Movement:
    """The people and rows the campaigns of the demo are made of."""

    def __init__(self, staff: Staff, words: dict[str, str]) -> None:
        self.staff, self.words = staff, words
        self.bloc, self.leader = staff["danvan"], staff["lanhdao"]
        self.fields = {row.code: row for row in CampaignField.objects.all()}
        self.units = {row.code: row for row in Unit.objects.all()}
        self.groups = {row.code: row for row in ResidentialGroup.objects.all()}
        self.streets = {row.name: row for row in Street.objects.all()}
        teams = MobilizationTeam.objects.valid().with_people().select_related("residential_group")
        self.teams = {team.residential_group.code: team for team in teams}
        self.criteria = list(ScoringTemplate.objects.current().criteria.all())
        self.made: dict[str, Campaign] = {}

    def live(self, row: dict[str, Any], number: int) -> None:
        """One campaign, from its sheet to where it stands."""
        days = Days(row["year"], len(row["months"]), is_late=row.get("late", False))
        by = self._author(row)
        with at(days.begun):
            campaign = self._begin(row, days, number, by)
        self.made[row["code"]] = campaign
        goal = S(row["end"])
        if goal == S.DRAFT:
            return
        with at(days.sent):
            campaign.register(by=by)
        with at(days.approved):
            self._answer(campaign, goal, number)
        if goal in APPROVED:
            self._work(campaign, row, days, by)
            self._judge(campaign, row, days, goal, by)

    def _author(self, row: dict[str, Any]) -> User:
        """The head of the team of today; what units and former years registered the bloc wrote down for them."""
        team = self.teams.get(row["body"])
        if row["year"] or team is None:
            return self.bloc
        return next(head.user for head in team.heads() if head.user)

    def _begin(self, row: dict[str, Any], days: Days, number: int, by: User) -> Campaign:
        body: dict[str, Any] = {"team": self.teams[row["body"]]} if row["body"] in self.teams else {}
        body = body or {"unit": self.units[row["body"]]}
        told: dict[str, Any] = {"name": row["name"], "field": self.fields[row["field"]], "year": days.year}
        if row["person"]:
            told |= {"subject": "individual", "person_name": row["person"]}
        if row["model"]:
            campaign: Campaign = self.made[row["model"]].replicate(by=by, **body, **told)
        else:
            campaign = Campaign.objects.begin(by=by, former=self.made.get(row["former"]), **body, **told)
        campaign.write(by=by, **self._sheet(row, days, number))
        return campaign

    def _sheet(self, row: dict[str, Any], days: Days, number: int) -> dict[str, Any]:
        texts = {name: row[name] for name in ("scope", "reason", "content", "new_content", "beneficiaries")}
        targets = [CampaignTarget(text=text, value=Decimal(value), unit=unit) for text, value, unit in row["targets"]]
        return texts | {
            "targets": targets,
            "groups": [self.groups[code] for code in row["groups"]],
            "street": self.streets.get(row["street"]),
            "starts_on": days.first.start,
            "ends_on": date(days.year, 12, 31),
            "planned_money": row["money"] or None,
            "planned_workdays": row["workdays"] or None,
            "household_count": 60 + 17 * number % 140,
            "in_charge": invented_name(900 + 2 * number),
            "in_charge_post": row["post"],
            "cell_confirmation": self.words["cell"],
        }

    def _answer(self, campaign: Campaign, goal: CampaignStatus, number: int) -> None:
        if goal == S.RETURNED:
            campaign.send_back(self.words["returned"], by=self.bloc)
        elif goal == S.DECLINED:
            campaign.decline(self.words["declined"], by=self.bloc)
        elif goal in APPROVED:
            follower = self.staff[FOLLOWERS[number % len(FOLLOWERS)]]
            campaign.approve(follower, by=self.bloc, opinion=self.words["opinion"])

    def _work(self, campaign: Campaign, row: dict[str, Any], days: Days, by: User) -> None:
        targets, months = list(campaign.targets.all()), row["months"]
        for place, (text, reached) in enumerate(months):
            is_last = place == len(months) - 1
            measures = {targets[0]: Decimal(reached)} | ({row: row.value for row in targets[1:]} if is_last else {})
            with at(days.told(place)):
                campaign.progress(
                    days.month(place).start,
                    by=by,
                    text=text,
                    money=_part(row["money"], len(months), is_last=is_last),
                    workdays=_part(row["workdays"], len(months), is_last=is_last),
                    people=row["workdays"] * 13 // (10 * len(months)),
                    measures=measures,
                    photos=self._photos(row["scene"], place, is_last=is_last),
                )
        if row.get("late"):
            return
        with at(days.looked):
            campaign.show(campaign.updates.all(), campaign.photos.all(), self.words["basis"], by=self.bloc)
            if len(months) > 1:
                follower: Any = campaign.follower
                campaign.review(self.words["stands"], self.words["lacks"], by=follower)

    def _photos(self, scene: str, place: int, *, is_last: bool) -> list[NewPhoto]:
        found = []
        if scene and place == 0:
            found.append(self._photo(BEFORE.get(scene, BARE), "before"))
        if scene and is_last:
            found.append(self._photo(scene, "after"))
        return found

    def _photo(self, scene: str, moment: str) -> NewPhoto:
        content = draw(scene)
        file = CleanFile(ContentFile(content), f"{scene}.jpg", "image/jpeg", "jpg", len(content), 1200, 800)
        return NewPhoto(file, moment, self.words[f"caption_{moment}"], self.words[f"alt_{moment}"])

    def _judge(self, campaign: Campaign, row: dict[str, Any], days: Days, goal: CampaignStatus, by: User) -> None:
        result: dict[str, Any] = {name: row[name] or self.words["stands"] for name in ("effect", "lessons")}
        result |= {name: self.words[name] for name in ("difficulties", "proposals")}
        if goal in HANDED_IN:
            update = campaign.updates.last()
            with at(days.scored):
                campaign.self_score(self._points(min(row["share"] + 0.03, 1), update), by=by, **result)
                self._council(campaign, row["share"], update, is_whole=goal != S.SELF_SCORED)
        if goal in JUDGED:
            with at(days.judged):
                seen = {"effect": result["effect"], "lessons": result["lessons"]}
                campaign.show(campaign.updates.all(), campaign.photos.all(), self.words["basis"], by=self.bloc, **seen)
                campaign.judge(by=self.bloc)
        with at(days.decided):
            self._decide(campaign, goal, result)

    def _council(self, campaign: Campaign, share: float, update: CampaignUpdate | None, *, is_whole: bool) -> None:
        members = COUNCIL if is_whole else COUNCIL[:1]
        for place, (name, _role) in enumerate(members):
            dissent = self.words["dissent"] if place == 2 else ""
            points = self._points(share - 0.02 * place, update)
            campaign.score(points, by=self.staff[name], dissent=dissent)

    def _points(self, share: float, update: CampaignUpdate | None) -> list[ScoringPoint]:
        return [
            ScoringPoint(criterion=one, points=(one.most * Decimal(str(share))).quantize(Decimal("0.1")), update=update)
            for one in self.criteria
        ]

    def _decide(self, campaign: Campaign, goal: CampaignStatus, result: dict[str, Any]) -> None:
        today = timezone.localdate()
        if goal == S.RECOGNISED:
            campaign.recognise(f"{10 + campaign.pk % 80}-QĐ/ĐU {SAMPLE}", today, by=self.leader)
            if campaign.grade == "Xuất sắc":
                title = "Mô hình Dân vận khéo tiêu biểu"
                number = f"{20 + campaign.pk % 70}/QĐ-UBND {SAMPLE}"
                campaign.reward(
                    by=self.leader, kind="ward_merit", level="ward", title=title, decision_no=number, decided_on=today
                )
        elif goal == S.NOT_RECOGNISED:
            campaign.refuse(self.words["refused"], by=self.leader)
        elif goal == S.ENDED:
            campaign.end(self.words["ended"], by=self.bloc, **result)


class Days:
    """When things of a campaign happened: in a year that is over from March on, else up to last month.

    One that is late has told its first months alone, and nobody looked at them.
    """

    def __init__(self, year: int, months: int, *, is_late: bool) -> None:
        now = timezone.now()
        self.now, self.months = now, months
        if year:
            self.year, self.first = year, Period(date(year, 3, 1))
            self.scored, self.judged, self.decided = (
                _moment(date(year, *day)) for day in ((11, 10), (11, 25), (12, 15))
            )
        else:
            self.year, self.first = timezone.localdate(now).year, Period.of(timezone.localdate(now))
            for _ in range(LATE if is_late else max(months, 1)):
                self.first = self.first.previous()
            today = timezone.localdate(now)
            self.scored, self.judged, self.decided = (_moment(today - timedelta(days=ago)) for ago in (6, 4, 2))
        self.begun = _moment(self.first.start - timedelta(days=25))
        self.sent = _moment(self.first.start - timedelta(days=20))
        self.approved = _moment(self.first.start - timedelta(days=6))
        if not months:  # nobody has decided about it long ago
            self.begun, self.sent, self.approved = (now - timedelta(days=ago) for ago in (9, 4, 2))
        self.looked = min(self.told(max(months - 1, 0)) + timedelta(hours=5), self.scored)

    def month(self, place: int) -> Period:
        month = self.first
        for _ in range(place):
            month = month.next()
        return month

    def told(self, place: int) -> datetime:
        """Two days after the month, never later than what came of it."""
        day = self.month(place).end + timedelta(days=2)
        return min(_moment(day), self.scored - timedelta(hours=6))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, HOUR))


def _part(total: int, months: int, *, is_last: bool) -> int:
    """What falls to one month; the last one takes what does not divide."""
    return total // months + (total % months if is_last else 0)
