import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wardportal import demo


class Command(BaseCommand):
    help = "Loads the demo ward into a database nobody works with yet; run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password", help="of all demo accounts; else WARDPORTAL_DEMO_PASSWORD, else made at random"
        )

    def handle(self, *args: Any, password: str | None = None, **options: Any) -> None:
        if demo.is_loaded():
            self.stdout.write("Dữ liệu mẫu đã được nạp từ trước, không nạp lại.")
        else:
            self._load(password or os.environ.get("WARDPORTAL_DEMO_PASSWORD", ""))
        for line in demo.hints():
            self.stdout.write(line)

    def _load(self, password: str) -> None:
        demo.refuse_foreign_rows()
        self.stdout.write("Đang nạp dữ liệu mẫu (chỉ lần đầu)…")
        self.stdout.flush()
        chosen = password or demo.readable_password()
        demo.load(self.stdout, chosen)  # type: ignore[arg-type]
        self.stdout.write("Đã nạp xong dữ liệu mẫu.")
        if not password:
            self.stdout.write(f"Mật khẩu chung của các tài khoản mẫu: {chosen}")
