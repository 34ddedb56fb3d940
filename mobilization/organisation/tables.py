"""The tables of the organisation and its streets as files have them: columns, how a row and a cell are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from mobilization.models import (
    HouseNumberPlate,
    Membership,
    MobilizationTeam,
    Post,
    ResidentialGroup,
    SelfManagedGroup,
    Street,
    Unit,
)
from mobilization.models.plates import PlateState
from mobilization.organisation.house_numbers import read_house_number
from wardportal.fields import VietnameseDateField, WholeNumberField
from wardportal.sheets import Value
from wardportal.text import fold

YES, NO = ("có", "co", "x", "1", "đúng", "dung"), ("không", "khong", "0", "", "sai")


@dataclass(frozen=True)
class Column:
    """A column of a file and the attribute it stands for. `read` turns its text into a value, `show` a value back.

    `read` raises ValidationError with what staff read beside the row. A column that `refers` to a model holds codes
    of its rows.
    """

    heading: str
    attribute: str
    read: Callable[[str], Any] = str
    show: Callable[[Any], Value] = lambda value: value
    required: bool = False
    hint: str = ""
    refers: type[models.Model] | None = None


@dataclass(frozen=True)
class Table:
    """A model as a table. `key` is the column rows are known by.

    Where the portal `makes_key`, a row without key is known by the columns of `known_by`, or else is new; where these
    are `known_once`, no two lines may say the same in them.
    """

    slug: str
    label: str
    model: type[models.Model]
    columns: Sequence[Column]
    key: Column
    makes_key: bool = False
    known_by: Sequence[str] = ()
    known_once: bool = False
    related: Sequence[str] = ()

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def rows(self) -> list[list[Value]]:
        """Every row of the table as a file has it, also those that ended."""
        found = self.model._default_manager.select_related(*self.related).order_by("pk")
        return [self.row_of(row) for row in found]

    def row_of(self, row: models.Model) -> list[Value]:
        return [column.show(getattr(row, column.attribute)) for column in self.columns]

    def permissions(self) -> tuple[str, str]:
        """What who imports has to hold: adding and changing."""
        name = self.model._meta.model_name
        return f"mobilization.add_{name}", f"mobilization.change_{name}"


def read_day(text: str) -> Any:
    return VietnameseDateField(required=False).clean(text)


def read_number(text: str) -> Any:
    return WholeNumberField(required=False, min_value=0, max_value=32767).clean(text)


def read_key(text: str) -> Any:
    return WholeNumberField(required=False, min_value=1).clean(text)


def read_yes(text: str) -> bool:
    folded = text.lower()
    if folded not in (*YES, *NO):
        raise ValidationError("Ghi “có” hoặc “không”.")
    return folded in YES


def show_yes(value: bool) -> str:
    return "có" if value else "không"


def read_plate_number(text: str) -> str:
    try:
        return read_house_number(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def read_plate_state(text: str) -> str:
    """The state under its Vietnamese name; an empty cell says that it is fixed."""
    found = [state for state in PlateState if fold(state.label) == fold(text)]
    if text and not found:
        raise ValidationError(f"Ghi một trong: {', '.join(state.label for state in PlateState)}.")
    return found[0] if found else PlateState.FIXED


def code_of(row: Any) -> Value:
    return row.code if row else ""


def text_of(value: Any) -> Value:
    return "" if value is None else value


CODE = Column("Mã", "code", required=True)
NUMBER = Column("Số", "number", read_number, required=True)
NAME = Column("Tên", "name", required=True)
DAYS = (Column("Từ ngày", "valid_from", read_day, text_of), Column("Đến hết ngày", "valid_to", read_day, text_of))


def referring(heading: str, attribute: str, model: type[models.Model], *, required: bool = False) -> Column:
    return Column(heading, attribute, show=code_of, required=required, refers=model)


GROUP = referring("Mã tổ dân phố", "residential_group", ResidentialGroup, required=True)
ID = Column("Mã dòng", "pk", read_key, text_of, hint="Để trống ở dòng mới; dòng xuất ra đã có sẵn, xin giữ nguyên.")

GROUPS = Table(
    "to-dan-pho",
    "Tổ dân phố",
    ResidentialGroup,
    (
        CODE, NUMBER, NAME,
        Column("Tên gọi khác", "alias"),
        Column("Thuộc phường, xã cũ", "former_ward"),
        Column("Vùng đặc thù", "is_special_area", read_yes, show_yes),
        *DAYS,
    ),
    CODE,
)  # fmt: skip
TEAMS = Table(
    "to-dan-van", "Tổ dân vận", MobilizationTeam, (CODE, NAME, GROUP, *DAYS), CODE, related=("residential_group",)
)
MEMBERS = Table(
    "thanh-vien",
    "Người giữ chức danh",
    Membership,
    (
        ID,
        Column("Họ và tên", "full_name"),
        referring("Mã chức danh", "post", Post, required=True),
        referring("Mã đơn vị", "unit", Unit),
        referring("Mã tổ dân vận", "team", MobilizationTeam),
        referring("Mã tổ dân phố", "residential_group", ResidentialGroup),
        referring("Mã tổ tự quản", "self_managed_group", SelfManagedGroup),
        Column("Điện thoại", "phone"),
        *DAYS,
    ),
    ID,
    makes_key=True,
    known_by=("full_name", "post", "unit", "team", "residential_group", "self_managed_group", "valid_from"),
    related=("post", "unit", "team", "residential_group", "self_managed_group"),
)  # fmt: skip
SMALL = Table(
    "to-tu-quan",
    "Tổ tự quản",
    SelfManagedGroup,
    (CODE, NUMBER, NAME, GROUP, Column("Số hộ", "household_count", read_number, text_of), *DAYS),
    CODE,
    related=("residential_group",),
)

STREETS = Table(
    "tuyen-duong",
    "Tuyến đường",
    Street,
    (
        CODE, NAME,
        Column("Quốc lộ", "is_national_road", read_yes, show_yes),
        Column("Gắn biển số nhà", "has_plates", read_yes, show_yes),
        Column("Trồng cây, hoa", "has_trees", read_yes, show_yes),
        *DAYS,
    ),
    CODE,
)  # fmt: skip
PLATES = Table(
    "bien-so-nha",
    "Biển số nhà",
    HouseNumberPlate,
    (
        ID,
        referring("Mã tuyến đường", "street", Street, required=True),
        Column("Số nhà", "number", read_plate_number, required=True),
        referring("Mã tổ dân phố", "residential_group", ResidentialGroup),
        Column("Ngày gắn", "fixed_on", read_day, text_of),
        Column("Tình trạng", "state", read_plate_state, lambda state: str(PlateState(state).label)),
    ),
    ID,
    makes_key=True,
    known_by=("street", "number"),
    known_once=True,
    related=("street", "residential_group"),
)  # fmt: skip

TABLES = {table.slug: table for table in (GROUPS, TEAMS, MEMBERS, SMALL, STREETS, PLATES)}


def column_of(table: Table, heading: str) -> Column | None:
    """The column under this heading, however its marks were typed."""
    wanted = fold(heading).strip(" *:")
    return next((column for column in table.columns if fold(column.heading) == wanted), None)
