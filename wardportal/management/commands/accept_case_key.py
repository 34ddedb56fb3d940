from typing import Any

from django.core.management.base import BaseCommand

from wardportal.models import CaseKeyMark


class Command(BaseCommand):
    help = (
        "Goes on with the present case key where the old one is lost: what it sealed and the secrets it made are dead."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        CaseKeyMark.objects.renew()
        self.stdout.write(
            "Đã nhận khóa hiện có. Hồ sơ mật niêm phong bằng khóa cũ không mở lại được; mã bí mật đã cấp không dùng "
            "được nữa: người dân cần mã mới thì cấp lại tại trụ sở."
        )
