from django.views.generic import DetailView, ListView

from mobilization.models import ResidentialGroup, ResidentialGroupQuerySet
from wardportal.pages import ReadPage


class GroupListView(ReadPage, ListView):
    """Every residential group of today with its team's head."""

    template_name = "mobilization/group_list.html"
    context_object_name = "groups"

    def get_queryset(self) -> ResidentialGroupQuerySet:
        return ResidentialGroup.objects.valid().with_teams().with_self_managed_count()


class GroupView(ReadPage, DetailView):
    """One residential group: its teams and people, posts, self-managed groups and former names."""

    template_name = "mobilization/group_detail.html"
    context_object_name = "group"

    def get_queryset(self) -> ResidentialGroupQuerySet:
        groups = ResidentialGroup.objects.valid().with_teams().with_people().with_self_managed_groups()
        return groups.prefetch_related("predecessors")
