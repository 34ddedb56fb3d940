"""The board of promises: how many were kept, which ones, and the history of each."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView, View

from dialogues.figures import CommitmentFigures, board, conditions
from dialogues.models import AgendaItem, Commitment, Evidence
from dialogues.models.commitment_queries import CommitmentQuerySet
from dialogues.standing import SHORTCUTS, STATES, list_of, with_askers_word
from mobilization.models import Unit
from wardportal.pages import ReadPage
from wardportal.uploads import serve_picture

PER_PAGE = 20
MONTHS = 12
ON_TOP = (("promised", "đã hứa"), ("on_time", "xong đúng hẹn"), ("late", "xong muộn"), ("overdue", "đang quá hạn"))


@dataclass(frozen=True)
class Bar:
    """One month of the chart: two bars from zero, in hundredths of the room, with their numbers beside them."""

    label: str
    promised: int
    on_time: int
    promised_width: int
    on_time_width: int


def bars(months: list[tuple[date, CommitmentFigures]]) -> list[Bar]:
    """The months in the order of the table; the longest bar takes all the room."""
    most = max((row.promised for _month, row in months), default=0) or 1
    return [
        Bar(
            label=f"{month:%m/%Y}",
            promised=row.promised,
            on_time=row.on_time,
            promised_width=round(100 * row.promised / most),
            on_time_width=round(100 * row.on_time / most),
        )
        for month, row in months
    ]


# Label, figures, and the query that lists the promises of the row; empty where no query lists just them.
TableRow = tuple[str, CommitmentFigures, str]


def month_rows(months: list[tuple[date, CommitmentFigures]]) -> list[TableRow]:
    return [(f"{month:%m/%Y}", row, urlencode({"thang": f"{month:%Y-%m}"})) for month, row in months]


def unit_rows(units: list[tuple[str, CommitmentFigures]], named: list[tuple[str, str]]) -> list[TableRow]:
    """The units by name; two of one name stand in one row, of which there is no list."""
    codes: dict[str, list[str]] = {}
    for code, name in named:
        codes.setdefault(name, []).append(code)
    return [(name, row, _unit_query(codes.get(name, []))) for name, row in units]


def _unit_query(codes: list[str]) -> str:
    return urlencode({"don_vi": codes[0]}) if len(codes) == 1 else ""


@dataclass(frozen=True)
class Narrowed:
    """What of the list somebody asked to see; a word nobody made is as good as none."""

    state: str = ""
    unit: str = ""
    month: date | None = None

    @classmethod
    def read(cls, asked: Any) -> "Narrowed":
        state = asked.get("trang_thai", "")
        return cls(state if state in STATES else "", asked.get("don_vi", "")[:40], _read_month(asked.get("thang", "")))

    def of(self, rows: CommitmentQuerySet, at: date) -> CommitmentQuerySet:
        if self.state:
            rows = rows.filter(counted_under(self.state, at))
        if self.unit:
            rows = rows.filter(unit__code=self.unit)
        if self.month:
            rows = rows.filter(promised_on__year=self.month.year, promised_on__month=self.month.month)
        return rows

    def words(self, units: dict[str, str]) -> str:
        """What was asked for, for who reads the list on paper; nothing where all of it was."""
        said = (
            self.state and STATES[self.state].label.lower(),
            self.unit and f"của {units.get(self.unit, self.unit)}",
            self.month and f"hứa tháng {self.month:%m/%Y}",
        )
        return ", ".join(words for words in said if words)

    @property
    def address(self) -> str:
        """The query of the address that asks for the same again."""
        month = f"{self.month:%Y-%m}" if self.month else ""
        asked = {"trang_thai": self.state, "don_vi": self.unit, "thang": month}
        return urlencode({name: value for name, value in asked.items() if value})


def counted_under(state: str, at: date) -> Q:
    """What makes a promise count under one of the figures that a word of the list stands for."""
    known = conditions(at)
    return reduce(or_, (known[figure] for figure in STATES[state].figures))


@dataclass(frozen=True)
class Shortcut:
    """A link above the list to the promises most people look for, with their number."""

    label: str
    number: int
    address: str
    is_here: bool


def shortcuts(totals: CommitmentFigures, narrowed: Narrowed) -> list[Shortcut]:
    every = Shortcut("Tất cả", totals.promised, f"{reverse('dialogues:board')}#danh-sach", narrowed == Narrowed())
    return [
        every,
        *(
            Shortcut(
                label=label,
                number=sum(getattr(totals, figure) for figure in STATES[word].figures),
                address=f"?{urlencode({'trang_thai': word})}#danh-sach",
                is_here=narrowed == Narrowed(word),
            )
            for word, label in SHORTCUTS.items()
        ),
    ]


def _read_month(typed: str) -> date | None:
    try:
        return date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None


class BoardView(ReadPage, ListView):
    """Figures, tables by unit and month, and the list; `?truoc=<code>` continues below the promise last seen."""

    template_name = "dialogues/board.html"
    context_object_name = "commitments"

    def get_queryset(self) -> CommitmentQuerySet:
        self.today, self.narrowed = timezone.localdate(), Narrowed.read(self.request.GET)
        rows = self.narrowed.of(with_askers_word(Commitment.objects.published()), self.today)
        rows = rows.select_related("unit").order_by("-pk")
        if code := self.request.GET.get("truoc"):
            rows = rows.filter(pk__lt=get_object_or_404(Commitment.objects.published(), code=code[:20].upper()).pk)
        return rows[: PER_PAGE + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, narrowed = list(self.object_list), self.narrowed
        commitments = found[:PER_PAGE]
        query = f"&{narrowed.address}" if narrowed.address else ""
        older = f"?truoc={commitments[-1].code.lower()}{query}#danh-sach" if len(found) > PER_PAGE else ""
        newer = f"?{narrowed.address}#danh-sach" if narrowed.address else f"{self.request.path}#danh-sach"
        published = Commitment.objects.published()
        months = CommitmentFigures.by_month(published, self.today)
        named = list(Unit.objects.filter(pk__in=published.values("unit")).values_list("code", "name"))
        totals = board(self.today)
        links = shortcuts(totals, narrowed)
        return super().get_context_data(
            object_list=commitments,
            today=self.today,
            totals=totals,
            shortcuts=links,
            filters=not any(link.is_here for link in links),
            figures=[(getattr(totals, name), label, list_of(name)) for name, label in ON_TOP],
            lists={name: list_of(name) for name in ("running", "not_done")},
            units=unit_rows(CommitmentFigures.by(published, "unit__name", self.today), named),
            narrowed_words=narrowed.words(dict(named)),
            listed=narrowed.of(published, self.today).count() if narrowed.address else totals.promised,
            months=month_rows(months[:MONTHS]),
            bars=bars(months[:MONTHS]),
            narrowed=narrowed,
            states=[(word, state.label) for word, state in STATES.items()],
            unit_choices=named,
            month_choices=[month for month, _row in months],
            older_url=older,
            newer_url=newer if "truoc" in self.request.GET else "",
            **kwargs,
        )


class CommitmentView(ReadPage, DetailView):
    """One promise: what became of it, step by step, with the evidence somebody checked."""

    template_name = "dialogues/commitment_detail.html"
    context_object_name = "commitment"

    def get_object(self, queryset: QuerySet[Commitment] | None = None) -> Commitment:
        rows = with_askers_word(Commitment.objects.published()).select_related("unit", "session")
        return get_object_or_404(rows, code=self.kwargs["code"].upper())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.object
        return super().get_context_data(
            address=f"{settings.SITE_URL}{commitment.get_absolute_url()}",
            events=commitment.events.select_related("note", "unit", "milestone"),
            evidence=Evidence.objects.published().filter(commitment=commitment),
            milestones=commitment.milestones.standing(),
            origin=AgendaItem.objects.published().filter(pk=commitment.item_id).first(),
            **kwargs,
        )


class EvidenceView(ReadPage, View):
    """A photo or paper that was checked and published; its name on the disk of whoever sent it stays there."""

    def get(self, request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
        evidence = Evidence.objects.published().filter(commitment__code=code.upper(), pk=pk).first()
        if evidence is None:
            raise Http404
        extension = str(evidence.file.name).rpartition(".")[2]
        name = f"minh-chung-{code.lower()}-{pk}.{extension}"
        asked, kind = request.GET.get("rong", ""), evidence.content_type
        response = serve_picture(evidence.file, asked, name=name, content_type=kind)
        response["Cache-Control"] = "public"
        return response
