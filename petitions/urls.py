from django.urls import path

from petitions.views import follow, public, send

app_name = "petitions"
urlpatterns = [
    path("", public.PetitionListView.as_view(), name="list"),
    path("gui/", send.SubmitView.as_view(), name="submit"),
    path("gui/bien-nhan/", send.ReceiptView.as_view(), name="receipt"),
    path("tra-cuu/", follow.PetitionLookupView.as_view(), name="lookup"),
    path("cua-toi/", follow.MineView.as_view(), name="mine"),
    path("cua-toi/han/", follow.MyDeadlineView.as_view(), name="my_deadline"),
    path("cua-toi/bo-sung/", follow.AddInformationView.as_view(), name="add_information"),
    path("cua-toi/rut/", follow.WithdrawView.as_view(), name="withdraw"),
    path("cua-toi/giai-quyet-lai/", follow.ReopenView.as_view(), name="reopen"),
    path("cua-toi/go-cong-khai/", follow.ObjectView.as_view(), name="object"),
    path("cua-toi/tep/<int:pk>/", follow.MyFileView.as_view(), name="my_file"),
    path("cua-toi/ket-thuc/", follow.EndView.as_view(), name="end"),
    path("<slug:code>/", public.PetitionView.as_view(), name="detail"),
    path("<slug:code>/han/", public.DeadlineView.as_view(), name="deadline"),
]
