"""What stands between a running database and the first page: tables, reference rows, the demo ward, static files."""

import hashlib
import io
import os
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from wardportal.deep_calls import with_room
from wardportal.server.console import explain, say
from wardportal.server.lifeline import hold_lifeline

# Of Bootstrap the pages use one style sheet, of the admin's libraries the small builds in one language; to hash and
# compress the others would take most of a first start.
UNUSED = ["bootstrap/js/*", "bootstrap.css*", "bootstrap.rtl*", "bootstrap-*"]
UNUSED += ["jquery.js", "xregexp.js", "select2.full.js", "select2.css", "admin/js/vendor/select2/i18n/[!v]*"]


def main() -> int:
    hold_lifeline()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # commands write Vietnamese to any terminal
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    try:
        django.setup()
        prepare()
    except ImproperlyConfigured as error:
        say(f"Cấu hình chưa đúng: {error}")
    except CommandError as error:
        say(str(error))
    except OperationalError as error:  # disk full, server gone, not allowed
        say(f"Cơ sở dữ liệu từ chối: {str(error).splitlines()[0]}")
    except OSError as error:
        say(explain(error))
    else:
        return 0
    return 1


def prepare() -> None:
    migrate()
    check_case_key()
    call_command("createcachetable", verbosity=0)
    Path(settings.MEDIA_ROOT).mkdir(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, exist_ok=True)  # a backup copies it
    call_command("setup_ward", stdout=io.StringIO())
    if settings.WITH_DEMO:
        load_demo()
    if not settings.DEBUG:
        collect_static()


def check_case_key() -> None:
    """Refuse to start with another key: residents' secrets would be dead, and what is sealed from now on lost later."""
    from wardportal.models import CaseKeyMark

    if not CaseKeyMark.objects.fits():
        raise CommandError(
            "Khóa hồ sơ không phải khóa của cơ sở dữ liệu này: hồ sơ mật và mã bí mật của người dân sẽ không mở được. "
            f"Xin chép tệp case_key từ nơi cất giữ vào {settings.DATA_DIR / 'secrets'} (hoặc ghi đủ các khóa vào "
            "WARDPORTAL_CASE_KEYS) rồi chạy lại. Chỉ khi khóa cũ đã mất hẳn: make manage ARGS=accept_case_key"
        )


def migrate() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Đang cập nhật cấu trúc cơ sở dữ liệu…")
    elif has_all_permissions():
        return
    call_command("migrate", interactive=False, verbosity=0)


def has_all_permissions() -> bool:
    """Whether the last migration was followed by what Django enters after it; a killed start leaves that out."""
    from django.apps import apps
    from django.contrib.auth.management import _get_all_permissions  # type: ignore[attr-defined]
    from django.contrib.auth.models import Permission

    wanted = {
        (model._meta.app_label, model._meta.model_name, codename)
        for model in apps.get_models()
        for codename, _name in _get_all_permissions(model._meta)
    }
    return wanted <= set(Permission.objects.values_list("content_type__app_label", "content_type__model", "codename"))


def load_demo() -> None:
    from wardportal import demo

    kept = settings.DATA_DIR / "secrets" / "demo_password"
    old = kept.read_text() if kept.exists() else ""
    password = os.environ.get("WARDPORTAL_DEMO_PASSWORD") or old or demo.readable_password()
    os.environ["WARDPORTAL_DEMO_PASSWORD"] = old or password  # the one load_demo gives to the accounts it makes
    if not old:
        keep(kept, password)
    try:
        call_command("load_demo")
    except CommandError as refusal:
        say(str(refusal))
        return
    if old and old != password:
        change_password(old, password)
        keep(kept, password)
    show_accounts(password)


def keep(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def change_password(old: str, new: str) -> None:
    """Follow a changed WARDPORTAL_DEMO_PASSWORD, except for those who chose a password of their own."""
    from wardportal.models import User

    say("Đang đổi mật khẩu của các tài khoản mẫu…")
    for user in User.objects.filter(is_active=True):
        if user.check_password(old):
            user.set_password(new)
            user.save(update_fields=["password"])


def show_accounts(password: str) -> None:
    from wardportal.models import User

    accounts = User.objects.filter(is_active=True).order_by("pk")
    first = accounts.first()
    if first is None:
        return
    say("Tài khoản cán bộ:")
    say(
        textwrap.fill(
            ", ".join(accounts.values_list("username", flat=True)), 100, initial_indent="  ", subsequent_indent="  "
        )
    )
    if first.check_password(password):
        say(f"Mật khẩu chung: {password}")
    else:
        say("Mật khẩu đã được đổi; hãy dùng mật khẩu của từng người.")


def collect_static() -> None:
    """Hash and compress the static files, unless they are those of the last time."""
    stamp = settings.DATA_DIR / "static.stamp"
    now = static_fingerprint()
    with suppress(FileNotFoundError):
        if stamp.read_text() == now:
            return
        stamp.unlink()
    say("Đang chuẩn bị tệp giao diện (chỉ lần đầu hoặc khi có thay đổi)…")
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    stamp.write_text(now)


def static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(repr((settings.STORAGES["staticfiles"], settings.STATIC_ROOT)).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            seen.update(f"{name}\0{status.st_mtime_ns}\0{status.st_size}\0".encode())
    return seen.hexdigest()


if __name__ == "__main__":
    sys.exit(with_room(main)())
