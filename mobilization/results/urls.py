from django.urls import path

from mobilization.views import result_data, results

app_name = "results"
urlpatterns = [
    path("", results.YearView.as_view(), name="latest"),
    path("nhiem-ky/", results.LastingView.as_view(), name="lasting"),
    path("so-sanh/", results.CompareView.as_view(), name="compare"),
    path("bien-so-nha/", results.StreetsView.as_view(), name="streets"),
    path("so-lieu.csv", result_data.ResultsCsvView.as_view(), name="csv"),
    path("so-lieu.json", result_data.ResultsJsonView.as_view(), name="json"),
    path("<int:year>/", results.YearView.as_view(), name="year"),
]
