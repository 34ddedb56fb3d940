"""What everybody reads is sent small; what one person reads is sent as it is."""

import gzip

import pytest

from tests.factories.assessments import a_cast, decide_all, open_round

pytestmark = pytest.mark.django_db
# A page may weigh 60 KB with its style sheets, which are compressed beforehand.
MOST = 20 * 1024


def test_a_heat_map_of_131_groups_is_small_on_the_wire(client, ward):
    cast = a_cast()
    opened = open_round(cast.bloc)
    assert opened.assessments.count() > 130
    decide_all(opened, cast)
    answer = client.get("/to-tu-quan/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip" and len(answer.content) < MOST
    assert gzip.decompress(answer.content) == client.get("/to-tu-quan/").content


@pytest.mark.parametrize("address", ["/kien-nghi/gui/", "/dang-nhap/"])
def test_a_page_for_one_person_is_not_compressed(client, ward, address):
    assert "Content-Encoding" not in client.get(address, headers={"accept-encoding": "gzip"})
