"""The form of an opinion: each criterion met or not, and why; who opened it under an older version is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from mobilization.assessments.status import Step
from mobilization.models import Assessment, AssessmentEvent, Criterion, Opinion, Verdict
from wardportal.decisions import long_text, one_line, version_box
from wardportal.fields import NormalizedCharField
from wardportal.forms import SubmissionForm
from wardportal.models import User
from wardportal.upload_fields import KeepsUploads, MultipleUploadField

MET, NOT_MET = "1", "0"
CHOICES = [(MET, "Đạt"), (NOT_MET, "Chưa đạt")]


@dataclass(frozen=True)
class Said:
    """What one step says of a criterion; `differs` where the step before says otherwise."""

    step: str
    label: str
    verdict: Verdict | None
    differs: bool


@dataclass(frozen=True)
class Line:
    """One criterion with what was said of it, and the boxes of who speaks now."""

    criterion: Criterion
    said: list[Said]
    met: forms.BoundField | None = None
    note: forms.BoundField | None = None


def lines_of(row: Assessment) -> list[tuple[Criterion, list[Said]]]:
    """Every criterion with the opinions that count, in the order of the steps."""
    verdicts = {step: row.verdicts(step) for step in Step}
    return [(one, _said(one.pk, verdicts)) for one in row.round.criteria_set.criteria.all()]


def _said(key: int, verdicts: dict[Step, dict[int, Verdict]]) -> list[Said]:
    found: list[Said] = []
    for step, given in verdicts.items():
        one, before = given.get(key), found[-1].verdict if found else None
        differs = bool(one and before and one.is_met != before.is_met)
        found.append(Said(str(step), str(step.label), one, differs))
    return found


class AssessmentForm(SubmissionForm):
    """What somebody says about one sheet, opened under a version of it."""

    version = version_box()

    def __init__(self, *args: Any, row: Assessment, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user
        self.fields["version"].initial = row.version

    def renew(self, row: Assessment) -> None:
        """Keep what was typed, under the version the row has now."""
        self.row = row
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = row.version  # type: ignore[index]


class JudgeForm(KeepsUploads, AssessmentForm):
    """A verdict and a note for each criterion of the round."""

    step: ClassVar[Step]
    verb: ClassVar[str]
    note_hint: ClassVar[str] = "Ghi chú"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(self.row.round.criteria_set.criteria.all())
        before = self.prefilled()
        for one in self.criteria:
            self._add(one, before.get(one.pk))
        self.order_fields([name for name in self.fields if name.startswith(("met_", "note_"))])

    def _add(self, one: Criterion, before: Verdict | None) -> None:
        self.fields[f"met_{one.pk}"] = forms.TypedChoiceField(
            label=str(one),
            choices=CHOICES,
            coerce=lambda value: value == MET,
            widget=forms.RadioSelect,
            error_messages={"required": "Chọn đạt hoặc chưa đạt."},
        )
        self.fields[f"note_{one.pk}"] = NormalizedCharField(
            label=f"{self.note_hint}: tiêu chí {one.position}", max_length=500, required=False
        )
        if before:
            self.initial[f"met_{one.pk}"] = MET if before.is_met else NOT_MET
            self.initial[f"note_{one.pk}"] = before.note

    def prefilled(self) -> dict[int, Verdict]:
        """What stands in the boxes at first."""
        return {}

    def lines(self) -> Iterator[Line]:
        for one, said in lines_of(self.row):
            yield Line(one, said, self[f"met_{one.pk}"], self[f"note_{one.pk}"])

    def verdicts(self) -> dict[int, Verdict]:
        cleaned = self.cleaned_data
        return {one.pk: Verdict(cleaned[f"met_{one.pk}"], cleaned[f"note_{one.pk}"]) for one in self.criteria}

    def apply(self, *, by: User) -> None:
        """Say it: one call of the row's method. Raises what the method refuses."""
        given = {name: self.cleaned_data[name] for name in self.extras() if name in self.fields}
        common = {"version": self.cleaned_data["version"], "submission_id": self.cleaned_data["submission_id"]}
        getattr(self.row, self.verb)(self.verdicts(), by=by, **common, **given)

    def extras(self) -> tuple[str, ...]:
        """The boxes beside the criteria, called as the method and the opinion call what they hold."""
        return ()

    def says_only(self, sent: AssessmentEvent) -> bool:
        """What was said of this group last, which is more than the event keeps."""
        said = self.row.opinions.filter(step=self.step).prefetch_related("results").last()
        return said is not None and self._says_as(said)

    def _says_as(self, said: Opinion) -> bool:
        typed = {name: self.cleaned_data[name] for name in self.extras() if name in self.fields}
        return self.verdicts() == said.verdicts() and all(getattr(said, name) == typed[name] for name in typed)

    def renew(self, row: Assessment) -> None:
        super().renew(row)
        self.keep_uploads()


class AssessForm(JudgeForm):
    """What the head says. Somebody who types in a paper sheet says whose it is."""

    step, verb = Step.SELF, "assess"
    told_by = one_line(
        "Tổ trưởng tổ tự quản đã ký phiếu giấy (họ và tên)",
        "Ghi họ tên tổ trưởng tổ tự quản đã ký phiếu giấy.",
        max_length=120,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Assessment.objects.filter(pk=self.row.pk).of_head(self.user).exists():
            del self.fields["told_by"]
        elif said := self._said_last():
            self.initial["told_by"] = said.told_by

    def prefilled(self) -> dict[int, Verdict]:
        """What was said last, also where it was sent back since."""
        said = self._said_last()
        return said.verdicts() if said else {}

    def _said_last(self) -> Opinion | None:
        return self.row.opinions.filter(step=Step.SELF).prefetch_related("results").last()

    def extras(self) -> tuple[str, ...]:
        return ("told_by",)


class CheckForm(JudgeForm):
    """What the team found. Nothing is filled in for it: it looks for itself."""

    step, verb = Step.CROSS, "cross_check"
    note_hint = "Lý do, ghi chú"
    basis = long_text(
        "Đã kiểm tra thế nào",
        rows=3,
        help_text="Đi xem ngày nào, biên bản số mấy, hỏi ai. Để trống được nếu có kèm ảnh hoặc biên bản.",
    )
    evidence = MultipleUploadField(label="Ảnh, biên bản", required=False)

    def extras(self) -> tuple[str, ...]:
        return ("basis",)

    def _says_as(self, said: Opinion) -> bool:
        return super()._says_as(said) and not self.brings_others("evidence", said.files.values_list("size", flat=True))

    def apply(self, *, by: User) -> None:
        cleaned = self.cleaned_data
        self.row.cross_check(
            self.verdicts(), by=by, basis=cleaned["basis"], files=self.uploads("evidence"), version=cleaned["version"],
            submission_id=cleaned["submission_id"],
        )  # fmt: skip
        self.consume_uploads()


class DecideForm(JudgeForm):
    """What counts. It begins with what the team found."""

    step, verb = Step.WARD, "decide"
    note_hint = "Lý do nếu quyết định khác"
    answer = long_text(
        "Trả lời ý kiến của tổ tự quản", rows=3, help_text="Tổ tự quản và tổ dân vận đọc được; không công khai."
    )
    staff_note = long_text("Ghi chú nội bộ", rows=2, help_text="Chỉ cán bộ phường đọc được.")

    def prefilled(self) -> dict[int, Verdict]:
        return {key: Verdict(one.is_met) for key, one in self.row.verdicts(Step.CROSS).items()}

    def apply(self, *, by: User) -> None:
        cleaned = self.cleaned_data
        self.row.decide(
            self.verdicts(), by=by, answer=cleaned["answer"], staff_note=cleaned["staff_note"],
            version=cleaned["version"],
        )  # fmt: skip


class ObjectForm(AssessmentForm):
    """What the group says against the cross-check."""

    words = long_text(
        "Ý kiến của tổ tự quản",
        "Ghi điều tổ không đồng ý và vì sao.",
        help_text="Tổ dân vận và phường đọc được, không công khai. Phường trả lời khi quyết định.",
    )

    def apply(self, *, by: User) -> None:
        cleaned = self.cleaned_data
        self.row.object(cleaned["words"], by=by, version=cleaned["version"], submission_id=cleaned["submission_id"])

    def says_only(self, sent: AssessmentEvent) -> bool:
        return sent.public_note == self.cleaned_data["words"]
