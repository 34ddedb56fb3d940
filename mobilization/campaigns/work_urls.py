"""The addresses where teams and units work on their campaigns."""

from django.urls import path

from mobilization.views import campaign_work as views

app_name = "own_campaigns"
urlpatterns = [
    path("", views.OwnCampaigns.as_view(), name="list"),
    path("moi/", views.BeginView.as_view(), name="begin"),
    path("<int:pk>/", views.OwnView.as_view(), name="detail"),
    path("<int:pk>/viet/", views.WriteView.as_view(), name="write"),
    path("<int:pk>/bo/", views.DiscardView.as_view(), name="discard"),
    path("<int:pk>/gui/", views.RegisterView.as_view(), name="register"),
    path("<int:pk>/tien-do/", views.ProgressView.as_view(), name="progress"),
    path("<int:pk>/tu-cham/", views.SelfScoreView.as_view(), name="self_score"),
    path("<int:pk>/dong-y/", views.ConsentView.as_view(), name="consent"),
    path("<int:pk>/anh/<int:photo>/", views.PhotoView.as_view(), name="photo"),
    path("<int:pk>/<slug:paper>.<slug:extension>", views.PaperView.as_view(), name="paper"),
]
