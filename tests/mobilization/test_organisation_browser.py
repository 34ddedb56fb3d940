"""The organisation in a real browser: read in from a file, groups merged; on a tablet, a phone, without scripts."""

import pytest

from mobilization.models import Reorganisation, ResidentialGroup
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.mobilization.test_importing import EXPORT, HEAD, IMPORT
from tests.mobilization.test_reorganise_pages import HOME, form_url

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


GOOD = ["moi;5;Tổ Mới", "tdp-1;1;Tổ dân phố Một"]


def test_the_organisation_is_read_in_from_a_file_and_two_groups_are_merged(sits, ward, tmp_path):
    tablet = sits(UserFactory(role="mobilization"), 768)
    chooses(tablet, tmp_path / "to.csv", ["moi;năm;Tổ Mới"])
    reads_a_file(tablet, tmp_path / "to.csv")
    tablet.goes_to(EXPORT)
    groups = two_groups()
    tablet.goes_to(HOME)
    tablet.presses("Sáp nhập", role="link")
    for group in groups:
        tablet.page.check(f"#to-{group.pk}")
    tablet.presses("Tiếp tục")
    merges(tablet)
    tablet.goes_to(HOME)
    for kind in ("split", "rename"):
        tablet.goes_to(form_url(kind, ResidentialGroup.objects.filter(number=1)))


def test_files_are_read_in_and_groups_merged_on_a_phone_that_runs_no_scripts(sits, ward, tmp_path):
    phone = sits(UserFactory(role="mobilization"), 360, scripts=False)
    reads_a_file(phone, tmp_path / "to.csv")
    phone.goes_to(form_url("merge", two_groups()))
    merges(phone)


def two_groups():
    return [ResidentialGroupFactory(number=number) for number in (811, 812)]


def chooses(visitor, file, lines):
    file.write_text("\n".join([HEAD, *lines]), "utf-8")
    visitor.goes_to(IMPORT)
    visitor.page.set_input_files("[name=file]", file)
    visitor.presses("Xem trước")


def reads_a_file(visitor, file):
    chooses(visitor, file, GOOD)
    visitor.presses("Ghi 2 dòng")
    assert ResidentialGroup.objects.get(code="moi").number == 5


def merges(visitor):
    for name, text in (("number", "813"), ("name", "Tổ dân phố 813"), ("decision_number", "1/NQ"), ("reason", "Gọn")):
        visitor.page.fill(f"[name={name}]", text)
    visitor.presses("Xem trước")
    visitor.page.check("[name=sure]")
    visitor.presses("Sáp nhập tổ dân phố")
    assert "Tổ dân phố 813" in visitor.reads()
    assert Reorganisation.objects.get().target_names == "Tổ dân phố 813"
