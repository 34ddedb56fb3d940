"""A year of invented inspections, made by the methods everybody uses: most are over, some are late today."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from mobilization.inspections.status import InspectionDecisionKind, InspectionEnding
from mobilization.models import Inspection, InspectionField, ResidentialGroup, Street, team_of
from wardportal.demo import Staff, WorkingDays, at, invented_name
from wardportal.models import Ward
from wardportal.pictures import draw
from wardportal.reference import DATA_DIR
from wardportal.roles import group_of
from wardportal.text import fold
from wardportal.upload_fields import limits_of
from wardportal.uploads import CleanFile, clean_upload

Row = dict[str, Any]
INSPECTOR = "phanungnhanh"
AFTERNOON = time(16, 30)
# How those end that are not put right by whoever they are about.
ENDED: dict[str, str] = {
    InspectionDecisionKind.NOTHING: InspectionEnding.NOTHING,
    InspectionDecisionKind.HANDED_OVER: InspectionEnding.TAKEN_OVER,
}


def foreign_rows() -> QuerySet[Any]:
    return Inspection.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    """Live through the year in the order of the days, so that codes come in the order of time."""
    rows = json.loads((DATA_DIR / "demo_inspections.json").read_text("utf-8"))
    # The land officer sits in the team, too.
    staff["xuly"].groups.add(group_of("inspector"))
    year = Year(staff)
    made = [(row, year.hold(row, number)) for number, row in enumerate(rows["held"])]
    for number, (row, inspection) in enumerate(made):
        year.go_on(inspection, row, number)
    for row in rows["asked"]:
        year.ask(row)
    out.write(f"Cuộc kiểm tra: {Inspection.objects.count()}\n")


class Year:
    """Who and where; the days are working days counted from today."""

    def __init__(self, staff: Staff) -> None:
        self.by, self.asking = staff[INSPECTOR], staff["danvan"]
        self.days = WorkingDays(timezone.localdate())
        # Who sits in the team today has for longer than the year.
        self.seats = list(team_of(timezone.localdate()))
        self.fields = {field.code: field for field in InspectionField.objects.all()}
        self.groups = {group.number: group for group in ResidentialGroup.objects.valid()}
        self.streets = {fold(street.name): street for street in Street.objects.valid()}
        ward = Ward.objects.current()
        assert ward is not None, "setup_ward has run"
        self.limits = limits_of(ward)
        self._photos: dict[str, CleanFile] = {}

    def photo(self, scene: str) -> list[CleanFile]:
        """Return a picture as if a phone had sent it; each scene is drawn once."""
        if scene not in self._photos:
            upload = SimpleUploadedFile("anh-hien-truong.jpg", draw(scene), "image/jpeg")
            self._photos[scene] = clean_upload(upload, limits=self.limits)
        return [self._photos[scene]]

    def place(self, row: Row) -> Row:
        """A street the ward has no row of stands in the words."""
        name = row.get("street", "")
        street = self.streets.get(fold(name))
        words = row["place"] if street or not name else f"{row['place']}, {name}"
        return {
            "field": self.fields[row["field"]],
            "residential_group": self.groups[row["group"]],
            "street": street,
            "place": words,
        }

    def ask(self, row: Row) -> None:
        due = self.days[row["due"]]
        Inspection.objects.plan(by=self.asking, reason=row["reason"], due_on=due, **self.place(row))

    def hold(self, row: Row, number: int) -> Inspection:
        day, hour = self.days[-row["ago"]], time.fromisoformat(row["hour"])
        with at(_moment(day, hour)):
            return Inspection.objects.take_down(
                by=self.by,
                members=[seat for place, seat in enumerate(self.seats) if (place + number) % 3],
                photos=self.photo(row["photo"]),
                inspected_on=day,
                start_time=hour,
                found=row["found"],
                has_violation="kind" in row or "close" not in row,
                **self.place(row),
            )

    def go_on(self, inspection: Inspection, row: Row, number: int) -> None:
        """Decide the same afternoon, look again when that is due, close where it was seen done."""
        if "kind" in row or "close" in row:
            with at(_moment(self.days[-row["ago"]], AFTERNOON)):
                self._decide(inspection, row, number)
        for done, words, *again in row.get("visits", ()):
            with at(self._when_due(inspection)):
                next_on = self._after(again[0]) if again else None
                inspection.visit(words, done, by=self.by, next_on=next_on)
        if "escalate" in row:
            self._escalate(inspection, row["escalate"], number)
        if "close" in row:
            self._close(inspection, row)

    def _decide(self, inspection: Inspection, row: Row, number: int) -> None:
        kind = row.get("kind", InspectionDecisionKind.NOTHING)
        again = self._after(row["again"]) if "again" in row else None
        inspection.decide(kind, by=self.by, follow_up_on=again, **_said(row, number))
        if row.get("named"):
            inspection.name(invented_name(600 + number), by=self.by)

    def _escalate(self, inspection: Inspection, row: Row, number: int) -> None:
        said = {"requirement": inspection.decisions.latest("pk").requirement} | row
        with at(_moment(timezone.localdate(inspection.events.latest("pk").at), AFTERNOON) + timedelta(hours=1)):
            inspection.escalate(row["kind"], row["reason"], by=self.by, **_said(said, number))

    def _close(self, inspection: Inspection, row: Row) -> None:
        ending = row.get("ending") or ENDED.get(inspection.decision, InspectionEnding.COMPLIED)
        last = inspection.events.latest("pk").at
        is_over = inspection.decision == InspectionDecisionKind.NOTHING
        moment = last + timedelta(minutes=20) if is_over else self._next_day(timezone.localdate(last))
        photos = self.photo(row["after"]) if "after" in row else ()
        with at(min(moment, timezone.now())):
            inspection.close(ending, row["close"], by=self.by, photos=photos)

    def _when_due(self, inspection: Inspection) -> datetime:
        assert inspection.due_on is not None, "something follows"
        return min(_moment(inspection.due_on, AFTERNOON), timezone.now())

    def _after(self, amount: int) -> date:
        return self.days.calendar.add_working_days(timezone.localdate(), amount).due

    def _next_day(self, day: date) -> datetime:
        return _moment(self.days.calendar.add_working_days(day, 1).due, AFTERNOON)


def _said(row: Row, number: int) -> Row:
    """The evidence of a decision as its form would ask for it."""
    return {
        "requirement": row.get("requirement", ""),
        "minutes_number": str(number + 3),
        "working_days": row.get("days"),
        "agency": row.get("agency", ""),
        "letter_number": f"{number + 40}/UBND",
    }


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
