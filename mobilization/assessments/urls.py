"""The addresses where self-managed groups are assessed and checked."""

from django.urls import path

from mobilization.views import assessments

app_name = "assessments"
urlpatterns = [
    path("", assessments.StartView.as_view(), name="start"),
    path("phieu-giay/<int:pk>.pdf", assessments.SheetsView.as_view(), name="sheets"),
    path("<int:pk>/", assessments.AssessmentView.as_view(), name="detail"),
    path("<int:pk>/tu-danh-gia/", assessments.AssessView.as_view(), name="assess"),
    path("<int:pk>/kiem-tra/", assessments.CheckView.as_view(), name="check"),
    path("<int:pk>/y-kien/", assessments.ObjectView.as_view(), name="object"),
    path("<int:pk>/tep/<int:file>/", assessments.FileView.as_view(), name="file"),
]
