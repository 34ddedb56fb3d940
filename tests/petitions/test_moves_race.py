"""Many officers press the same button at once: one decides, the others are told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from petitions.models import Petition
from tests.factories.petitions import PetitionFactory


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_exactly_one_begins_the_review(lan):
    pk = PetitionFactory().pk

    def press(_number: int) -> str:
        try:
            Petition.objects.get(pk=pk).review(by=lan, version=0)
        except ValidationError:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as threads:
        answers = list(threads.map(press, range(8)))
    assert sorted(answers) == ["done", *["refused"] * 7]
    assert Petition.objects.get(pk=pk).events.filter(kind="reviewed").count() == 1
