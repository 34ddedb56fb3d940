"""What staff say about a merge, a split, another name or number. Each form does it by one call of `Regrouping`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from mobilization.models import (
    Membership,
    MobilizationTeam,
    Part,
    Post,
    Regrouping,
    Reorganisation,
    ResidentialGroup,
    SelfManagedGroup,
    Terms,
)
from mobilization.models.regrouping import member_posts, usual_member_post
from mobilization.models.terms import NAMED
from mobilization.organisation.status import ReorganisationKind
from wardportal.decisions import long_text, one_line
from wardportal.fields import VietnameseDateField, WholeNumberField
from wardportal.forms import WardForm
from wardportal.models import User

LARGEST_NUMBER = 32767  # what the column holds
MOST_PARTS = 6
KEEPS_NAME = "Tổ được giữ lại giữ nguyên số và tên: để trống ô này, hoặc chọn lập tổ mới ở ô “Nhập vào”."
TERMS = ("effective_on", "decision_number", "reason")


def number_field(label: str = "Số", *, required: bool = True) -> WholeNumberField:
    return WholeNumberField(
        label=label, min_value=1, max_value=LARGEST_NUMBER, required=required, error_messages={"required": "Nhập số."}
    )


def name_field(label: str = "Tên", required: str = "Nhập tên tổ dân phố.") -> Any:
    return one_line(label, required, max_length=80, help_text="Ví dụ: Tổ dân phố 5.")


def ward_field() -> Any:
    return one_line(
        "Thuộc phường, xã cũ", max_length=80, help_text="Ghi khi sau sáp nhập có nhiều tổ trùng số, ví dụ Bình Minh."
    )


def team_name_field(empty: str = "Để trống thì đặt theo tên tổ dân phố.") -> Any:
    return one_line("Tên tổ dân vận", max_length=120, help_text=empty)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return f"{person.full_name or 'chưa có người'} ({person.post}, {person.team})"


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, seat: Any) -> str:
        return f"{seat.full_name} ({seat.residential_group})"


class ReorganiseForm(WardForm):
    """The terms, and whatever the kind asks besides. `apply` does it; ValidationError where it may not be done."""

    kind: ClassVar[ReorganisationKind]
    consequence: ClassVar[str]
    keeps_team: ClassVar[bool] = False

    effective_on = VietnameseDateField(
        label="Có hiệu lực từ ngày",
        help_text="Hôm nay hoặc một ngày đã qua mà sau đó các tổ chưa nộp báo cáo. Ngày chưa đến thì chưa nhập được.",
        error_messages={"required": "Nhập ngày có hiệu lực."},
    )
    decision_number = one_line("Số nghị quyết, quyết định", "Nhập số nghị quyết hoặc quyết định.", max_length=60)
    reason = long_text("Lý do", "Nhập lý do.", rows=3)

    def __init__(self, *args: Any, groups: Sequence[ResidentialGroup], **kwargs: Any) -> None:
        self.groups = list(groups)
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = timezone.localdate()
        self.order_fields([*(name for name in self.fields if name not in TERMS), *TERMS])
        self.helper.layout = None

    def clean_effective_on(self) -> Any:
        day = self.cleaned_data["effective_on"]
        if day > timezone.localdate():
            raise ValidationError("Ngày này chưa đến. Xin làm việc này vào ngày đó hoặc sau đó.")
        return day

    def work(self, by: User) -> Regrouping:
        return Regrouping(Terms(**{name: self.cleaned_data[name] for name in TERMS}), by=by)

    def people(self) -> Any:
        """Those who sit in the teams of the groups today."""
        teams = MobilizationTeam.objects.valid().filter(residential_group__in=self.groups)
        return Membership.objects.valid().filter(team__in=teams).exclude(full_name="").select_related("post", "team")

    def changes(self) -> list[tuple[str, str, str]]:
        """What the group is called now and then, by label; where groups end, what becomes of those who head teams."""
        return []

    def apply(self, by: User) -> Reorganisation:
        raise NotImplementedError


class MergeForm(ReorganiseForm):
    kind = ReorganisationKind.MERGE
    consequence = (
        "Các tổ cũ hết hiệu lực từ ngày trước đó. Tổ tự quản, đơn và việc chưa xong chuyển sang tổ còn lại; báo cáo và "
        "việc đã xong ở lại dưới tên cũ. Tổ dân vận cũ kết thúc, lập một tổ dân vận mới."
    )

    into = forms.ChoiceField(
        label="Nhập vào", required=False, help_text="Lập tổ mới thì ghi số và tên; giữ một tổ cũ thì để trống hai ô ấy."
    )
    number = number_field("Số của tổ mới", required=False)
    name = name_field("Tên của tổ mới", "")
    alias = one_line("Tên gọi khác của tổ mới", max_length=120)
    former_ward = ward_field()
    team_name = team_name_field()
    head = PersonField(label="Tổ trưởng tổ dân vận mới", queryset=None, empty_label="Chưa chọn")
    member_post: Any = forms.ModelChoiceField(
        label="Các tổ trưởng khác chuyển thành",
        queryset=None,
        empty_label="Chưa chọn",
        help_text="Chức danh trong tổ dân vận mới.",
        error_messages={"required": "Chọn chức danh của các tổ trưởng khác."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        going_on = [(str(group.pk), f"{group} (giữ tổ này, nhập các tổ khác vào)") for group in self.groups]
        self.fields["into"].choices = [("", "Một tổ dân phố mới, ghi tên bên dưới"), *going_on]  # type: ignore[attr-defined]
        heads = self.people().filter(post__is_team_head=True)
        self._set_choices("head", heads, required=heads.exists())
        self.fields["head"].error_messages["required"] = "Chọn người làm tổ trưởng trong các tổ trưởng hiện nay."
        self._set_choices("member_post", member_posts(), required=heads.count() > 1)
        self.fields["member_post"].initial = usual_member_post()
        self._offer_seats()
        self.order_fields([*(name for name in self.fields if name not in TERMS), *TERMS])

    def _offer_seats(self) -> None:
        """For each post of the groups: who of its holders has it in what comes out."""
        seats = Membership.objects.valid().filter(residential_group__in=self.groups).exclude(full_name="")
        self.posts = list(Post.objects.filter(pk__in=seats.values("post")).order_by("rank", "name"))
        for post in self.posts:
            self.fields[f"post_{post.pk}"] = SeatField(
                label=f"{post} của tổ sau sáp nhập",
                queryset=seats.filter(post=post).select_related("residential_group"),
                required=False,
                empty_label="Chưa chọn",
                help_text="Để trống: giữ một tổ cũ thì người của tổ ấy tiếp tục, lập tổ mới thì chức danh kết thúc.",
            )

    def _set_choices(self, name: str, queryset: Any, *, required: bool) -> None:
        field = self.fields[name]
        field.queryset, field.required = queryset, required  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        into = bool(data.get("into"))
        for name, message in (("number", "Nhập số của tổ mới."), ("name", "Nhập tên của tổ mới.")):
            if name not in self.errors and into == bool(data.get(name)):
                self.add_error(name, KEEPS_NAME if into else message)
        return data

    def changes(self) -> list[tuple[str, str, str]]:
        head, post = self.cleaned_data["head"], self.cleaned_data["member_post"]
        told = [(head.full_name, f"{head.post}, {head.team}", f"{head.post} của tổ sau sáp nhập")] if head else []
        others = [one for one in self.people().filter(post__is_team_head=True) if one != head]
        return told + [
            (one.full_name, f"{one.post}, {one.team}", f"{post} của tổ sau sáp nhập")
            for one in others
            if not (head and one.is_same_person(head))
        ]

    def apply(self, by: User) -> Reorganisation:
        data = self.cleaned_data
        into = next((group for group in self.groups if str(group.pk) == data["into"]), None)
        named = {} if into else {field: data[field] for field in NAMED}
        part = Part(group=into, team_name=data["team_name"], head=data["head"], **named)
        seats = [seat for post in self.posts if (seat := data[f"post_{post.pk}"])]
        return self.work(by).merge(self.groups, part, member_post=data["member_post"], seats=seats)


class SplitForm(ReorganiseForm):
    kind = ReorganisationKind.SPLIT
    consequence = (
        "Tổ cũ hết hiệu lực từ ngày trước đó; địa chỉ cũ trên cổng nêu tên các tổ mới. Đơn và việc chưa xong sang tổ "
        "chính, thành viên tổ dân vận cũng vậy trừ người làm tổ trưởng tổ khác; báo cáo, việc đã xong giữ tên cũ."
    )

    def __init__(self, *args: Any, parts: int = 2, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = range(1, min(max(parts, 2), MOST_PARTS) + 1)
        self.small = list(SelfManagedGroup.objects.valid().filter(residential_group__in=self.groups))
        for place in self.places:
            self.fields |= self._part_fields(place)
        choices = [(str(place), f"Tổ mới thứ {place}") for place in self.places]
        self.fields["main"] = forms.ChoiceField(
            label="Tổ chính, nhận đơn và việc chưa xong", choices=choices, widget=forms.RadioSelect, initial="1"
        )
        for small in self.small:
            self.fields[f"small_{small.pk}"] = forms.ChoiceField(label=str(small), choices=choices)
        self._lay_out()

    def _part_fields(self, place: int) -> dict[str, forms.Field]:
        head = PersonField(
            label="Tổ trưởng tổ dân vận", queryset=self.people(), required=False, empty_label="Chưa có, ghi sau"
        )
        return {
            f"number_{place}": number_field(),
            f"name_{place}": name_field(),
            f"former_ward_{place}": ward_field(),
            f"team_name_{place}": team_name_field(),
            f"head_{place}": head,
        }

    def _lay_out(self) -> None:
        names = ("number", "name", "former_ward", "team_name", "head")
        parts = [Fieldset(f"Tổ mới thứ {place}", *(f"{name}_{place}" for name in names)) for place in self.places]
        small = [Fieldset("Tổ tự quản sang tổ nào", *(f"small_{row.pk}" for row in self.small))] if self.small else []
        self.helper.layout = Layout(*parts, Fieldset("Tổ chính", "main"), *small, Fieldset("Căn cứ", *TERMS))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [head for place in self.places if (head := data.get(f"head_{place}"))]
        if len({head.pk for head in chosen}) < len(chosen):
            raise ValidationError("Một người không làm tổ trưởng của hai tổ dân vận.")
        return data

    def _part(self, place: int) -> Part:
        data = self.cleaned_data
        mine = [small.pk for small in self.small if data[f"small_{small.pk}"] == str(place)]
        named = {name: data[f"{name}_{place}"] for name in ("number", "name", "former_ward", "team_name", "head")}
        return Part(**named, self_managed_groups=mine)

    def apply(self, by: User) -> Reorganisation:
        parts = [self._part(place) for place in self.places]
        return self.work(by).split(self.groups[0], parts, int(self.cleaned_data["main"]) - 1)


class RenameForm(ReorganiseForm):
    kind = ReorganisationKind.RENAME
    keeps_team = True
    consequence = "Tổ giữ nguyên mọi việc và người. Tên cũ được ghi lại; địa chỉ cũ trên cổng dẫn đến địa chỉ mới."

    number = number_field()
    name = name_field()
    alias = one_line("Tên gọi khác", max_length=120)
    former_ward = ward_field()
    team_name = team_name_field("Để trống thì tổ dân vận giữ tên đang dùng.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in NAMED:
            self.fields[field].initial = getattr(self.groups[0], field)

    def changes(self) -> list[tuple[str, str, str]]:
        group, data = self.groups[0], self.cleaned_data
        told = [(str(self.fields[name].label), str(getattr(group, name)), str(data[name] or "")) for name in NAMED]
        teams = MobilizationTeam.objects.valid(data["effective_on"]).filter(residential_group=group)
        return told + [("Tổ dân vận", str(team), data["team_name"] or str(team)) for team in teams]

    def apply(self, by: User) -> Reorganisation:
        part = Part(**{name: self.cleaned_data[name] for name in (*NAMED, "team_name")})
        work = self.work(by)
        return getattr(work, self.kind.value)(self.groups[0], part)


class RenumberForm(RenameForm):
    kind = ReorganisationKind.RENUMBER


FORMS: dict[str, type[ReorganiseForm]] = {
    form.kind.value: form for form in (MergeForm, SplitForm, RenameForm, RenumberForm)
}
