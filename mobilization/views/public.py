"""Residential groups, as everybody reads them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.generic import DetailView, ListView

from mobilization.models import (
    Award,
    Campaign,
    FormerName,
    Reorganisation,
    ResidentialGroup,
    ResidentialGroupQuerySet,
    Work,
    WorkResult,
)
from mobilization.organisation.status import ReorganisationKind
from mobilization.results.words import Scope
from wardportal.pages import ReadPage

CAMPAIGNS_SHOWN, RESULTS_SHOWN, AWARDS_SHOWN = 8, 20, 8


class GroupListView(ReadPage, ListView):
    """Every residential group of today with its team's head."""

    template_name = "mobilization/group_list.html"
    context_object_name = "groups"

    def get_queryset(self) -> ResidentialGroupQuerySet:
        return ResidentialGroup.objects.valid().with_teams().with_self_managed_count()


class GroupView(ReadPage, DetailView):
    """One residential group: its teams and people, posts, self-managed groups and former names.

    The address of a group that was merged or renamed leads to the one of today; of one that was split, to a page that
    names the new ones.
    """

    template_name = "mobilization/group_detail.html"
    context_object_name = "group"

    def get_queryset(self) -> ResidentialGroupQuerySet:
        groups = ResidentialGroup.objects.valid().with_teams().with_people().with_self_managed_groups()
        groups = groups.annotate(work_rows=ArraySubquery(works_of_group()[:RESULTS_SHOWN]))
        return groups.prefetch_related("predecessors", "past_names")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        splits = Reorganisation.objects.filter(kind=ReorganisationKind.SPLIT, undone_at=None, targets=self.object)
        campaigns = Campaign.objects.published().of_group(self.object).order_by("-year", "-pk")
        return super().get_context_data(
            split=splits.first(),
            campaigns=campaigns[:CAMPAIGNS_SHOWN],
            results=results_of(self.object)[:RESULTS_SHOWN],
            works=[Work(**row) for row in self.object.work_rows],
            awards=awards_of(self.object)[:AWARDS_SHOWN],
            **kwargs,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            return self._elsewhere(request, old_group(kwargs["slug"]))

    def _elsewhere(self, request: HttpRequest, group: ResidentialGroup | None) -> HttpResponse:
        group = group and followed(group)
        if group is None:
            raise Http404
        if group.is_valid():
            response = HttpResponsePermanentRedirect(group.get_absolute_url())
            # Undoing takes the new address away again: no browser keeps the way there for long.
            patch_cache_control(response, public=True, max_age=60)
            return response
        return self._split(request, group)

    def _split(self, request: HttpRequest, group: ResidentialGroup) -> HttpResponse:
        splits = Reorganisation.objects.filter(kind=ReorganisationKind.SPLIT, undone_at=None, sources=group)
        if (split := splits.first()) is None:
            raise Http404
        targets = split.targets.order_by("former_ward", "number")
        context = {"group": group, "split": split, "targets": targets}
        return render(request, "mobilization/group_split.html", context)


def results_of(group: ResidentialGroup) -> Any:
    """What is published of this group by name, also of those merged into it, the newest first."""
    rows = WorkResult.objects.published().filter(scope=Scope.GROUPS, residential_groups__in=with_former(group))
    return rows.select_related("measure", "unit").distinct().order_by("-year", "-pk")


def works_of_group() -> Any:
    """Of the group an outer query reads, the works told of it by name or of those merged into it, the newest first."""
    group = OuterRef(OuterRef("pk"))
    named = Work.residential_groups.through.objects.filter(
        Q(residentialgroup=group) | Q(residentialgroup__successor=group)
    )
    rows = Work.objects.filter(scope=Scope.GROUPS, pk__in=named.values("work")).order_by(
        F("year").desc(nulls_last=True), "-pk"
    )
    return rows.values(row=JSONObject(name="name", year="year", state="state"))


def awards_of(group: ResidentialGroup) -> Any:
    """What this group and its self-managed groups were given, the latest first, of one day the highest first."""
    given = Q(residential_group__in=with_former(group)) | Q(self_managed_group__residential_group=group)
    rows = Award.objects.filter(given).select_related("self_managed_group__residential_group", "contest")
    return rows.order_by("-decided_on", "pk")


def with_former(group: ResidentialGroup) -> list[int]:
    """The keys of this group and of those merged into it."""
    return [group.pk, *(before.pk for before in group.predecessors.all())]


def old_group(slug: str) -> ResidentialGroup | None:
    """Return the group that has, or last had, this address."""
    if group := ResidentialGroup.objects.filter(slug=slug).first():
        return group
    past = FormerName.objects.filter(slug=slug).select_related("group").first()
    return past.group if past else None


def followed(group: ResidentialGroup) -> ResidentialGroup:
    """Return what the group was merged into, step by step."""
    seen = {group.pk}
    while group.successor and not group.is_valid() and group.successor_id not in seen:
        group = group.successor
        seen.add(group.pk)
    return group
