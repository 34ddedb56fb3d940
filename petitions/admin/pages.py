"""What the staff's own pages share: who may open which petition, and the record of looks at confidential ones."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from petitions.models import ConfidentialView, Petition
from wardportal import decision_pages
from wardportal.models import User

# For how long a reason to look at a confidential petition counts without another click.
REASON_LASTS = timedelta(minutes=30)
SAFE_METHODS = ("GET", "HEAD")


# Who has one of these finds petitions in the list.
VIEWING = ("view_all_petitions", "view_unit_petitions", "view_group_petitions")


def may_list(user: User) -> bool:
    return any(user.has_perm(f"petitions.{name}") for name in VIEWING)


def case_url(petition: Petition) -> str:
    name = "confidential" if petition.is_confidential else "change"
    return reverse(f"admin:petitions_petition_{name}", args=[petition.pk])


def desk_url_after(petition: Petition, user: User) -> str:
    """Return where to go on: the petition, or the list once this person may no longer read it."""
    return case_url(petition) if petition.is_readable_by(user) else reverse("admin:petitions_petition_changelist")


def keep_reason(request: HttpRequest, petition: Petition, reason: str) -> None:
    until = (timezone.now() + REASON_LASTS).timestamp()
    request.session[f"confidential {petition.pk}"] = {"reason": reason, "until": until}


def record_look(request: HttpRequest, petition: Petition) -> bool:
    """Write down who looks and why; False, and nothing may be shown, where no reason was given lately.

    A decision that is sent counts for its page: the reason must not run out while somebody types.
    """
    kept = request.session.get(f"confidential {petition.pk}")
    if kept is None or (request.method in SAFE_METHODS and kept["until"] < timezone.now().timestamp()):
        return False
    keep_reason(request, petition, kept["reason"])
    user: User = request.user  # type: ignore[assignment]
    ConfidentialView.objects.create(petition=petition, user=user, reason=kept["reason"])
    return True


def only(rows: Any) -> Any:
    """The one row there may be; `first` would also ask for their order."""
    return next(iter(rows.order_by()), None)


class StaffPage(decision_pages.StaffPage):
    about = Petition

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_list=may_list(self.user), **kwargs)


class CasePage(StaffPage):
    """Mixin: a page about one petition, for those who may read its words; for all others it does not exist."""

    petition: Petition

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = self.cases().filter(pk=kwargs["pk"])
        petition = only(rows.visible_to(request.user)) or only(rows.opened_by(request.user))
        if petition is None:
            return self.unreadable(request, kwargs["pk"])
        self.petition = petition
        if petition.is_confidential and not record_look(request, petition):
            return redirect("admin:petitions_petition_confidential_open", petition.pk)
        return super().dispatch(request, *args, **kwargs)

    def unreadable(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        raise Http404

    def cases(self) -> Any:
        return Petition.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(petition=self.petition, case_url=case_url(self.petition), **kwargs)
