"""What all invented sessions share: people, bodies, files, and numbers that run on."""

import itertools
from datetime import time

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dialogues.demo.days import Days, Timeline
from mobilization.models import Post, ResidentialGroup, Unit
from petitions.models import Category
from wardportal.demo import Staff, invented_name
from wardportal.models import User
from wardportal.papers import Layout, Paper, Paragraph, Signature, to_docx, to_pdf
from wardportal.pictures import draw
from wardportal.upload_fields import limits_of
from wardportal.uploads import CleanFile, clean_upload

NIGHTLY = time(2, 11)
HOST, SECRETARY, LEADER = "tiepdan", "danvan", "lanhdao"
# Who keeps the promises of which unit; those of the others are reported by the host.
OFFICERS = {
    "dia-chinh": "xuly",
    "to-phan-ung-nhanh": "xuly",
    "van-hoa-xa-hoi": "xuly02",
    "tu-phap": "xuly02",
}
# Words of a paper's file type: how it is named in the data, how it is made.
PAPERS = {
    "pdf": (to_pdf, "application/pdf"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class Office:
    def __init__(self, staff: Staff, days: Days) -> None:
        self.staff, self.days, self.timeline = staff, days, Timeline(days.now)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.groups = {group.number: group for group in ResidentialGroup.objects.valid()}
        self.categories = {category.slug: category for category in Category.objects.all()}
        self.chairs = list(Post.objects.filter(code__in=("secretary", "chair")))
        self._people = itertools.count()
        self._limits = limits_of(days.ward)
        self._files: dict[str, CleanFile] = {}
        self._letters: dict[tuple[str, int], int] = {}

    def officer_of(self, unit: str) -> User | None:
        return self.staff.get(OFFICERS.get(unit, ""))

    def next_person(self) -> dict[str, str]:
        """Somebody who asks; the numbers begin with what no telephone of the province begins with."""
        number = next(self._people)
        return {"full_name": invented_name(1000 + number), "phone": f"+84238001{number:04}"}

    def letter(self, kind: str) -> str:
        key = (kind, timezone.localdate().year)
        self._letters[key] = self._letters.get(key, 9) + 6
        return f"{self._letters[key]}/{kind}-UBND"

    def file(self, name: str) -> CleanFile:
        """Return a drawn scene or a paper as if it had been uploaded; each is made once."""
        if name not in self._files:
            upload = self._paper(name) if name in PAPERS else _picture(name)
            self._files[name] = clean_upload(upload, limits=self._limits)
        return self._files[name]

    def _paper(self, extension: str) -> SimpleUploadedFile:
        write, content_type = PAPERS[extension]
        ward = self.days.ward
        paper = Paper(
            layout=Layout.STATE,
            superior="Ủy ban nhân dân\n" + f"phường {ward.name}",
            body="Tổ nghiệm thu",
            kind="BIÊN BẢN",
            subject="Nghiệm thu công trình nhỏ theo cam kết tại buổi đối thoại (dữ liệu mẫu)",
            blocks=(
                Paragraph("Các hạng mục đã làm xong, đúng khối lượng, sử dụng được ngay.", lead="Kết quả:"),
                Paragraph("Giao tổ dân phố trông coi; hỏng hóc báo cho bộ phận phụ trách.", lead="Bàn giao:"),
            ),
            recipients=("Ủy ban nhân dân phường", "Lưu: hồ sơ đối thoại"),
            signatures=(Signature("ĐẠI DIỆN TỔ DÂN PHỐ"), Signature("ĐẠI DIỆN ĐƠN VỊ")),
        )
        return SimpleUploadedFile(f"bien-ban-nghiem-thu.{extension}", write(paper), content_type)


def _picture(scene: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("anh-hien-truong.jpg", draw(scene), "image/jpeg")
