from django.urls import path

from mobilization.views import public

app_name = "mobilization"
urlpatterns = [
    path("", public.GroupListView.as_view(), name="group_list"),
    path("<slug:slug>/", public.GroupView.as_view(), name="group"),
]
