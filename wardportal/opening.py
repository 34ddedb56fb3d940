"""What has to be seen to before residents are told of the portal; each line leaves the desk once it is done."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists
from django.utils import timezone

from wardportal.admin_tools import Asked, Notice
from wardportal.holidays_vn import ESTIMATED
from wardportal.models import CalendarDay, User, Ward
from wardportal.office import signatories_of
from wardportal.reference import demo_ward, new_ward
from wardportal.roles import ROLES

SAID_OF_A_WARD = ("name", "province", "address", "hotline")
# Without whom no petition is answered, no report written and none gathered.
NEEDED = ("reception", "handler", "leader", "mobilization", "team_head")


def lines_of_ward(ward: Ward, url: str) -> list[Notice | Asked]:
    signs = {"signs": Exists(signatories_of(ward, timezone.localdate()))}
    missing, nobody = _unsaid(ward), Notice("Ghi người ký văn bản của phường.", url, "Mở để ghi")
    return [
        *([Notice(f"Ghi {', '.join(missing)}.", url, "Mở để ghi")] if missing else []),
        Asked(signs, lambda known: [] if known["signs"] else [nobody]),
        *_address(),
    ]


def lines_of_accounts(url: str) -> list[Asked]:
    names = {role.code: role.name for role in ROLES if role.code in NEEDED}
    working = User.objects.filter(is_active=True)
    asked = {code: Exists(working.filter(groups__name=name)) for code, name in names.items()}

    def tell(known: dict[str, Any]) -> list[Notice]:
        missing = [names[code] for code in names if not known[code]]
        return [Notice(f"Tạo tài khoản có vai trò: {', '.join(missing)}.", url, "Mở để tạo")] if missing else []

    return [Asked(asked, tell)]


def lines_of_calendar(url: str) -> list[Asked]:
    year = timezone.localdate().year
    estimated = {"estimated": Exists(CalendarDay.objects.filter(date__year=year, name__contains=ESTIMATED))}
    line = Notice(f"Lịch nghỉ lễ năm {year} có ngày mới là dự kiến: sửa theo thông báo của Nhà nước.", url, "Mở để sửa")
    return [Asked(estimated, lambda known: [line] if known["estimated"] else [])]


def _unsaid(ward: Ward) -> list[str]:
    start = new_ward()["ward"]
    # Portals set up before a ward had to say these of itself publish those of the demo, which nobody can call or find.
    demo = demo_ward()["ward"]
    invented = {name: demo[name] for name in ("address", "hotline")}
    return [
        str(Ward._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in SAID_OF_A_WARD
        if getattr(ward, name) in {"", start[name], invented.get(name, "")}
    ]


def _address() -> list[Notice]:
    """Papers, mails and QR codes that went out cannot be called back."""
    if not _is_this_machine(urlsplit(settings.SITE_URL).hostname or ""):
        return []
    text = (
        "Ghi địa chỉ người dân mở được vào WARDPORTAL_URL của tệp .env rồi khởi động lại: thư, phiếu, thông báo, mã QR "
        f"đang mang địa chỉ {settings.SITE_URL}, chỉ máy này mở được."
    )
    return [Notice(text)]


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host in {"", "localhost"}
