"""No blind sums: what overlaps or says something else is never added, and a sum says no more than its parts."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, product
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilization.results.totals import NoTotal, total_of, totals
from mobilization.results.words import WORDS

UNITS = {
    "m": SimpleNamespace(symbol="m", dimension="length", factor=Decimal(1), adds_up=True),
    "km": SimpleNamespace(symbol="km", dimension="length", factor=Decimal(1000), adds_up=True),
    "cây": SimpleNamespace(symbol="cây", dimension="tree", factor=Decimal(1), adds_up=True),
    "%": SimpleNamespace(symbol="%", dimension="share", factor=Decimal("0.01"), adds_up=False),
}


@dataclass
class Result:
    """What the sums read of a result."""

    value: Decimal = Decimal(1)
    symbol: str = "m"
    qualifier: str = "exact"
    value_max: Decimal | None = None
    scope: str = "groups"
    groups: tuple[int, ...] = (1,)
    kind: str = "measured"
    measure_id: int = 1
    year: int | None = 2022
    starts_on: None = None
    ends_on: None = None
    period_text: str = "năm 2022"
    pk: int = 0
    word: str = field(init=False)

    def __post_init__(self):
        self.word = WORDS[self.qualifier][0]
        self.unit = UNITS[self.symbol]
        self.factor = self.unit.factor
        self.residential_groups = SimpleNamespace(all=lambda: [SimpleNamespace(pk=key) for key in self.groups])


def numbered(*rows):
    for number, row in enumerate(rows, start=1):
        row.pk = number
    return rows


def refusal(*rows):
    with pytest.raises(NoTotal) as said:
        total_of(numbered(*rows))
    return str(said.value)


def test_groups_that_are_named_and_differ_are_added():
    rows = numbered(Result(Decimal(650)), Result(Decimal("0.3"), "km", groups=(2,)))
    assert total_of(rows).claim == "950 m"


def test_a_sum_has_the_weakest_qualifier():
    rows = numbered(Result(Decimal(650)), Result(Decimal(420), qualifier="over", groups=(2,)))
    assert total_of(rows).claim == "trên 1.070 m"
    rows[1].word = "hơn"
    assert total_of(rows).claim == "hơn 1.070 m"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scope": "ward", "groups": ()}, "phạm vi có thể trùng nhau"),
        ({"scope": "special_area", "groups": ()}, "phạm vi có thể trùng nhau"),
        ({"scope": "former_town", "groups": ()}, "phạm vi có thể trùng nhau"),
        ({"groups": ()}, "phạm vi có thể trùng nhau"),
        ({"groups": (1, 2)}, "phạm vi có thể trùng nhau"),
        ({"kind": "cumulative"}, "khác loại số liệu"),
        ({"kind": "target"}, "khác loại số liệu"),
        ({"symbol": "cây"}, "khác đơn vị đo"),
        ({"measure_id": 2}, "khác hạng mục"),
        ({"period_text": "từ tháng 10/2022"}, "khác thời gian"),
        ({"year": 2023}, "khác thời gian"),
    ],
)
def test_what_may_not_be_added_is_refused(change, said):
    assert refusal(Result(groups=(1,)), Result(**{"groups": (2,)} | change)) == said


def test_a_ward_total_and_the_special_area_are_never_added():
    assert refusal(Result(scope="ward", groups=()), Result(scope="special_area", groups=())) == (
        "phạm vi có thể trùng nhau"
    )


def test_rates_are_not_added():
    assert "tỷ lệ" in refusal(Result(symbol="%"), Result(symbol="%", groups=(2,)))


def test_bounds_that_leave_nothing_known_are_refused():
    assert "trên" in refusal(Result(qualifier="over"), Result(qualifier="up_to", groups=(2,)))
    assert "khoảng" in refusal(Result(qualifier="about"), Result(qualifier="over", groups=(2,)))


def test_one_result_never_counts_twice():
    row = Result(pk=7)
    with pytest.raises(NoTotal, match="hai lần"):
        total_of([row, row])
    with pytest.raises(NoTotal):
        total_of([])


def test_totals_keep_apart_what_cannot_be_added():
    rows = numbered(Result(), Result(groups=(2,)), Result(kind="cumulative"), Result(scope="ward", measure_id=2))
    assert [len(total.results) for total in totals(rows)] == [2, 1, 1]


# Properties

SIZES = st.integers(0, 10**6).map(Decimal)


KINDS = st.sampled_from(
    list(product(
        ["exact", "over", "up_to", "range"], ["m", "km"], ["groups"] * 6 + ["ward", "special_area"],
        ["measured"] * 6 + ["cumulative", "target"], [2022, 2022, 2023],
    ))
)  # fmt: skip
TWELVE = range(1, 13)
GROUPS = st.sampled_from([*[(), *((one,) for one in TWELVE)] * 20, *combinations(TWELVE, 2), *combinations(TWELVE, 3)])


def claim(kind, value, more, groups):
    """A claim of any kind, with a true number it does not contradict."""
    qualifier, symbol, scope, told, year = kind
    more += 1
    truth = {"exact": value, "over": value + more, "up_to": max(value - more, Decimal(0)), "range": value + more / 2}
    upper = value + more if qualifier == "range" else None
    row = Result(value, symbol, qualifier, upper, scope=scope, groups=groups, kind=told, year=year)
    return row, truth[qualifier] * row.factor


CLAIMS = st.builds(claim, KINDS, SIZES, SIZES, GROUPS)


def of_groups_apart(drawn):
    """Claims of one kind and year, each of a group of its own: what may be added, but for bounds that tell nothing."""
    return [
        claim((qualifier, symbol, "groups", "measured", 2022), value, more, (place,))
        for place, (qualifier, symbol, value, more) in enumerate(drawn, start=1)
    ]


APART = st.lists(
    st.tuples(st.sampled_from(["exact", "over", "range"]), st.sampled_from(["m", "km"]), SIZES, SIZES),
    min_size=1,
    max_size=6,
).map(of_groups_apart)


def holds(truth, bounds):
    return (bounds.least is None or truth >= bounds.least) and (bounds.most is None or truth <= bounds.most)


@given(APART | st.lists(CLAIMS, min_size=1, max_size=6))
def test_a_sum_never_says_more_than_is_true(drawn):
    rows = numbered(*(row for row, _truth in drawn))
    try:
        total = total_of(rows)
    except NoTotal:
        return
    assert holds(sum(truth for _row, truth in drawn), total.bounds)


@given(st.lists(CLAIMS, min_size=2, max_size=6))
def test_a_sum_is_only_of_disjoint_scopes_one_kind_one_dimension_one_period(drawn):
    for total in totals(numbered(*(row for row, _truth in drawn))):
        rows = total.results
        if len(rows) < 2:
            continue
        assert len({(row.kind, row.unit.dimension, row.year, row.measure_id) for row in rows}) == 1
        assert all(row.scope == "groups" and row.groups for row in rows)
        named = [key for row in rows for key in row.groups]
        assert len(named) == len(set(named))


@given(st.lists(CLAIMS, min_size=1, max_size=6))
def test_splitting_loses_and_doubles_nothing(drawn):
    rows = numbered(*(row for row, _truth in drawn))
    assert sorted(row.pk for total in totals(rows) for row in total.results) == [row.pk for row in rows]


@given(APART | st.lists(CLAIMS, min_size=1, max_size=5), st.randoms())
def test_the_order_does_not_matter(drawn, chance):
    rows = list(numbered(*(row for row, _truth in drawn)))
    mixed = list(rows)
    chance.shuffle(mixed)

    def told(these):
        try:
            return total_of(these).claim
        except NoTotal:
            return None

    assert told(rows) == told(mixed)
