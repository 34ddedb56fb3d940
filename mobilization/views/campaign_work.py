"""Where teams and units work on their campaigns: registering, telling each month, scoring themselves."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView, View

from mobilization.campaigns.files import campaign_file, campaign_photo
from mobilization.campaigns.forms import BeginForm, SheetForm
from mobilization.campaigns.progress_forms import ConsentForm, ProgressForm
from mobilization.campaigns.score_forms import SelfScoreForm, sheet_of
from mobilization.campaigns.status import AT_WORK, CampaignStatus, SheetKind
from mobilization.campaigns.story import Story, tone_of
from mobilization.models import Campaign, CampaignQuerySet, CampaignUpdate, bodies_of
from wardportal.models import StaleRow
from wardportal.numbers import plain_number
from wardportal.pages import FormPage, OnceView, SignedInPage, private_page
from wardportal.periods import Period

PER_PAGE = 30
NOT_APPROVED = (CampaignStatus.RETURNED, CampaignStatus.DECLINED)


class OwnCampaigns(SignedInPage, TemplateView):
    """What one's own body has registered: what waits for oneself first."""

    template_name = "mobilization/campaigns/own_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Campaign.objects.of_body(self.user).kept().with_bodies()
        if after := self.request.GET.get("truoc", ""):
            rows = rows.filter(pk__lt=plain_number(after) or 0)
        found = list(rows.order_by("-pk")[: PER_PAGE + 1])
        shown = found[:PER_PAGE]
        month = Period.of(timezone.localdate())
        keys = [row.pk for row in shown]
        told = set(Campaign.objects.filter(updates__month=month.start, pk__in=keys).values_list("pk", flat=True))
        cards = [(row, tone_of(row), row.status == CampaignStatus.RUNNING and row.pk not in told) for row in shown]
        return super().get_context_data(
            cards=sorted(cards, key=lambda card: not (card[0].is_written or card[2])),
            month=month,
            may_begin=any(bodies_of(self.user)),
            older_url=f"?truoc={shown[-1].pk}" if len(found) > PER_PAGE else "",
            newer_url=self.request.path if after else "",
            **kwargs,
        )


@method_decorator(private_page, name="dispatch")
class BeginView(SignedInPage, OnceView, FormView):
    """A new sheet; `?hoc=` names the campaign it learns from, `?tiep=` the one of a former year it goes on from."""

    template_name = "mobilization/campaigns/begin.html"
    form_class = BeginForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.model = self._public("hoc")
            self.former = self._public("tiep")
            if not any(bodies_of(self.user)):
                # The public page offers it to everybody alike, so this one says whose it is.
                learned = self.model or self.former
                return render(request, "mobilization/campaigns/cannot_begin.html", {"learned": learned}, status=403)
        return super().dispatch(request, *args, **kwargs)

    def _public(self, name: str) -> Campaign | None:
        slug = self.request.GET.get(name)
        return get_object_or_404(Campaign.objects.published(), slug=slug[:80]) if slug else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user, "source": self.former or self.model}

    def sent_before(self, submission_id: UUID) -> Campaign | None:
        return Campaign.objects.filter(events__submission_id=submission_id, events__by=self.user).first()

    def take(self, form: BeginForm) -> HttpResponse:
        return self.answer_again(form.save(model=self.model, former=self.former))

    def answer_again(self, sent: Campaign) -> HttpResponse:
        messages.success(self.request, "Đã lập phiếu nháp. Xin điền tiếp rồi gửi đăng ký.")
        return redirect("own_campaigns:write", sent.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(learned=self.model, former=self.former, **kwargs)


class OneCampaign(SignedInPage):
    """Mixin: a page about a campaign one writes for; for all others it does not exist."""

    campaign: Campaign
    verb = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            self.campaign = get_object_or_404(self.rows(), pk=kwargs["pk"])

    def written(self) -> CampaignQuerySet:
        may_enter = self.user.has_perm("mobilization.enter_campaigns")
        return Campaign.objects.all() if may_enter else Campaign.objects.of_body(self.user)

    def rows(self) -> CampaignQuerySet:
        return self.written().kept().with_bodies().select_related("model", "former", "street", "follower")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.verb and not self.campaign.can(self.verb):
            state = self.campaign.get_status_display()
            messages.warning(request, f"Mô hình đang ở tình trạng “{state}” nên chưa làm được việc này.")
            return redirect(self.own_url())
        return super().dispatch(request, *args, **kwargs)

    def read_version(self) -> int:
        """The version this page was read in; one nobody sent fits no row."""
        read = plain_number(self.request.POST.get("version", ""), 9)
        return -1 if read is None else read

    def own_url(self) -> str:
        return reverse("own_campaigns:detail", args=[self.campaign.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(campaign=self.campaign, **kwargs)  # type: ignore[misc]


class OwnView(OneCampaign, TemplateView):
    """Where it stands, what to do next, all that was told."""

    template_name = "mobilization/campaigns/own.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, story = self.campaign, Story.whole(self.campaign)
        events = list(campaign.events.select_related("note"))
        reasons = [one.public_note for one in events if one.to_status == campaign.status and one.public_note]
        may_consent = campaign.is_individual and campaign.allows("consent", self.user)
        return super().get_context_data(
            tone=tone_of(campaign),
            story=story,
            results=story.results(),
            targets=[result.target for result in story.results()],
            reason=reasons[-1] if reasons and campaign.status in NOT_APPROVED else "",
            events=events,
            reviews=campaign.reviews.all(),
            is_at_work=campaign.status in AT_WORK,
            may_consent=may_consent,
            may_renew=campaign.is_public and campaign.year < timezone.localdate().year,
            **kwargs,
        )


class WriteView(OneCampaign, TemplateView):
    """The sheet as one form. A draft may lack anything; what is wrong is told and nothing typed is lost."""

    template_name = "mobilization/campaigns/write.html"
    verb = "write"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(SheetForm(campaign=self.campaign))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SheetForm(request.POST, campaign=self.campaign)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            form.save(by=self.user)
        except StaleRow:
            return self._show_conflict(form)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self._show(form, 422)
        if request.POST.get("viec") == "gui":
            return redirect("own_campaigns:register", self.campaign.pk)
        messages.success(request, f"Đã lưu nháp lúc {timezone.localtime():%H:%M}. Phiếu chưa gửi.")
        return redirect("own_campaigns:write", self.campaign.pk)

    def _show_conflict(self, form: SheetForm) -> HttpResponse:
        """Show both wordings; a second press stores what was typed here."""
        self.campaign = form.row = self.rows().get(pk=self.campaign.pk)
        form.renew_version()
        return self._show(form, 409, differing=form.differing(self.campaign))

    def _show(self, form: SheetForm, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "is_stale": status == 409, "differing": []} | more
        return self.render_to_response(self.get_context_data(**context), status=status)


class DiscardView(OneCampaign, TemplateView):
    """A draft is given up, once that was confirmed; pressed twice, it is gone all the same."""

    template_name = "mobilization/campaigns/discard.html"
    verb = "discard"

    def rows(self) -> CampaignQuerySet:
        return self.written().with_bodies()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and self.campaign.status == CampaignStatus.DISCARDED:
            return redirect("own_campaigns:list")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.campaign.discard(by=self.user, version=self.read_version())
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(self.own_url())
        messages.success(request, "Đã bỏ bản nháp.")
        return redirect("own_campaigns:list")


class RegisterView(OneCampaign, TemplateView):
    """The sheet once more before it goes to the office, with what it still lacks."""

    template_name = "mobilization/campaigns/register.html"
    verb = "register"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"refusal": ""} | kwargs,
            lacking=list(self.campaign.lacking().values()),
            targets=self.campaign.targets.all(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.campaign.register(by=self.user, version=self.read_version())
        except StaleRow as stale:
            self.campaign = get_object_or_404(self.rows(), pk=self.campaign.pk)
            return self.render_to_response(self.get_context_data(refusal=stale.messages[0]), status=409)
        except ValidationError as refusal:
            told = "" if self.campaign.lacking() else refusal.messages[0]
            return self.render_to_response(self.get_context_data(refusal=told), status=422)
        messages.success(request, "Đã gửi đăng ký. Khối Dân vận xem, duyệt và cử người theo dõi.")
        return redirect(self.own_url())


class ProgressView(OneCampaign, OnceView, FormView):
    template_name = "mobilization/campaigns/progress.html"
    form_class = ProgressForm
    verb = "progress"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"campaign": self.campaign}

    def sent_before(self, submission_id: UUID) -> CampaignUpdate | None:
        return self.campaign.updates.filter(event__submission_id=submission_id).first()

    def take(self, form: ProgressForm) -> HttpResponse:
        return self.answer_again(form.save(by=self.user))

    def answer_again(self, sent: CampaignUpdate) -> HttpResponse:
        messages.success(self.request, f"Đã ghi tiến độ {sent.period}. Khối Dân vận xem rồi công khai.")
        return redirect(self.own_url())

    def form_invalid(self, form: ProgressForm) -> HttpResponse:
        form.keep_uploads()
        return super().form_invalid(form)


class SelfScoreView(OneCampaign, FormPage, FormView):
    template_name = "mobilization/campaigns/self_score.html"
    form_class = SelfScoreForm
    verb = "self_score"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "campaign": self.campaign,
            "before": sheet_of(self.campaign, SheetKind.SELF),
        }

    def form_valid(self, form: SelfScoreForm) -> HttpResponse:
        try:
            form.save(by=self.user)
        except StaleRow as stale:
            self.campaign = form.row = self.rows().get(pk=self.campaign.pk)
            form.renew_version()
            form.add_error(None, stale)
            return self.form_invalid(form)
        except ValidationError as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        messages.success(self.request, "Đã gửi báo cáo kết quả và phiếu tự chấm. Hội đồng của phường chấm tiếp.")
        return redirect(self.own_url())


class ConsentView(OneCampaign, FormPage, FormView):
    """The person lets the name be read, or takes that back."""

    template_name = "mobilization/campaigns/consent.html"
    form_class = ConsentForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            if not self.campaign.is_individual:
                raise Http404
            if not self.campaign.allows("consent", self.user):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("viec") == "rut":
            with suppress(ValidationError):  # taken back already, maybe by the other press of a double one
                self.campaign.withdraw_consent(by=self.user)
            messages.success(request, "Đã rút đồng ý. Trang công khai không còn tên.")
            return redirect(self.own_url())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ConsentForm) -> HttpResponse:
        try:
            self.campaign.consent(form.cleaned_data["given_on"], by=self.user)
        except ValidationError as refusal:
            form.add_error("given_on", refusal.messages)
            return self.form_invalid(form)
        messages.success(self.request, "Đã ghi sự đồng ý. Tên được công khai cùng mô hình.")
        return redirect(self.own_url())


class PhotoView(OneCampaign, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        return campaign_photo(self.campaign, photo)


class PaperView(OneCampaign, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, paper: str, extension: str) -> HttpResponse:
        return campaign_file(self.campaign, paper, extension)
