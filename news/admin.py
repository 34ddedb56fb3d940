from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import BaseFormSet, BaseModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from js_asset import Media

from news.forms import PostForm, PostPhotoForm, PostPhotoFormSet
from news.models import Category, Post, PostPhoto
from news.views import photo_response
from wardportal.dates import datetime_line
from wardportal.pages import private_page

# The editor writes its import map into the page and one style sheet of its own; both are named here, nothing else
# is let in. The hash is that of the style sheet of the locked django-prose-editor; a browser test notices another.
EDITOR_CSP = {
    "script-src": [NONCE],
    "style-src": ["'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
}
ANOTHER_TIME = "Muốn đổi giờ: bấm “Lưu và gỡ xuống”, mở lại bài rồi “Lưu và đăng” với giờ mới."
NOT_SCHEDULED = "Bài vẫn là nháp, chưa hẹn giờ đăng {}: giờ đăng chỉ tính khi bấm “Lưu và đăng”."


class StateFilter(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(state.value, str(state.label)) for state in Post.State]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        narrow = {
            Post.State.DRAFT: queryset.drafts,
            Post.State.SCHEDULED: queryset.scheduled,
            Post.State.PUBLISHED: queryset.published,
        }
        chosen = next((state for state in narrow if state == self.value()), None)
        return narrow[chosen]() if chosen else queryset


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "order"]
    fields = ["name", "slug", "order"]

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        return ["slug"] if obj else []


class PostPhotoInline(admin.StackedInline):
    model = PostPhoto
    form = PostPhotoForm
    formset = PostPhotoFormSet
    extra = 1
    fields = ["preview", "file", "kept", "alt", "caption", ("credit", "is_lead"), ("after_block", "position")]
    readonly_fields = ["preview"]

    @admin.display(description="ảnh hiện có")
    def preview(self, photo: PostPhoto) -> str:
        if not photo.pk:
            return "Chưa có ảnh"
        height = round(photo.height * 240 / photo.width)
        address = photo.address(photo.widths[0])
        return format_html('<img src="{}" width="240" height="{}" alt="{}">', address, height, photo.alt)


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """Where the ward's editors write; publishing and taking down are decisions of their own."""

    is_work = True
    form = PostForm
    inlines = [PostPhotoInline]
    list_display = ["title", "state_name", "category", "author_name"]
    list_filter = [StateFilter, "category"]
    list_select_related = ["category"]
    list_per_page = 50
    search_fields = ["search_text"]
    search_help_text = "Tìm trong tiêu đề, tóm tắt và nội dung; gõ có dấu hay không dấu đều được."
    actions = ["publish", "unpublish"]
    view_on_site = False
    readonly_fields = ["state_name", "page"]
    fieldsets = [
        ("Bài viết", {"fields": ["seen_version", "title", "lead", "body", "category"]}),
        ("Tác giả, nguồn tin", {"fields": ["author_name", ("source_name", "source_url")]}),
        ("Đăng bài", {"fields": ["state_name", "page", "publish_at"]}),
    ]

    @admin.display(description="tình trạng", ordering="published_at")
    def state_name(self, post: Post) -> str:
        state = post.state()
        if state == Post.State.DRAFT:
            return str(state.label)
        return f"{state.label}: {datetime_line(post.published_at)}" if post.published_at else ""

    @admin.display(description="địa chỉ trang")
    def page(self, post: Post) -> str:
        if not post.pk:
            return "Đặt theo tiêu đề khi lưu; đã đăng thì không đổi nữa."
        return post.get_absolute_url()

    @admin.action(description="Đăng các bài đã chọn", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        """Name them first: one tick too many would be read by everybody."""
        if "confirmed" not in request.POST:
            posts = queryset.select_related("category")
            context = self.admin_site.each_context(request) | {"opts": self.opts, "posts": posts}
            title = f"Đăng {len(posts)} bài này?"
            return render(request, "admin/news/post/publish.html", context | {"title": title})
        for post in queryset:
            self._decide(request, post, "publish", at=post.first_published_at)
        return None

    @admin.action(description="Gỡ các bài đã chọn xuống", permissions=["publish"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            self._decide(request, post, "unpublish")

    def get_fieldsets(self, request: HttpRequest, obj: Post | None = None) -> Any:
        """The time is asked for where "Lưu và đăng" stands: anywhere else it would be typed for nothing."""
        if self.has_publish_permission(request) and (obj is None or not obj.published_at):
            return self.fieldsets
        told = {"description": ANOTHER_TIME} if obj and obj.state() == Post.State.SCHEDULED else {}
        return [*self.fieldsets[:-1], ("Đăng bài", {"fields": ["state_name", "page"], **told})]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("news.publish_post")

    def has_delete_permission(self, request: HttpRequest, obj: Post | None = None) -> bool:
        """What readers may have seen is taken down, not deleted."""
        never_seen = obj is None or obj.first_published_at is None
        return never_seen and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        return (queryset.matching(search_term) if search_term.strip() else queryset), False

    def get_urls(self) -> list[URLPattern]:
        preview = self.admin_site.admin_view(private_page(self.preview_view))
        photo = self.admin_site.admin_view(private_page(self.photo_view))
        return [
            path("<int:pk>/xem-truoc/", preview, name="news_post_preview"),
            path("anh/<slug:token>-<int:width>.jpg", photo, name="news_post_photo"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the article as readers will see it, to those who may see drafts."""
        self._require_view(request)
        posts = Post.objects.select_related("category").prefetch_related("photos")
        return render(request, "news/post_preview.html", {"post": get_object_or_404(posts, pk=pk)})

    def photo_view(self, request: HttpRequest, token: str, width: int) -> HttpResponse:
        self._require_view(request)
        return photo_response(PostPhoto.objects.all(), token, width, cache="private, no-store")

    @method_decorator(csp_update(EDITOR_CSP))
    def changeform_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(*args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if context["errors"]:
            for inline in context["inline_admin_formsets"]:
                for photo in inline.formset.forms:
                    photo.keep_photo()
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)  # type: ignore[attr-defined]
        context["show_save_and_add_another"] = False
        context["can_publish"] = self.has_publish_permission(request) and (obj is None or not obj.published_at)
        context["can_unpublish"] = self.has_publish_permission(request) and bool(obj and obj.published_at)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Post, form: BaseModelForm, change: bool) -> None:
        obj.updated_by = request.user  # type: ignore[assignment]
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: PostForm, formsets: list[BaseFormSet], change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.keep_places_of_photos()
        for verb, details in (("publish", {"at": form.wanted_time()}), ("unpublish", {})):
            if f"_{verb}" in request.POST:
                if not self.has_publish_permission(request):
                    raise PermissionDenied
                self._decide(request, form.instance, verb, **details)
        wanted = form.wanted_time()
        if wanted and "publish_at" in form.changed_data and not form.instance.published_at:
            self.message_user(request, NOT_SCHEDULED.format(datetime_line(wanted)), messages.WARNING)

    def _decide(self, request: HttpRequest, post: Post, verb: str, **details: Any) -> None:
        try:
            getattr(post, verb)(by=request.user, **details)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        self.log_change(request, post, str(post.state().label))
        self.message_user(request, f"“{post.title}”: {self.state_name(post)}.", messages.SUCCESS)

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
