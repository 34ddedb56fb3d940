from django.urls import path

from mobilization.views import inspections as views

app_name = "inspections"
urlpatterns = [
    path("", views.InspectionFiguresView.as_view(), name="figures"),
    path("so-lieu.csv", views.InspectionCsvView.as_view(), name="csv"),
]
