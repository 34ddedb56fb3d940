"""The organisation in a real browser: read in from a file, groups merged; on a tablet, a phone, without scripts."""

import pytest

from mobilization.models import Reorganisation, ResidentialGroup
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.mobilization.test_importing import EXPORT, HEAD, IMPORT
from tests.mobilization.test_reorganise_pages import HOME, form_url

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.mark.parametrize("screen", [(768, True), (360, False)], ids=["tablet", "phone without scripts"])
def test_the_organisation_is_read_in_from_a_file_and_two_groups_are_merged(sits, ward, tmp_path, screen):
    width, scripts = screen
    visitor = sits(UserFactory(role="mobilization"), width, scripts=scripts)
    reads_a_file(visitor, tmp_path / "to.csv")
    merges(visitor)


def reads_a_file(visitor, file):
    for lines in (["moi;năm;Tổ Mới"], ["moi;5;Tổ Mới", "tdp-1;1;Tổ dân phố Một"]):
        file.write_text("\n".join([HEAD, *lines]), "utf-8")
        visitor.goes_to(IMPORT)
        visitor.page.set_input_files("[name=file]", file)
        visitor.presses("Xem trước")
    visitor.presses("Ghi 2 dòng")
    assert ResidentialGroup.objects.get(code="moi").number == 5
    visitor.goes_to(EXPORT)


def merges(visitor):
    groups = [ResidentialGroupFactory(number=number) for number in (811, 812)]
    visitor.goes_to(HOME)
    visitor.presses("Sáp nhập", role="link")
    for group in groups:
        visitor.page.check(f"#to-{group.pk}")
    visitor.presses("Tiếp tục")
    for name, text in (("number", "813"), ("name", "Tổ dân phố 813"), ("decision_number", "1/NQ"), ("reason", "Gọn")):
        visitor.page.fill(f"[name={name}]", text)
    visitor.presses("Xem trước")
    visitor.page.check("[name=sure]")
    visitor.presses("Sáp nhập tổ dân phố")
    assert "Tổ dân phố 813" in visitor.reads()
    assert Reorganisation.objects.get().target_names == "Tổ dân phố 813"
    visitor.goes_to(HOME)
    for kind in ("split", "rename"):
        visitor.goes_to(form_url(kind, ResidentialGroup.objects.filter(number=1)))
