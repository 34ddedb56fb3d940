from django.urls import path

from mobilization.views import briefings as views

app_name = "briefings"
urlpatterns = [
    path("", views.BriefingListView.as_view(), name="list"),
    path("<int:pk>/", views.BriefingView.as_view(), name="detail"),
    path("<int:pk>/thong-bao.pdf", views.NoticeView.as_view(), name="notice_pdf"),
    path("viec/<int:pk>/", views.ConclusionView.as_view(), name="conclusion"),
]
