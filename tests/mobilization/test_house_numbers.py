"""House numbers: spelled one way, typed in runs, in the order of the houses."""

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobilization.organisation.house_numbers import read_house_number, read_house_numbers
from wardportal.text import sort_key

LETTERS = st.sampled_from(["", *ascii_uppercase])
PARTS = st.tuples(st.integers(1, 9999), LETTERS), st.tuples(st.integers(1, 999), LETTERS)
NUMBERS = st.tuples(PARTS[0], st.lists(PARTS[1], max_size=2)).map(
    lambda drawn: "/".join(f"{number}{letter}" for number, letter in [drawn[0], *drawn[1]])
)


@pytest.mark.parametrize(
    ("typed", "number"), [(" 12a ", "12A"), ("12 / 3", "12/3"), ("7đ", "7Đ"), ("12a/3b/4", "12A/3B/4")]
)
def test_a_number_has_one_spelling(typed, number):
    assert read_house_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "0", "012", "A12", "12AA", "12//3", "12-14", "số 5", "1/2/3/4/5", "=1+1", "9" * 80]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="không phải số nhà"):
        read_house_number(typed)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1-9 lẻ", "1 3 5 7 9"),
        ("1 – 6 chẵn", "2 4 6"),
        ("8-10", "8 9 10"),
        ("1-3; 2-5; 12A, 12a\n12/3", "1 2 3 4 5 12A 12/3"),
        (" ; ,", ""),
    ],
)
def test_runs_are_read(typed, numbers):
    assert read_house_numbers(typed) == numbers.split()


@pytest.mark.parametrize("typed", ["9-1", "0-5", "1-99999", "1-1000; 1001-1001", "1-5 lẻ chẵn", "1-"])
def test_a_run_that_cannot_be_is_refused(typed):
    with pytest.raises(ValueError, match="số"):
        read_house_numbers(typed)


def test_houses_stand_in_the_order_of_the_street():
    street = ["1", "2", "9", "10", "12", "12/1", "12/3", "12/10", "12A", "12B", "13", "100", "101"]
    assert sorted(reversed(street), key=sort_key) == street


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_plain_numbers_sort_by_value(one, other):
    assert (sort_key(str(one)) < sort_key(str(other))) == (one < other)


@given(st.lists(NUMBERS, max_size=6))
def test_each_number_typed_comes_out_once_and_reads_the_same_again(numbers):
    once = list(dict.fromkeys(numbers))
    assert read_house_numbers("; ".join(numbers).lower()) == once
    assert read_house_numbers("; ".join(once)) == once
