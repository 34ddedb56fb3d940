"""What the ward's article reported of 2022 and 2023, figure by figure as claimed, and some invented years after."""

from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import (
    Campaign,
    HouseNumberPlate,
    Measure,
    MeasureUnit,
    ResidentialGroup,
    ResultCategory,
    Street,
    Work,
    WorkResult,
)
from mobilization.organisation.house_numbers import read_house_numbers
from mobilization.results.reference import result_data
from mobilization.results.words import Audience, Scope
from wardportal.demo import MARK, Staff
from wardportal.models import User
from wardportal.reference import demo_ward
from wardportal.text import slugify_vi

Row = dict[str, Any]
SCOPES = {
    "ward": Scope.WARD,
    "special_area": Scope.SPECIAL_AREA,
    "town": Scope.FORMER_TOWN,
    "some_groups": Scope.GROUPS,
}
DAYS = (("starts_on", "from"), ("ends_on", "to"))


def foreign_rows() -> QuerySet[Any]:
    """Results somebody wrote down."""
    return WorkResult.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    loader = ResultLoader(staff["danvan"])
    facts, rows = demo_ward()["facts"], result_data()
    loader.make_measures([*facts, *rows["measures"]], rows["ratios"], rows["of_plates"])
    loader.make_works(rows["works"])
    loader.find_campaigns(rows["campaigns"])
    for fact in facts:
        loader.record(fact, rows["source"])
    for sample in rows["samples"]:
        loader.record(sample | _years_ago(sample["years_ago"]), f"Báo cáo tổng kết năm {MARK}")
    entered = sum(loader.enter_plates(**row) for row in rows["plates"])
    out.write(f"Kết quả: {len(facts) + len(rows['samples'])}; biển số nhà: {entered}\n")


def _years_ago(years: int) -> Row:
    year = timezone.localdate().year - years
    return {"year": year, "period": "", "from": None, "to": None}


class ResultLoader:
    """Makes measures, works and results out of rows of the data file, by the usual methods."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.units = {unit.symbol: unit for unit in MeasureUnit.objects.all()}
        self.categories = {category.code: category for category in ResultCategory.objects.all()}
        self.groups = {group.code: group for group in ResidentialGroup.objects.all()}
        self.measures: dict[str, Measure] = {}
        self.works: dict[str, Work] = {}
        self.campaigns: dict[str, Campaign] = {}

    def make_measures(self, rows: list[Row], ratios: dict[str, Row], of_plates: str) -> None:
        for place, row in enumerate(rows, start=1):
            self.measures[row["id"]] = Measure.objects.create(
                code=slugify_vi(row["label"])[:60],
                name=row["label"],
                category=self.categories[row["category"]],
                position=place * 10,
                is_of_plates=row["id"] == of_plates,
            )
        for name, parts in ratios.items():
            measure = self.measures[name]
            measure.counts, measure.per = self.measures[parts["counts"]], self.measures[parts["per"]]
            measure.save()

    def make_works(self, rows: list[Row]) -> None:
        for row in rows:
            scope, groups = self.scope_of(row["scope"])
            told = {name: row[name] for name in ("code", "name", "year", "state")}
            work = Work.objects.create(category=self.categories[row["category"]], scope=scope, **told)
            work.residential_groups.set(groups)
            self.works[row["code"]] = work

    def find_campaigns(self, names: dict[str, str]) -> None:
        """Which campaign a fact came from, by the key of the fact; those the demo did not play are left out."""
        known = {row.name: row for row in Campaign.objects.published().filter(name__in=names.values()).order_by("-pk")}
        self.campaigns = {fact: known[name] for fact, name in names.items() if name in known}

    def scope_of(self, name: str) -> tuple[str, list[ResidentialGroup]]:
        """How the data file says where: a scope, the code of a group, or some groups nobody named."""
        if name in self.groups:
            return Scope.GROUPS, [self.groups[name]]
        return SCOPES[name], []

    def record(self, row: Row, source: str) -> WorkResult:
        scope, groups = self.scope_of(row["scope"])
        days = {name: row[key] and date.fromisoformat(row[key]) for name, key in DAYS}
        return WorkResult.objects.record(
            by=self.by,
            groups=groups,
            measure=self.measures[row["id"]],
            work=self.works.get(row.get("work") or ""),
            campaign=self.campaigns.get(row["id"]),
            kind=row["kind"],
            value=Decimal(str(row["value"])),
            value_max=None if row["value_max"] is None else Decimal(str(row["value_max"])),
            unit=self.units[row["unit"]],
            qualifier=row["qualifier"],
            word=row["word"],
            scope=scope,
            year=row["year"],
            period_text=row["period"],
            source=source,
            audience=row.get("audience", Audience.PUBLIC),
            **days,
        )

    def enter_plates(self, street: str, numbers: str, group: str) -> int:
        found = Street.objects.get(code=street)
        typed = read_house_numbers(numbers)
        return HouseNumberPlate.objects.enter(found, typed, by=self.by, group=self.groups[group])
