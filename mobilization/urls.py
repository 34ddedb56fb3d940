from django.urls import path

from mobilization import views

app_name = "mobilization"
urlpatterns = [
    path("", views.GroupListView.as_view(), name="group_list"),
    path("<slug:slug>/", views.GroupView.as_view(), name="group"),
]
