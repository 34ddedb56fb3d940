"""The public addresses of self-managed groups and what they compete in."""

from django.urls import path

from mobilization.views import emulation

app_name = "emulation"
urlpatterns = [
    path("", emulation.HomeView.as_view(), name="home"),
    path("so-lieu.csv", emulation.CsvView.as_view(), name="csv"),
    path("<slug:code>/", emulation.GroupView.as_view(), name="group"),
]
