"""What the admins of all apps share: queues of the start page, counts that stay cheap, rows nobody edits by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.functional import cached_property

from wardportal.models import User
from wardportal.text import fold

MOST_COUNTED = 1000
MOST_LISTED = 5000
# Which tones of a queue come first on the desk.
URGENCY = {"overdue": 0, "soon": 1}


@dataclass(frozen=True)
class Queue:
    """Work that waits: how much, since when, and where it is done. `count` is capped at `MOST_COUNTED`."""

    label: str
    url: str
    count: int
    age: str = ""
    tone: str = "neutral"

    @property
    def count_text(self) -> str:
        return f"{MOST_COUNTED - 1}+" if self.count >= MOST_COUNTED else str(self.count)


def _urgency(queue: Queue) -> int:
    return URGENCY.get(queue.tone, len(URGENCY))


@dataclass(frozen=True)
class DeskPart:
    """The queues of one app on somebody's desk."""

    name: str
    queues: list[Queue]

    @property
    def waiting(self) -> list[Queue]:
        """What is late first, then what soon will be; the rest in the order of the work."""
        return sorted((queue for queue in self.queues if queue.count), key=_urgency)

    @property
    def urgency(self) -> int:
        """By which the parts of a desk are sorted, as queues are in a part; where nothing waits it comes last."""
        return min(map(_urgency, self.waiting), default=len(URGENCY) + 1)

    @property
    def nothing(self) -> list[Queue]:
        return [queue for queue in self.queues if not queue.count]


@dataclass(frozen=True)
class Notice:
    """Something staff must know before they work, with the place where it is put right; news stand in blue."""

    text: str
    url: str = ""
    link: str = "Mở để nhập"
    is_news: bool = False


def capped(rows: QuerySet, most: int | None = None) -> QuerySet:
    """The first of the rows, no more than `most`, so that a large table costs no more than a small one."""
    return rows[: most or MOST_COUNTED]


def capped_keys(rows: QuerySet, most: int | None = None) -> QuerySet:
    """The keys to count, as many as there are at most."""
    return capped(rows.order_by().values("pk"), most)


def capped_count(rows: QuerySet, most: int | None = None) -> int:
    return capped_keys(rows, most).count()


@dataclass(frozen=True)
class Asked:
    """Expressions somebody wants answered, and what is made of the answers: queues or notices.

    All that is asked for one page goes to the database as one statement.
    """

    expressions: Mapping[str, Any]
    tell: Callable[[dict[str, Any]], list[Any]]


def ask_at_once(lists: Sequence[Sequence[Any]], user: User) -> list[list[Any]]:
    """Return the lists with what they tell in the place of those who asked; whatever else stands there stays."""
    asking = [item for items in lists for item in items if isinstance(item, Asked)]
    asked = {
        f"{number}_{name}": _written_out(expression)
        for number, item in enumerate(asking)
        for name, expression in item.expressions.items()
    }
    # The answers need a row to stand in: that of whoever looks is always there, and it is one.
    answers: Any = User.objects.filter(pk=user.pk).values(**asked).get() if asked else {}
    told = iter(
        item.tell({name: answers[f"{number}_{name}"] for name in item.expressions})
        for number, item in enumerate(asking)
    )
    return [[one for item in items for one in (next(told) if isinstance(item, Asked) else [item])] for items in lists]


def _written_out(expression: Any) -> Any:
    """The words of a question that stands for itself: whole, it would be copied for each that is asked beside it."""
    if not isinstance(expression, Subquery):
        return expression
    try:
        words, values = User.objects.all().query.get_compiler(DEFAULT_DB_ALIAS).compile(expression)
    except EmptyResultSet:
        return expression
    return RawSQL(words, values, expression.output_field)  # noqa: S611 - what the compiler wrote


class OnDesk:
    """Mixin of a ModelAdmin that puts work on the start page."""

    def queues(self, request: HttpRequest) -> Sequence[Queue | Asked]:
        return []

    def notices(self, request: HttpRequest) -> Sequence[Notice | Asked]:
        return []

    def before_opening(self, request: HttpRequest) -> Sequence[Notice | Asked]:
        """What a new ward has to see to before residents are told of the portal, for whoever sets it up."""
        return []


class GuardsAccounts:
    """Mixin of a ModelAdmin whose rows put an account out of reach of all but a superuser."""

    def guards(self, user: User) -> bool:
        raise NotImplementedError


class CappedPaginator(Paginator):
    """Counts no further than staff would ever page."""

    @cached_property
    def count(self) -> int:
        return capped_count(self.object_list, MOST_LISTED)  # type: ignore[arg-type]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only methods of the model change."""

    # What is worked on any day, apart from bodies, lists and rules. Stock forms of such rows say so themselves.
    is_work = True
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BoundedList(ReadOnlyAdmin):
    """A list of such rows that costs the same however long the table is."""

    list_per_page = 50
    list_max_show_all = 0
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER


class FoldedSearch(admin.ModelAdmin):
    """Finds with and without marks; for tables so small that they are read whole."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet, bool]:
        words = fold(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        found = [pk for pk, *texts in rows if all(word in fold(" ".join(texts)) for word in words)]
        return queryset.filter(pk__in=found), False


class NeverDeleted(admin.ModelAdmin):
    """Rows that other rows point at for good: they end, they do not go."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
