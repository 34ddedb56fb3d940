"""The table of contents of the site."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path, re_path

from dialogues.sitemaps import CommitmentSitemap, SessionSitemap
from mobilization.sitemaps import CampaignSitemap, GroupSitemap, ResultSitemap, SelfManagedGroupSitemap
from news.sitemaps import PostSitemap
from petitions.sitemaps import PetitionSitemap
from wardportal import views
from wardportal.pages import private_page, read_page
from wardportal.sitemaps import PageSitemap

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

SITEMAPS = {
    "trang": PageSitemap,
    "tin-tuc": PostSitemap,
    "kien-nghi": PetitionSitemap,
    "doi-thoai": SessionSitemap,
    "cam-ket": CommitmentSitemap,
    "to-dan-pho": GroupSitemap,
    "ket-qua": ResultSitemap,
    "to-tu-quan": SelfManagedGroupSitemap,
    "mo-hinh": CampaignSitemap,
}

account_urls = [
    path("dang-nhap/", private_page(account.login), name="account_login"),
    path("dang-xuat/", private_page(account.logout), name="account_logout"),
    path("dang-nhap/xac-nhan/", private_page(account.reauthenticate), name="account_reauthenticate"),
    path("dang-nhap/doi-mat-khau/", private_page(account.password_change), name="account_change_password"),
    path("dang-nhap/quen-mat-khau/", private_page(account.password_reset), name="account_reset_password"),
    path(
        "dang-nhap/quen-mat-khau/da-gui/", private_page(account.password_reset_done), name="account_reset_password_done"
    ),
    path(
        "dang-nhap/quen-mat-khau/xong/",
        private_page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^dang-nhap/quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        private_page(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("gioi-thieu/", views.AboutView.as_view(), name="about"),
    path("lien-he/", views.ContactView.as_view(), name="contact"),
    path("tiep-can-thong-tin/", views.InformationAccessView.as_view(), name="information_access"),
    path("so-do/", views.SiteMapView.as_view(), name="site_map"),
    path("kien-nghi/", include("petitions.urls")),
    path("doi-thoai/", include("dialogues.urls")),
    path("ket-qua/kiem-tra/", include("mobilization.inspections.urls")),
    path("bao-cao/giao-ban/", include("mobilization.briefings.urls")),
    path("bao-cao/to-tu-quan/", include("mobilization.assessments.urls")),
    path("to-tu-quan/", include("mobilization.assessments.public_urls")),
    path("bao-cao/mo-hinh/", include("mobilization.campaigns.work_urls")),
    path("to-dan-pho/", include("mobilization.urls")),
    path("mo-hinh/", include("mobilization.campaigns.urls")),
    path("bao-cao/", include("mobilization.reports.urls")),
    path("ket-qua/", include("mobilization.results.urls")),
    path("tin-tuc/", include("news.urls")),
    *account_urls,
    path("dang-nhap/bo-noi-dung/", views.drop_unsent, name="drop_unsent"),
    path("quan-tri/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        read_page(index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", read_page(sitemap), {"sitemaps": SITEMAPS}, name="sitemap_part"),
]
