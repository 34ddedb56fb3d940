"""The addresses of campaigns as everybody reads them."""

from django.urls import path

from mobilization.views import campaigns

app_name = "campaigns"
urlpatterns = [
    path("", campaigns.CampaignListView.as_view(), name="list"),
    path("<slug:slug>/", campaigns.CampaignView.as_view(), name="detail"),
    path("<slug:slug>/anh/<int:pk>/", campaigns.PhotoView.as_view(), name="photo"),
]
