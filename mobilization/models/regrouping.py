"""How groups are merged, split, renamed and renumbered: one transaction, every changed column written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mobilization import moving
from mobilization.models.free_names import SLUG_LENGTH, check_free, free_code, free_slug
from mobilization.models.organisation import Membership, MobilizationTeam, Post, ResidentialGroup, SelfManagedGroup
from mobilization.models.reorganising import PERMISSION, SEAT_ENDS, FormerName, MovedRow, Reorganisation, latest_day
from mobilization.models.reports import TeamReport, counted_together
from mobilization.models.terms import NAMED, Part, Terms
from mobilization.organisation.status import ReorganisationKind
from wardportal.dates import date_vi
from wardportal.models import User
from wardportal.periods import Period
from wardportal.text import fold

# Who belongs to a team besides its head, by the codes of the reference rows.
MEMBER_POSTS = ("team-deputy", "team-member")


class Regrouping:
    """One reorganisation being done. Each of its four verbs returns the row that tells it and can undo it.

    The verbs raise PermissionDenied for who may not, ValidationError where day or groups forbid it.
    """

    def __init__(self, terms: Terms, *, by: User) -> None:
        self.terms, self.by = terms, by
        self.row: Reorganisation = Reorganisation()
        self.moved: list[MovedRow] = []

    # The four verbs

    @transaction.atomic
    def merge(
        self,
        sources: Sequence[ResidentialGroup],
        part: Part,
        *,
        member_post: Post | None = None,
        seats: Sequence[Membership] = (),
    ) -> Reorganisation:
        """End the sources in one group: a new one, or one of today that takes in the others.

        Heads other than the chosen one become members in the post `member_post`; None takes the usual one of teams.
        `seats` are those of the groups whose holders have the same post in the outcome; others end with their group.
        """
        groups = self._hold([*sources, *([part.group] if part.group else [])])
        if len(groups) < 2:
            raise ValidationError("Chọn ít nhất hai tổ dân phố để sáp nhập.")
        self._begin(ReorganisationKind.MERGE, groups, home=self._home_of(part, groups))
        target = part.group or self._make_group(part)
        ended = [group for group in groups if group != target]
        teams = self._teams_of(groups)
        self._keep_counts(teams)
        self._move_self_managed(ended, target)
        team = self._make_team(target, part, teams)
        self._end_teams(teams, team)
        self._seat(self._people_of(teams), team, part.head, member_post)
        self._move_work(ended, target, teams, team)
        self._go_on(seats, target)
        for group in ended:
            self._end_group(group, target)
        return self._finish([target])

    @transaction.atomic
    def split(self, source: ResidentialGroup, parts: Sequence[Part], main: int) -> Reorganisation:
        """End a group in new ones. `main` is the place of the part that takes what open work there is."""
        (source,) = self._hold([source])
        if len(parts) < 2:
            raise ValidationError("Chia tách phải có ít nhất hai tổ dân phố mới.")
        self._begin(ReorganisationKind.SPLIT, [source], home=source)
        targets = [self._make_group(part) for part in parts]
        teams = self._teams_of([source])
        self._keep_counts(teams)
        for part, target in zip(parts, targets, strict=True):
            self._move_self_managed([source], target, only=part.self_managed_groups)
        self._move_self_managed([source], targets[main])
        made = [self._make_team(target, part, teams) for part, target in zip(parts, targets, strict=True)]
        self._end_teams(teams, made[main])
        self._seat_parts(self._people_of(teams), parts, made, main)
        self._move_work([source], targets[main], teams, made[main])
        self._end_group(source, None)
        return self._finish(targets)

    def rename(self, group: ResidentialGroup, part: Part) -> Reorganisation:
        return self._call(ReorganisationKind.RENAME, group, part)

    def renumber(self, group: ResidentialGroup, part: Part) -> Reorganisation:
        return self._call(ReorganisationKind.RENUMBER, group, part)

    @transaction.atomic
    def _call(self, kind: str, group: ResidentialGroup, part: Part) -> Reorganisation:
        """Keep the row, give it the names of the part, and write down what it was called."""
        (group,) = self._hold([group])
        if all(getattr(group, field) == value for field, value in part.named().items()):
            raise ValidationError("Tên và số mới giống như đang dùng.")
        check_free(part.name, part.former_ward, [group])
        self._begin(kind, [group], home=group)
        self._keep_former_name(group)
        changes = part.named()
        for field, value in changes.items():
            setattr(group, field, value)
        slug = free_slug(group.name, group.former_ward, group)
        folded = fold(" ".join(group.names()))[:400]
        self._set(ResidentialGroup.objects.get(pk=group.pk), "", **changes, slug=slug, folded=folded)
        self._rename_team(group, part.team_name)
        group.refresh_from_db()
        return self._finish([group])

    def _keep_former_name(self, group: ResidentialGroup) -> None:
        last = group.past_names.aggregate(last=models.Max("valid_to"))["last"]
        former = FormerName(
            group=group,
            slug=group.slug,
            valid_from=last + timedelta(days=1) if last else group.valid_from,
            valid_to=self.terms.day_before,
            **{field: getattr(group, field) for field in NAMED},
        )
        former.save()
        self._made(former, "Tên cũ được giữ lại, địa chỉ cũ vẫn dẫn đến tổ")

    def _rename_team(self, group: ResidentialGroup, name: str) -> None:
        if name:
            for team in self._teams_of([group]):
                folded = fold(f"{name} {team.code}")[:400]
                self._set(team, "Tổ dân vận đổi tên", name=name, folded=folded)

    # Whether it may be done

    def _hold(self, groups: Iterable[ResidentialGroup]) -> list[ResidentialGroup]:
        if not self.by.has_perm(PERMISSION):
            raise PermissionDenied
        keys = {group.pk for group in groups}
        return list(ResidentialGroup.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))

    def _begin(self, kind: str, groups: list[ResidentialGroup], *, home: ResidentialGroup) -> None:
        day = self.terms.effective_on
        if day > timezone.localdate():
            raise ValidationError("Ngày có hiệu lực chưa đến. Xin làm việc này vào ngày đó hoặc sau đó.")
        for group in groups:
            if not group.is_valid(day) or not group.is_valid(self.terms.day_before) or not group.is_valid():
                raise ValidationError(f"{group} phải hoạt động cả trước ngày {date_vi(day)} và đến hôm nay.")
        if (last := latest_day(groups)) and last >= day:
            raise ValidationError(f"Đã có lần sắp xếp từ ngày {date_vi(last)}; ngày có hiệu lực phải sau ngày đó.")
        self._check_reports(groups)
        self.row = Reorganisation.objects.create(
            kind=kind,
            effective_on=day,
            reason=self.terms.reason,
            decision_number=self.terms.decision_number,
            source_names="; ".join(map(str, groups)),
            home=home,
            by=self.by,
        )
        self.row.sources.set(groups)

    def _check_reports(self, groups: list[ResidentialGroup]) -> None:
        after = TeamReport.objects.filter(
            residential_group__in=groups, submitted_at__date__gt=self.terms.effective_on
        ).first()
        if after:
            raise ValidationError(
                f"“{after}” nộp sau ngày {date_vi(self.terms.effective_on)}. Xin chọn ngày có hiệu lực muộn hơn."
            )

    def _finish(self, targets: list[ResidentialGroup]) -> Reorganisation:
        self.row.targets.set(targets)
        self.row.target_names = "; ".join(map(str, targets))
        self.row.save(update_fields=["target_names"])
        MovedRow.objects.bulk_create(self.moved)
        return self.row

    # Groups

    def _home_of(self, part: Part, groups: list[ResidentialGroup]) -> ResidentialGroup:
        """Where the head comes from, else the first of the groups."""
        team = part.head.team if part.head else None
        return next((group for group in groups if team and group.pk == team.residential_group_id), groups[0])

    def _make_group(self, part: Part) -> ResidentialGroup:
        check_free(part.name, part.former_ward, self.row.sources.all())
        slug = free_slug(part.name, part.former_ward)
        group = ResidentialGroup(code=free_code(slug), slug=slug, valid_from=self.terms.effective_on, **part.named())
        group.full_clean()
        group.save()
        self._made(group, "Tổ dân phố mới")
        return group

    def _end_group(self, group: ResidentialGroup, successor: ResidentialGroup | None) -> None:
        seats = group.memberships.valid(self.terms.effective_on).filter(self._began_before)
        self._set_all(seats, "valid_to", self.terms.day_before, SEAT_ENDS)
        changes: dict[str, Any] = {"valid_to": self.terms.day_before}
        self._set(group, "Tổ dân phố kết thúc", **changes, **({"successor_id": successor.pk} if successor else {}))

    def _go_on(self, seats: Sequence[Membership], target: ResidentialGroup) -> None:
        """Give the holders the same posts in the target; whoever of it held one until then makes room."""
        for seat in seats:
            if seat.residential_group_id == target.pk:
                continue
            there = target.memberships.valid(self.terms.effective_on).filter(self._began_before, post=seat.post)
            self._set_all(there, "valid_to", self.terms.day_before, SEAT_ENDS)
            made = self._copy_of(seat, residential_group=target)
            self._made(made, "Chức danh của tổ dân phố mới")

    def _copy_of(self, seat: Membership, **changes: Any) -> Membership:
        """The same person in another seat from the day on."""
        columns = {"full_name": seat.full_name, "user": seat.user, "phone": seat.phone, "post": seat.post}
        made = Membership(valid_from=self.terms.effective_on, **columns | {"valid_to": seat.valid_to} | changes)
        made.save()
        return made

    def _move_self_managed(
        self, sources: list[ResidentialGroup], target: ResidentialGroup, only: Collection[int] | None = None
    ) -> None:
        rows = SelfManagedGroup.objects.valid(self.terms.effective_on).filter(residential_group__in=sources)
        rows = rows if only is None else rows.filter(pk__in=only)
        self._set_all(rows, "residential_group_id", target.pk, f"Tổ tự quản sang {target}")

    # Teams and people

    def _teams_of(self, groups: list[ResidentialGroup]) -> list[MobilizationTeam]:
        return list(MobilizationTeam.objects.valid(self.terms.effective_on).filter(residential_group__in=groups))

    def _make_team(self, target: ResidentialGroup, part: Part, old: list[MobilizationTeam]) -> MobilizationTeam | None:
        """Make the team of the new group; None where no group had one."""
        if not old:
            return None
        name = part.team_name or f"Tổ dân vận {target.name[:1].lower()}{target.name[1:]}"
        code = free_code(f"tdv-{target.slug}"[:SLUG_LENGTH], MobilizationTeam)
        team = MobilizationTeam(code=code, name=name, residential_group=target, valid_from=self.terms.effective_on)
        team.full_clean()
        team.save()
        self._made(team, "Tổ dân vận mới")
        return team

    def _end_teams(self, teams: list[MobilizationTeam], successor: MobilizationTeam | None) -> None:
        for team in teams:
            if team.valid_from and team.valid_from >= self.terms.effective_on:
                raise ValidationError(f"{team} mới lập ngày {date_vi(team.valid_from)}, chưa kết thúc được.")
            self._set(
                team, "Tổ dân vận kết thúc", valid_to=self.terms.day_before, successor_id=successor and successor.pk
            )
        earlier = MobilizationTeam.objects.filter(successor__in=teams)
        self._set_all(earlier, "successor_id", successor and successor.pk, "")

    def _keep_counts(self, teams: list[MobilizationTeam]) -> None:
        """Count for the reports they still owe while their work is theirs: of the month they end in and that before."""
        month = Period.of(self.terms.day_before)
        endings = [copy(team) for team in teams]  # as of their last day: what came since is the new team's
        for ending in endings:
            ending.valid_to = self.terms.day_before
        counted: list[dict[str, Any]] = [{} for _ in teams]
        for one in (month.previous(), month) if teams else ():
            reports = [TeamReport.blank(ending, one) for ending in endings]
            for kept, numbers in zip(counted, counted_together(reports, reports[0].headings()), strict=True):
                kept[f"{one.start}"] = {str(key): str(number) for key, number in numbers.items()}
        for team, kept in zip(teams, counted, strict=True):
            self._set(team, "", counted_at_end=kept)

    def _people_of(self, teams: list[MobilizationTeam]) -> list[Membership]:
        """Those with a seat on the day and later, in the order of their posts."""
        seats = Membership.objects.filter(team__in=teams).select_related("post", "team")
        return list(seats.filter(Q(valid_to=None) | Q(valid_to__gte=self.terms.effective_on)))

    def _seat_parts(
        self, people: list[Membership], parts: Sequence[Part], teams: Sequence[MobilizationTeam | None], main: int
    ) -> None:
        """Whoever heads another part goes there, all others stay with the main one."""
        heads = {part.head.pk: place for place, part in enumerate(parts) if part.head}
        head_post = next((person.post for person in people if person.post.is_team_head), None)
        for place, part in enumerate(parts):
            mine = [person for person in people if heads.get(person.pk, main) == place]
            self._seat(mine, teams[place], part.head, None, head_post)

    def _seat(
        self,
        people: list[Membership],
        team: MobilizationTeam | None,
        head: Membership | None,
        member_post: Post | None,
        head_post: Post | None = None,
    ) -> None:
        head_post = head_post or next((person.post for person in people if person.post.is_team_head), None)
        seated: list[Membership] = []
        for person in sorted(people, key=lambda person: head is None or person.pk != head.pk):
            is_new = bool(person.full_name) and not any(person.is_same_person(one) for one in seated)
            is_head = head is not None and person.pk == head.pk
            post = head_post if is_head and head_post else self._member_post(person, member_post)
            self._reseat(person, team if is_new else None, post)
            seated.append(person)

    def _member_post(self, person: Membership, member_post: Post | None) -> Post:
        """Keep the post, unless it is a head's."""
        if not person.post.is_team_head:
            return person.post
        if post := member_post or usual_member_post():
            return post
        raise ValidationError("Chọn chức danh cho tổ trưởng cũ không tiếp tục làm tổ trưởng.")

    def _reseat(self, person: Membership, team: MobilizationTeam | None, post: Post) -> None:
        """End the seat and give the person one in the new team; one that begins later moves as it is."""
        if person.valid_from and person.valid_from >= self.terms.effective_on:
            if team:
                self._set(person, "Thành viên tổ dân vận mới", team_id=team.pk, post_id=post.pk)
            return
        until = person.valid_to
        self._set(person, "", valid_to=self.terms.day_before)
        if team:
            seat = self._copy_of(person, post=post, team=team, valid_to=until)
            self._made(seat, "Thành viên tổ dân vận mới")

    # Work

    def _move_work(
        self,
        groups: list[ResidentialGroup],
        target: ResidentialGroup,
        teams: list[MobilizationTeam],
        team: MobilizationTeam | None,
    ) -> None:
        for work in moving.registered():
            sources, to = (groups, target) if work.belongs_to is ResidentialGroup else (teams, team)
            if to is not None:
                rows = work.rows(self.terms.effective_on).filter(**{f"{work.field}__in": sources})
                self._set_all(rows, f"{work.field}_id", to.pk, work.label)

    # Writing down

    @property
    def _began_before(self) -> Q:
        return Q(valid_from=None) | Q(valid_from__lt=self.terms.effective_on)

    def _made(self, row: models.Model, what: str) -> None:
        self._note(row._meta.label_lower, row.pk, "", None, None, what)

    def _set(self, row: models.Model, what: str, **changes: Any) -> None:
        """Change columns of one row; those that stay are passed over, the first one carries what it counts as."""
        for column, after in changes.items():
            before = getattr(row, column)
            if before != after:
                self._note(row._meta.label_lower, row.pk, column, before, after, what)
                what = ""
                setattr(row, column, after)
        type(row)._base_manager.filter(pk=row.pk).update(**changes)

    def _set_all(self, rows: QuerySet[Any], column: str, after: Any, what: str) -> None:
        held = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", column))
        for key, before in held:
            self._note(rows.model._meta.label_lower, key, column, before, after, what)
        rows.model._base_manager.filter(pk__in=[key for key, _before in held]).update(**{column: after})

    def _note(self, label: str, key: int, column: str, before: Any, after: Any, what: str) -> None:
        self.moved.append(
            MovedRow(reorganisation=self.row, what=what, label=label, key=key, field=column, before=before, after=after)
        )


def member_posts() -> QuerySet[Post]:
    """The posts of teams besides their heads': those of the reference rows, and those somebody has in a team."""
    of_teams = Q(code__in=MEMBER_POSTS) | Q(memberships__team__isnull=False)
    return Post.objects.filter(of_teams, is_team_head=False).distinct()


def usual_member_post() -> Post | None:
    """The post most members of teams have who do not head them; None where nobody has one."""
    seats = Membership.objects.filter(team__isnull=False, post__is_team_head=False).values_list("post", flat=True)
    counted = Counter(seats).most_common(1)
    return Post.objects.get(pk=counted[0][0]) if counted else None
