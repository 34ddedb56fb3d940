"""Measures, results, works, streets; codes stay clear of the reference rows."""

import factory
from factory.django import DjangoModelFactory

from mobilization.models import Measure, MeasureUnit, ResultCategory, Street, Work, WorkResult
from tests.factories.petitions import UserFactory


class ResultCategoryFactory(DjangoModelFactory):
    class Meta:
        model = ResultCategory

    code = factory.Sequence(lambda n: f"linh-vuc-{n}")
    name = factory.Sequence(lambda n: f"Lĩnh vực {n}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    code = factory.Sequence(lambda n: f"hang-muc-{n}")
    name = factory.Sequence(lambda n: f"Hạng mục {n}")
    category = factory.SubFactory(ResultCategoryFactory)


class WorkFactory(DjangoModelFactory):
    class Meta:
        model = Work

    code = factory.Sequence(lambda n: f"viec-{n}")
    name = factory.Sequence(lambda n: f"Phần việc {n}")
    category = factory.SubFactory(ResultCategoryFactory)
    year = 2022


class StreetFactory(DjangoModelFactory):
    class Meta:
        model = Street

    code = factory.Sequence(lambda n: f"duong-{n}")
    name = factory.Sequence(lambda n: f"Đường Mẫu {n}")
    has_plates = True


def unit(symbol):
    return MeasureUnit.objects.get(symbol=symbol)


def result(value, symbol="m", *, groups=(), by=None, **told):
    """A published result of the whole ward in 2022, recorded by the mobilization bloc."""
    told.setdefault("measure", None)
    told["measure"] = told["measure"] or MeasureFactory()
    usual = {"year": 2022, "source": "Báo cáo tổng kết", "audience": "public"}
    if groups:
        usual["scope"] = "groups"
    by = by or UserFactory(role="mobilization")
    return WorkResult.objects.record(by=by, groups=groups, value=value, unit=unit(symbol), **usual | told)
