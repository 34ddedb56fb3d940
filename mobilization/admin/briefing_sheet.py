"""The sheet a briefing is written down on: its boxes and rows, and which of them this person changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mobilization.admin.briefing_forms import SEEN, AttendanceForm, ConclusionForm, KeepForm, RowForm
from mobilization.briefings.owners import owners_offered
from mobilization.models import Briefing, BriefingAttendance, BriefingConclusion
from wardportal.models import User
from wardportal.stamps import Change

# Empty rows to write into; saving gives new ones.
NEW_ROWS = 3
PEOPLE, TASKS, NEW = "nguoi", "viec", "moi"


class BriefingSheet:
    """The forms of one page: what was written as a whole, a row for each person, a row for each conclusion.

    What is saved is what this person changed. A box or row that another changed too is left as it is stored.
    """

    def __init__(self, briefing: Briefing, data: Mapping[str, str] | None = None) -> None:
        self.briefing, self.data = briefing, data
        self.form = KeepForm(data, briefing=briefing)
        people = list(briefing.attendances.all())
        self.people = self._row_forms(AttendanceForm, PEOPLE, people, BriefingAttendance)
        conclusions = list(briefing.conclusions.with_owners())
        last = max((row.position for row in conclusions), default=0)
        offered = {"offered": owners_offered(), "day": briefing.held_on}
        self.conclusions = self._row_forms(ConclusionForm, TASKS, conclusions, BriefingConclusion, **offered)
        for number, form in enumerate(self.conclusions[len(conclusions) :], last + 1):
            form.row.position = number

    def _row_forms(
        self, form: type[RowForm], prefix: str, stored: Sequence[Any], model: type[Any], **kwargs: Any
    ) -> list[RowForm]:
        rows = {f"{prefix}-{row.pk}": row for row in stored}
        lost = {name: model(briefing=self.briefing) for name in self._lost(prefix, form.columns[0], rows)}
        new = {f"{prefix}-{NEW}-{number}": model(briefing=self.briefing) for number in range(NEW_ROWS)}
        forms = {
            name: self._row_form(form, name, row, is_lost=name in lost, **kwargs)
            for name, row in (rows | lost | new).items()
        }
        # What this page takes out or rewrites is not there to be told twice.
        told = frozenset(forms[name].content(row) for name, row in rows.items() if forms[name].is_left)
        for name in new:
            forms[name].told = told
        return list(forms.values())

    def _lost(self, prefix: str, column: str, stored: Mapping[str, Any]) -> Iterator[str]:
        """Rows that were sent with something in them and are not stored any more."""
        for key in self.data or ():
            name, _dash, end = key.rpartition("-")
            is_old = name.removeprefix(f"{prefix}-").isdecimal() and name not in stored
            if is_old and end == SEEN and self.data and self.data.get(f"{name}-{column}", "").strip():
                yield name

    def _row_form(self, form: type[RowForm], name: str, row: Any, **kwargs: Any) -> RowForm:
        """A row others added meanwhile is not in what was sent: it is shown as it is and left alone."""
        sent = self.data if self.data is not None and f"{name}-{SEEN}" in self.data else None
        return form(sent, row=row, prefix=name, empty_permitted=row.pk is None, use_required_attribute=False, **kwargs)

    @property
    def row_forms(self) -> list[RowForm]:
        return [*self.people, *self.conclusions]

    @property
    def has_row_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self.row_forms)

    def is_valid(self) -> bool:
        sent = [form.is_valid() for form in self.row_forms if form.is_bound]
        return self.form.is_valid() and all(sent)

    def _rows(self, change: Change) -> list[RowForm]:
        return [form for form in self.row_forms if form.is_bound and form.change is change]

    def save(self, *, by: User) -> None:
        """Store what this person changed and nobody else did. The briefing is locked."""
        mine = self._rows(Change.MINE)
        written: dict[str, Any] = self.form.typed_of(Change.MINE)
        if not (mine or written):
            return
        gone = [form.row for form in mine if form.is_gone]
        rows = [form.typed_row() for form in mine if not form.is_gone]
        self.briefing.keep(by=by, rows=rows, gone=gone, **written)

    def disputed(self) -> dict[str, str]:
        """What to show again of what another changed too, as a page would send it; nothing where there is none."""
        rows = self._rows(Change.DISPUTED)
        boxes = self.form.named(Change.DISPUTED)
        if not (rows or boxes):
            return {}
        typed = self.form.kept(boxes)
        for form in rows:
            typed |= form.kept()
        return typed

    def theirs(self) -> list[tuple[str, str]]:
        """What stands now in the boxes that this page shows otherwise."""
        shown = [name for name in Briefing.WRITTEN if self.form[name].value() != self.form.stored(name)]
        return [(str(self.form.fields[name].label), self.form.stored(name)) for name in shown]
