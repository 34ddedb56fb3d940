from django.urls import path

from dialogues.paper_urls import paper_urls
from dialogues.views import papers

app_name = "dialogues"
urlpatterns = [
    *paper_urls,
    path("<slug:slug>/", papers.SpokenView.as_view(), name="session"),
]
