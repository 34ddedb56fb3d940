"""How sure a number is, what it is, how far it reaches, who reads it: the words of results, as data."""

from decimal import Decimal

from django.db import models

from wardportal.numbers import number_vi


class Qualifier(models.TextChoices):
    """How a number was claimed; never dropped when it is printed."""

    EXACT = "exact", "đúng"
    OVER = "over", "trên, hơn"
    ABOUT = "about", "khoảng"
    UP_TO = "up_to", "đến"
    RANGE = "range", "từ … đến …"


# The words a claim may use; the first is taken where none is given.
WORDS: dict[str, tuple[str, ...]] = {
    Qualifier.EXACT: ("",),
    Qualifier.OVER: ("trên", "hơn"),
    Qualifier.ABOUT: ("khoảng", "gần"),
    Qualifier.UP_TO: ("đến", "không quá"),
    Qualifier.RANGE: ("từ",),
}


class ResultKind(models.TextChoices):
    MEASURED = "measured", "đã thực hiện"
    CUMULATIVE = "cumulative", "lũy kế"
    TARGET = "target", "mục tiêu"
    PLAN = "plan", "kế hoạch"
    RULE = "rule", "quy định"


# What has happened by the time somebody writes it down.
DONE = frozenset({ResultKind.MEASURED, ResultKind.CUMULATIVE})


class Scope(models.TextChoices):
    """How far a number reaches, as staff choose it."""

    WARD = "ward", "toàn phường"
    GROUPS = "groups", "tổ dân phố"
    SPECIAL_AREA = "special_area", "vùng đặc thù"
    FORMER_TOWN = "former_town", "cấp huyện (cũ)"


def former_town(town: str) -> str:
    """The level there was until 01/07/2025, by its name where the ward has given it."""
    return f"{town} (cũ)" if town else Scope.FORMER_TOWN.label


# What the public reads where no group is named, and always instead of the special area.
SOME_GROUPS = "một số tổ dân phố"


class Audience(models.TextChoices):
    PUBLIC = "public", "Công khai"
    STAFF = "staff", "Chỉ cán bộ"


class WorkState(models.TextChoices):
    PLANNED = "planned", "Dự kiến"
    UNDER_WAY = "under_way", "Đang làm"
    DONE = "done", "Đã làm"
    STOPPED = "stopped", "Không làm nữa"


def claim(
    value: Decimal,
    value_max: Decimal | None,
    symbol: str,
    word: str = "",
    *,
    is_ordinal: bool = False,
) -> str:
    """Return the number as it was claimed: trên 2.000 m; từ 3 – 5 triệu đồng/hộ; năm 2025."""
    if is_ordinal:
        number = f"{symbol} {_plain(value)}" + (f" – {_plain(value_max)}" if value_max is not None else "")
    elif value_max is None:
        number = number_vi(value, symbol)
    else:
        number = f"{number_vi(value)} – {number_vi(value_max, symbol)}"
    return f"{word} {number}" if word else number


def _plain(value: Decimal) -> str:
    """2025, never 2.025: a year or a day is no amount."""
    return number_vi(value).replace(".", "")
