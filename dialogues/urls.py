from django.urls import path

from dialogues.paper_urls import paper_urls
from dialogues.views import board, calendar, follow, open_data, public, register

app_name = "dialogues"
urlpatterns = [
    path("", public.SessionListView.as_view(), name="list"),
    path("tra-cuu/", follow.QuestionLookupView.as_view(), name="lookup"),
    path("bien-nhan/", register.ReceiptView.as_view(), name="receipt"),
    path("cua-toi/", follow.MineView.as_view(), name="mine"),
    path("cua-toi/rut/", follow.WithdrawView.as_view(), name="withdraw"),
    path("cua-toi/khong-neu-ten/", follow.HideNameView.as_view(), name="hide_name"),
    path("cua-toi/cam-ket/<slug:code>/xac-nhan/", follow.ConfirmView.as_view(), name="confirm"),
    path("cua-toi/cam-ket/<slug:code>/khong-dong-y/", follow.ObjectView.as_view(), name="object"),
    path("cua-toi/ket-thuc/", follow.EndView.as_view(), name="end"),
    path("cam-ket/", board.BoardView.as_view(), name="board"),
    path("cam-ket/so-lieu.csv", open_data.BoardCsvView.as_view(), name="board_csv"),
    path("cam-ket/so-lieu.json", open_data.BoardJsonView.as_view(), name="board_json"),
    path("cam-ket/<slug:code>/", board.CommitmentView.as_view(), name="commitment"),
    path("cam-ket/<slug:code>/minh-chung/<int:pk>/", board.EvidenceView.as_view(), name="evidence"),
    path("lich.ics", calendar.CalendarView.as_view(), name="calendar"),
    *paper_urls,
    path("<slug:slug>/", public.SessionView.as_view(), name="session"),
    path("<slug:slug>/dang-ky/", register.RegisterView.as_view(), name="register"),
    path("<slug:slug>/man-hinh/", public.ScreenView.as_view(), name="screen"),
    path("<slug:slug>/anh/<int:pk>/", public.PhotoView.as_view(), name="photo"),
]
