from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q
from django.utils import timezone

from petitions.models.deadline_rules import DeadlineRule
from petitions.status import Clock
from wardportal.calendar import Count, WorkingCalendar

if TYPE_CHECKING:
    from petitions.models.petition import Petition


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def current(self) -> Deadline | None:
        return self.select_related("rule").filter(ended_on=None).order_by("-pk").first()

    def guessed(self) -> DeadlineQuerySet:
        """Running, not missed, and counted over a year that had no holidays yet, at first or after a pause."""
        guesses = DeadlineChange.objects.filter(deadline=OuterRef("pk"), counted__missing_years__0__isnull=False)
        is_guess = Q(counted__missing_years__0__isnull=False) | Exists(guesses)
        return self.filter(is_guess, ended_on=None, paused_on=None, due_on__gte=timezone.localdate())

    def counted_anew(self) -> list[tuple[Deadline, Count]]:
        """The guessed ones that the holidays known by now make later, with their new counts; the first due first."""
        rows = list(self.guessed().select_related("rule").prefetch_related("changes").order_by("due_on", "pk"))
        calendar = WorkingCalendar.load(min(row.starts_on for row in rows)) if rows else None
        return [(row, count) for row in rows if (count := row.counted_anew(calendar))]


class Deadline(models.Model):
    """The day promised for one step of one petition, with all that explains it."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="deadlines", verbose_name="đơn")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+", verbose_name="quy định")
    starts_on = models.DateField("tính từ ngày")
    due_on = models.DateField("đến hạn")
    counted = models.JSONField("cách tính")
    paused_on = models.DateField("tạm dừng từ", null=True, blank=True)
    ended_on = models.DateField("kết thúc ngày", null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition"], condition=Q(ended_on=None), name="deadline_one_runs_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.rule.get_step_display()}: {self.due_on:%d/%m/%Y}"

    @property
    def count(self) -> Count:
        return Count.from_json(self.counted)

    def latest_count(self) -> Count | None:
        """The count that gave the day now promised; None where a decision or a pause of the last day gave it."""
        moved = [change for change in self.changes.all() if change.due_after not in (None, change.due_before)]
        return moved[-1].count if moved else self.count

    def counted_anew(self, calendar: WorkingCalendar | None = None) -> Count | None:
        """Count once more when a year has its holidays that had none when days were promised over it.

        Only a later day is given: an earlier one would take away what was told. Holidays may come one by one, so a
        day counted anew stays a guess that further ones move.
        """
        latest = self.latest_count()
        counts = [self.count, *(change.count for change in self.changes.all() if change.count)]
        guessed = {year for count in counts for year in count.missing_years}
        if latest is None or not guessed:
            return None
        calendar = calendar or WorkingCalendar.load(self.starts_on)
        if not any(map(calendar.knows, guessed)):
            return None
        count = self.rule.count(latest.start, latest.amount, calendar)
        return count if count.due > self.due_on else None

    @property
    def extensions(self) -> int:
        return sum(change.kind == DeadlineChange.Kind.EXTENDED for change in self.changes.all())

    def days_left(self, at: date | None = None, calendar: WorkingCalendar | None = None) -> int:
        """Working or calendar days, as the rule counts, until the due day; negative once it has passed.

        A list hands in the calendar of all its days; without one it is read.
        """
        today = at or timezone.localdate()
        first, last = sorted((today, self.due_on))
        days = self._days_between(first, last, calendar)
        return days if today <= self.due_on else -days

    def _days_between(self, first: date, last: date, calendar: WorkingCalendar | None = None) -> int:
        if self.rule.day_type == DeadlineRule.DayType.WORKING:
            return (calendar or WorkingCalendar.load(first, last)).working_days_between(first, last)
        return (last - first).days

    def latest_extension(self) -> date | None:
        """Return the last day an extension may reach; None where the rule allows no more, or that day has come."""
        if self.extensions >= self.rule.max_extensions or not self.rule.extension_amount:
            return None
        latest = self.rule.count(self.due_on, self.rule.extension_amount).due
        return latest if latest > timezone.localdate() else None

    def take_over(self, former: Deadline) -> None:
        """Repeat the pauses and extensions of the deadline this one replaces: what a decision gave stays given."""
        for change in former.changes.all():
            if change.kind == DeadlineChange.Kind.PAUSED:
                self.pause(change.on)
            elif change.kind == DeadlineChange.Kind.RESUMED:
                self.resume(change.on)
            elif change.kind == DeadlineChange.Kind.EXTENDED:
                # As it was told then: neither the new rule nor a kind that came between says what a decision gave.
                same = DeadlineChange.objects.filter(deadline__petition=self.petition, kind=change.kind, on=change.on)
                given = same.filter(decision_number=change.decision_number).earliest("pk")
                self.due_on = max(self.due_on, given.due_before)
                self.extend(change.on, max(self.due_on, given.due_after or self.due_on), change.decision_number)
            elif change.kind == DeadlineChange.Kind.FOLLOWED and change.due_after and change.due_after > self.due_on:
                self.follow(change.on, change.due_after)

    def pause(self, on: date) -> None:
        self.paused_on = on
        self.changes.create(kind=DeadlineChange.Kind.PAUSED, on=on, due_before=self.due_on, due_after=None)
        self.save(update_fields=["paused_on"])

    def due_resumed(self, on: date) -> tuple[date, Count | None]:
        """The day it promises where the clock runs on from this day, and how that is counted.

        It gives back the days that were left when the clock stopped; a day already missed stays missed.
        Holidays that came while it stood count among the days that were left, as `recount` would have had it.
        """
        if self.paused_on is None or self.paused_on > self.due_on or on <= self.paused_on:
            return self.due_on, None
        anew = self.counted_anew()
        if left := self._days_between(self.paused_on, anew.due if anew else self.due_on):
            count = self.rule.count(on, left)
            return count.due, count
        # Stopped on the very last day: that day is given back.
        return WorkingCalendar.load(on).next_working(on), None

    def resume(self, on: date) -> None:
        before = self.due_on
        self.due_on, count = self.due_resumed(on)
        self.changes.create(
            kind=DeadlineChange.Kind.RESUMED,
            on=on,
            due_before=before,
            due_after=self.due_on,
            counted=count.as_json() if count else None,
        )
        self.paused_on = None
        self.save(update_fields=["paused_on", "due_on"])

    def extend(self, on: date, due: date, decision_number: str) -> None:
        before, self.due_on = self.due_on, due
        self.changes.create(
            kind=DeadlineChange.Kind.EXTENDED,
            on=on,
            due_before=before,
            due_after=due,
            decision_number=decision_number,
        )
        self.save(update_fields=["due_on"])

    def follow(self, on: date, told: date) -> None:
        """Take over the day of the matter that the petition was settled with, whose clock ran until now."""
        before, self.due_on = self.due_on, told
        self.paused_on = self.paused_on and on
        self.changes.create(kind=DeadlineChange.Kind.FOLLOWED, on=on, due_before=before, due_after=told)
        self.save(update_fields=["due_on", "paused_on"])

    def recount(self, on: date) -> None:
        count = self.counted_anew()
        assert count is not None
        before, self.due_on = self.due_on, count.due
        self.changes.create(
            kind=DeadlineChange.Kind.RECOUNTED, on=on, due_before=before, due_after=count.due, counted=count.as_json()
        )
        self.save(update_fields=["due_on"])

    @property
    def runs(self) -> bool:
        return self.ended_on is None and self.paused_on is None

    def end(self, on: date | None) -> None:
        self.ended_on = on
        self.save(update_fields=["ended_on"])


class DeadlineChange(models.Model):
    """One pause, resumption, extension or other new day of a deadline: the days before and after, what is behind it."""

    class Kind(models.TextChoices):
        PAUSED = "paused", "Tạm dừng"
        RESUMED = "resumed", "Tính tiếp"
        EXTENDED = "extended", "Gia hạn"
        RECOUNTED = "recounted", "Tính lại theo lịch nghỉ"
        FOLLOWED = "followed", "Theo hạn của vụ việc giải quyết chung"

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="changes", verbose_name="thời hạn")
    kind = models.CharField("thay đổi", max_length=10, choices=Kind)
    on = models.DateField("ngày")
    due_before = models.DateField("hạn trước")
    due_after = models.DateField("hạn sau", null=True)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    counted = models.JSONField("cách tính", null=True)

    class Meta:
        verbose_name = "thay đổi thời hạn"
        verbose_name_plural = "thay đổi thời hạn"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"

    @property
    def count(self) -> Count | None:
        """How the days that were left were counted on; None where nothing was counted anew."""
        return Count.from_json(self.counted) if self.counted else None


class KeepsDeadlines(models.Model):
    """What a decision does to the clock of a petition; called by the one door, under its lock."""

    due_on = models.DateField("hạn", null=True, blank=True, editable=False)
    promised_on = models.DateField("hạn khi kết thúc", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def run_clock(
        self: Petition, clock: Clock, *, on: date, due: date | None = None, decision_number: str = ""
    ) -> None:
        """Apply the effect and set `due_on`: the day now promised, None while the clock is stopped."""
        if clock == Clock.KEEP:
            return
        deadline = self.deadlines.current()
        if clock == Clock.ACCEPT:
            deadline = self._start_settling(deadline, on)
        elif clock == Clock.RESTART:
            deadline = self._begin(self._rule(DeadlineRule.Step.SETTLE, on), on) or deadline
        elif clock == Clock.CONTINUE:
            deadline = self._continue(on, due)
        elif clock == Clock.RECLASSIFY:
            deadline = self._recount(deadline, on)
        elif clock == Clock.CORRECT:
            deadline = self._count_from_receipt(deadline, on)
        elif deadline is not None:
            self._change(deadline, clock, on=on, due=due, decision_number=decision_number)
        self.due_on = deadline.due_on if deadline and deadline.runs else None

    def _change(
        self: Petition, deadline: Deadline, clock: Clock, *, on: date, due: date | None, decision_number: str
    ) -> None:
        if clock == Clock.EXTEND:
            assert due is not None
            deadline.extend(on, due, decision_number)
        elif clock == Clock.RECOUNT:
            deadline.recount(on)
        elif clock == Clock.STOP:
            if self.first_answered_on is None:
                self.promised_on = self._missed_first() or deadline.due_on
            deadline.end(on)
        elif clock == Clock.PAUSE:
            deadline.pause(on)
        elif clock == Clock.RESUME and deadline.paused_on:
            deadline.resume(on)

    def _missed_first(self: Petition) -> date | None:
        """The first day of settling that had passed when it was replaced or extended; None where none had.

        What was counted from a mistyped day of receipt was never due.
        """
        replaced = Min("due_on", filter=Q(ended_on__gt=F("due_on")))
        extended = Q(changes__kind=DeadlineChange.Kind.EXTENDED, changes__on__gt=F("changes__due_before"))
        days = self.deadlines.filter(
            rule__step=DeadlineRule.Step.SETTLE, starts_on__in=[self.received_on, self.accepted_on or self.received_on]
        ).aggregate(replaced=replaced, extended=Min("changes__due_before", filter=extended))
        return min((day for day in days.values() if day), default=None)

    def counted_anew(self: Petition) -> Count | None:
        """The later count of the day now promised that the holidays known since then give; mostly None.

        A day already missed stays missed.
        """
        deadline = self.deadlines.current() if self.due_on and not self.is_overdue() else None
        return deadline.counted_anew() if deadline else None

    def _continue(self: Petition, on: date, told: date | None) -> Deadline | None:
        """Let the last deadline run on as if it had not ended: what was told stays, also where it was missed.

        A later day that its sender was told meanwhile, of the matter it was merged into, counts from now on.
        """
        deadline = self.deadlines.select_related("rule").last()
        if deadline and deadline.ended_on:
            was_missed = deadline.due_on < (deadline.paused_on or deadline.ended_on)
            deadline.end(None)
            if told and told > deadline.due_resumed(on)[0] and not was_missed:
                deadline.follow(on, told)
        return deadline

    def first_deadline(self: Petition) -> Deadline | None:
        """Count it from the day the ward received the petition, whenever it is typed, and promise its day.

        It is to be saved once the petition is.
        """
        rule = self._first_rule()
        first = self._counted(rule, self.received_on) if rule else None
        self.due_on = first.due_on if first else None
        return first

    def _rule(self: Petition, step: str, at: date) -> DeadlineRule | None:
        return DeadlineRule.objects.for_kind(self.kind, step, at)

    def _first_rule(self: Petition) -> DeadlineRule | None:
        return DeadlineRule.objects.first_of_kind(self.kind, self.received_on)

    def _begin(self: Petition, rule: DeadlineRule | None, start: date) -> Deadline | None:
        if rule is None:
            return None
        deadline = self._counted(rule, start)
        deadline.save(force_insert=True)
        return deadline

    def _counted(self: Petition, rule: DeadlineRule, start: date) -> Deadline:
        count = rule.count(start)
        return Deadline(petition=self, rule=rule, starts_on=start, due_on=count.due, counted=count.as_json())

    def _settling(self: Petition, accepted: date) -> tuple[DeadlineRule | None, date]:
        """The rule of settling and the day it counts from: acceptance or receipt, as the rule of that day says."""
        rule = self._rule(DeadlineRule.Step.SETTLE, accepted)
        if rule and rule.starts_on == DeadlineRule.StartsOn.ACCEPTED or accepted == self.received_on:
            return rule, accepted
        return self._rule(DeadlineRule.Step.SETTLE, self.received_on), self.received_on

    def settled_from(self: Petition, deadline: Deadline | None, on: date) -> Deadline | None:
        """Return, unsaved, the deadline that accepting on this day begins; None where the one that runs goes on."""
        rule, start = self._settling(on)
        settles = deadline is not None and deadline.rule.step == DeadlineRule.Step.SETTLE
        if rule is None or settles and start == self.received_on:
            return None
        return self._counted(rule, start)

    def _start_settling(self: Petition, deadline: Deadline | None, on: date) -> Deadline | None:
        """Count settling from acceptance or receipt; without a rule for it the first promise goes on."""
        fresh = self.settled_from(deadline, on)
        if fresh is None:
            return deadline
        if deadline:
            deadline.end(on)
        fresh.save(force_insert=True)
        return fresh

    def _recount(self: Petition, deadline: Deadline | None, on: date) -> Deadline | None:
        """Count by the rule of the new kind, with the pauses and extensions there were.

        What was promised stays where it was missed, where the new kind has no rule or its own day passed unpromised.
        """
        if deadline is None or deadline.rule.kind == self.kind or deadline.due_on < on:
            return deadline
        rule, start = self._settling(self.accepted_on) if self.accepted_on else (self._first_rule(), self.received_on)
        if self.first_answered_on:  # taken up again: the clock started anew that day
            rule, start = self._rule(DeadlineRule.Step.SETTLE, deadline.starts_on), deadline.starts_on
        if rule is None:
            return deadline
        was_promised = self.deadlines.filter(rule=rule, starts_on=start).exists()
        fresh = self._replace(deadline, rule, start, on)
        if fresh.due_on >= on or was_promised:
            return fresh
        fresh.delete()
        deadline.end(None)
        return deadline

    def _count_from_receipt(self: Petition, deadline: Deadline | None, on: date) -> Deadline | None:
        """Count anew from the day of receipt now known, whatever that makes of it: the day promised was a mistake.

        What counts from acceptance goes on.
        """
        rule, start = self._settling(self.accepted_on) if self.accepted_on else (None, self.received_on)
        if rule is None:
            rule, start = self._first_rule(), self.received_on
        if rule is None or deadline is None:
            return deadline or self._begin(rule, start)
        if (deadline.rule, deadline.starts_on) == (rule, start):
            return deadline
        return self._replace(deadline, rule, start, on)

    def _replace(self: Petition, deadline: Deadline, rule: DeadlineRule, start: date, on: date) -> Deadline:
        """End it and count by this rule from this day, with the pauses and extensions there were."""
        deadline.end(on)
        fresh = self._counted(rule, start)
        fresh.save(force_insert=True)
        fresh.take_over(deadline)
        return fresh
