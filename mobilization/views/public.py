"""Residential groups, as everybody reads them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.generic import DetailView, ListView

from mobilization.models import FormerName, Reorganisation, ResidentialGroup, ResidentialGroupQuerySet
from mobilization.status import ReorganisationKind
from wardportal.pages import ReadPage


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
        return groups.prefetch_related("predecessors", "past_names")

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
