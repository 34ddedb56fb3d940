from django.urls import path

from news import views
from news.feeds import LatestPostsFeed
from wardportal.pages import read_page

app_name = "news"

urlpatterns = [
    path("", views.PostListView.as_view(), name="list"),
    path("rss/", read_page(LatestPostsFeed()), name="feed"),
    path("chuyen-muc/<slug:slug>/", views.PostListView.as_view(), name="category"),
    path("anh/<slug:token>-<int:width>.jpg", views.photo, name="photo"),
    path("<slug:slug>/", views.PostView.as_view(), name="post"),
]
