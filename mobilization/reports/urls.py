"""The addresses of the team heads' workplace."""

from django.urls import path

from mobilization.views import report_draft, reports, start

app_name = "reports"
urlpatterns = [
    path("", start.StartView.as_view(), name="start"),
    path("lap/", reports.BeginView.as_view(), name="begin"),
    path("<int:pk>/", reports.ReportView.as_view(), name="report"),
    path("<int:pk>/viet/", report_draft.WriteView.as_view(), name="write"),
    path("<int:pk>/luu/", report_draft.SaveView.as_view(), name="save"),
    path("<int:pk>/nop/", reports.SubmitView.as_view(), name="submit"),
    path("<int:pk>/da-nop/", reports.DoneView.as_view(), name="done"),
    path("<int:pk>/rut-lai/", reports.TakeBackView.as_view(), name="take_back"),
    path("<int:pk>/dinh-chinh/", reports.CorrectView.as_view(), name="correct"),
    path("<int:pk>/anh/<int:photo>/", reports.PhotoView.as_view(), name="photo"),
]
