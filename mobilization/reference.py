"""The ward's bodies, posts and seats from its data file: creates what it never had, overwrites nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import models

from mobilization.models import (
    Membership,
    MobilizationTeam,
    Post,
    ResidentialGroup,
    Searchable,
    SelfManagedGroup,
    Street,
    Unit,
)
from wardportal.models import ReferenceMark
from wardportal.text import slugify_vi

Row = dict[str, Any]
Model = TypeVar("Model", bound=Searchable)
# What the data file calls a use of a street, and the column that says so.
USES = {"house_number_plates": "has_plates", "tree_planting": "has_trees", "national_road": "is_national_road"}


def load_reference(data: Row) -> None:
    _create_missing(Post, data["posts"])
    _say_who_heads_groups(data["posts"])
    _load_units(data["units"])
    groups = _load_groups(data["residential_groups"])
    _create_missing(MobilizationTeam, data["mobilization_teams"], lambda row: _in_group(row, groups))
    _create_missing(SelfManagedGroup, data["self_managed_groups"], lambda row: _in_group(row, groups))
    _load_seats(data["seats"])
    _create_missing(Street, [_coded(row) for row in data["streets"]], _street)


def _say_who_heads_groups(rows: list[Row]) -> None:
    """Wards that had their posts before this could be said of one; what the ward said of any of them stands."""
    if not Post.objects.filter(is_self_managed_head=True).exists():
        heads = [row["code"] for row in rows if row.get("is_self_managed_head")]
        Post.objects.filter(code__in=heads).update(is_self_managed_head=True)


def _load_units(rows: list[Row]) -> None:
    """Create the units, then say which belongs to which: a parent may stand anywhere in the file."""
    fresh = _create_missing(Unit, [{**row, "parent": None} for row in rows])
    units = _by_code(Unit)
    parents = {row["code"]: row["parent"] for row in rows}
    for unit in fresh:
        unit.parent = units.get(parents[unit.code])
    Unit.objects.bulk_update(fresh, ["parent"])


def _load_groups(rows: list[Row]) -> dict[str, Any]:
    """Create the groups and return them by code, also by the file's where staff entered one under a code of theirs."""
    there = {group.slug: group for group in ResidentialGroup.objects.all()}
    asked = _derived(ResidentialGroup, rows)
    missing = {row["code"] for row in ReferenceMark.objects.not_yet_had(ResidentialGroup, rows, "code")}
    ResidentialGroup.objects.bulk_create(group for group in asked if group.code in missing and group.slug not in there)
    return {group.code: there[group.slug] for group in asked if group.slug in there} | _by_code(ResidentialGroup)


def _load_seats(rows: list[Row]) -> None:
    """Create the seats of units that have never been set up; who sits there is for the staff to say."""
    units, posts = _by_code(Unit), _by_code(Post)
    seats = [{"unit__code": row["unit"], "post__code": row["post"]} for row in rows]
    fresh = ReferenceMark.objects.not_yet_had(Membership, seats, "unit__code", "post__code")
    Membership.objects.bulk_create(
        Membership(unit=units[row["unit__code"]], post=posts[row["post__code"]]) for row in fresh
    )


def _create_missing(model: type[Model], rows: list[Row], convert: Callable[[Row], Row] = dict) -> list[Model]:
    missing = ReferenceMark.objects.not_yet_had(model, rows, "code")
    return model._default_manager.bulk_create(_derived(model, [convert(row) for row in missing]))


def _derived(model: type[Model], rows: list[Row]) -> list[Model]:
    instances = [model(**_with_dates(row)) for row in rows]
    for instance in instances:
        instance.derive()
    return instances


def _with_dates(row: Row) -> Row:
    dates = {name: date.fromisoformat(row[name]) for name in ("valid_from", "valid_to") if row.get(name)}
    return {**row, **dates}


def _coded(row: Row) -> Row:
    """Data files that wards have changed before streets were rows know no code of them."""
    return {"code": slugify_vi(row["name"])[:50].strip("-"), **row}


def _street(row: Row) -> Row:
    return {"code": row["code"], "name": row["name"], USES[row["use"]]: True}


def _in_group(row: Row, groups: dict[str, models.Model]) -> Row:
    return {**row, "residential_group": groups[row["residential_group"]]}


def _by_code(model: type[models.Model]) -> dict[str, Any]:
    return {instance.code: instance for instance in model._default_manager.all()}  # type: ignore[attr-defined]
