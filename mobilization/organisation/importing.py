"""A file of the organisation against what the portal has: what is new, changes, is wrong; then all or none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import TextChoices

from mobilization.models import Membership
from mobilization.organisation.tables import Column, Table, column_of
from wardportal.dates import date_vi
from wardportal.sheets import SheetRow, Value

TAKEN = "Mã này đã có ở dòng {} của tệp."
TWICE = "Trùng với dòng {} của tệp."


class RowState(TextChoices):
    NEW = "new", "Mới"
    CHANGED = "changed", "Thay đổi"
    UNCHANGED = "unchanged", "Không đổi"
    ERROR = "error", "Lỗi"


@dataclass
class RowResult:
    """One line of the file: what it would do. `changes` are heading, before and after; `errors` heading and message."""

    number: int
    title: str = ""
    row: Any = None
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)

    @property
    def state(self) -> RowState:
        if self.errors:
            return RowState.ERROR
        if self.row.pk is None:
            return RowState.NEW
        return RowState.CHANGED if self.changes else RowState.UNCHANGED


@dataclass
class ImportPlan:
    """What a whole file would do."""

    table: Table
    results: list[RowResult]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines there are in each state, by its label."""
        counted = Counter(result.state for result in self.results)
        return {state.label: counted[state] for state in RowState}

    @property
    def to_do(self) -> list[RowResult]:
        return [result for result in self.results if result.state in (RowState.NEW, RowState.CHANGED)]

    @property
    def unchanged(self) -> list[RowResult]:
        return [result for result in self.results if result.state == RowState.UNCHANGED]

    @property
    def has_errors(self) -> bool:
        return any(result.errors for result in self.results)

    @property
    def digest(self) -> str:
        """The same for the same file against the same rows."""
        told = repr([(result.number, result.state, result.changes, result.errors) for result in self.results])
        return hashlib.sha256(told.encode()).hexdigest()

    @transaction.atomic
    def apply(self) -> int:
        """Save what is new or changed, all or nothing; return how many rows. Raises ValidationError on any error."""
        if self.has_errors:
            raise ValidationError("Tệp còn lỗi nên chưa ghi dòng nào.")
        rows = [result.row for result in self.to_do]
        try:
            for row in rows:
                row.save()
        except IntegrityError as error:
            raise ValidationError("Dữ liệu vừa thay đổi nên chưa ghi dòng nào. Xin kiểm tra lại.") from error
        return len(rows)


def plan_import(table: Table, sheet: Sequence[SheetRow]) -> ImportPlan:
    """Compare each line with its row. Raises ValidationError where the headings are not those of the table."""
    head, *lines = sheet
    columns = _columns(table, head)
    reader = _Reader(table, columns)
    return ImportPlan(table, [reader.result_of(line) for line in lines])


def _columns(table: Table, head: SheetRow) -> list[Column | None]:
    """The column of each place of a line; None where the heading is empty."""
    columns = [column_of(table, heading) if heading else None for heading in head.cells]
    unknown = [cell for cell, column in zip(head.cells, columns, strict=True) if cell and not column]
    if unknown:
        raise ValidationError(f"Không có cột “{unknown[0]}”. Các cột: {', '.join(table.headings)}.")
    known = [column for column in columns if column]
    if twice := next((column for column in known if known.count(column) > 1), None):
        raise ValidationError(f"Cột “{twice.heading}” có hai lần.")
    missing = [column.heading for column in table.columns if column.required and column not in known]
    if missing:
        raise ValidationError(f"Thiếu cột: {', '.join(missing)}. Các tiêu đề phải ở dòng đầu của tệp.")
    return columns


class _Reader:
    """Reads lines against the rows of the table, which are fetched once."""

    def __init__(self, table: Table, columns: list[Column | None]) -> None:
        self.table, self.columns = table, columns
        rows = list(table.model._default_manager.select_related(*table.related))
        self.by_key = {str(getattr(row, table.key.attribute)): row for row in rows}
        self.by_words = {self._words(row): row for row in rows} if table.known_by else {}
        self.codes = {
            column.refers: {str(row.code): row for row in column.refers._default_manager.all()}  # type: ignore[attr-defined]
            for column in columns
            if column and column.refers
        }
        self.lines: dict[Any, int] = {}

    def result_of(self, line: SheetRow) -> RowResult:
        result = RowResult(line.number)
        values = self._values(line, result)
        key = values.pop(self.table.key, None)
        result.row = self._row_of(key, values, result)
        result.title = str(values.get(self._named()) or key or "")
        if result.errors:
            return result
        self._note_changes(result, values)
        if self.table.key.attribute != "pk" and result.row.pk is None:
            setattr(result.row, self.table.key.attribute, key)
        if result.row.pk is None or result.changes:
            self._check(result)
        result.title = str(result.row)
        return result

    def _named(self) -> Column:
        named = (column for column in self.table.columns if column.attribute in ("full_name", "name"))
        return next(named, self.table.key)

    def _values(self, line: SheetRow, result: RowResult) -> dict[Column, Any]:
        """Each cell read; what cannot be read is an error of its column."""
        values: dict[Column, Any] = {}
        for place, text in enumerate(line.cells):
            column = self.columns[place] if place < len(self.columns) else None
            if column is None:
                if text:
                    result.errors.append(("", f"Ô “{text[:40]}” không nằm dưới tiêu đề nào."))
                continue
            try:
                values[column] = self._read(column, text)
            except ValidationError as error:
                result.errors.append((column.heading, " ".join(error.messages)))
        return values

    def _read(self, column: Column, text: str) -> Any:
        if column.required and not text:
            raise ValidationError("Ô này không được để trống.")
        if column.refers is None:
            return column.read(text)
        if not text:
            return None
        if text not in self.codes[column.refers]:
            raise ValidationError(f"Không có {column.refers._meta.verbose_name} nào mang mã “{text}”.")
        return self.codes[column.refers][text]

    def _row_of(self, key: Any, values: dict[Column, Any], result: RowResult) -> Any:
        """The row this line is about, or a new one; a line about the row of an earlier line is an error."""
        row = self._known(key, values)
        if row is None and key and self.table.makes_key:
            result.errors.append((self.table.key.heading, f"Không có dòng nào mang mã {key}. Dòng mới thì để trống."))
        about = (row and row.pk) or (key and str(key)) or (self._said(values) if self.table.known_once else None)
        if about is not None:
            if about in self.lines:
                said = TWICE if self.table.known_once else TAKEN
                result.errors.append((self.table.key.heading, said.format(self.lines[about])))
            self.lines.setdefault(about, result.number)
        return row if row is not None else self.table.model()

    def _known(self, key: Any, values: dict[Column, Any]) -> Any:
        if key:
            return self.by_key.get(str(key))
        if not self.by_words:
            return None
        return self.by_words.get(self._said(values))

    def _said(self, values: dict[Column, Any]) -> tuple[Any, ...]:
        """What the line says in the columns by which rows without key are known."""
        typed = {column.attribute: value for column, value in values.items()}
        return tuple(_same(typed.get(name)) for name in self.table.known_by)

    def _words(self, row: models.Model) -> tuple[Any, ...]:
        return tuple(_same(getattr(row, name)) for name in self.table.known_by)

    def _note_changes(self, result: RowResult, values: dict[Column, Any]) -> None:
        is_new = result.row.pk is None
        for column, after in values.items():
            before = None if is_new else getattr(result.row, column.attribute)
            if is_new or before != after:
                if not is_new:
                    result.changes.append((column.heading, _told(column.show(before)), _told(column.show(after))))
                elif _told(column.show(after)):
                    result.changes.append((column.heading, "", _told(column.show(after))))
                setattr(result.row, column.attribute, after)

    def _check(self, result: RowResult) -> None:
        """What the model refuses; and whoever has an account keeps the name, or somebody would inherit the account."""
        if isinstance(result.row, Membership) and result.row.user_id and _renames(result):
            result.errors.append(("Họ và tên", "Người này có tài khoản: xin đổi tên ở trang của người giữ chức danh."))
        try:
            result.row.full_clean()
        except ValidationError as error:
            headings = {column.attribute: column.heading for column in self.table.columns}
            for attribute, messages in error.message_dict.items():
                heading = "" if attribute == NON_FIELD_ERRORS else headings.get(attribute, attribute)
                result.errors += [(heading, message) for message in messages]


def _renames(result: RowResult) -> bool:
    return any(heading == "Họ và tên" for heading, _before, _after in result.changes)


def _same(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value or None


def _told(value: Value) -> str:
    if isinstance(value, date):
        return date_vi(value)
    return "" if value is None else str(value)
