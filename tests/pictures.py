"""Takes the pictures of the README from a fresh demo ward: `make pictures`. Look at them before committing."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.wardportal.test_serve import Portal
from wardportal.pictures import draw
from wardportal.testing import chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "mat-khau-de-chup-anh"


class DemoPortal(Portal):
    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"WARDPORTAL_DEMO": "1", "WARDPORTAL_DEMO_PASSWORD": PASSWORD}


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="wpp-")).resolve()
    folder.chmod(0o711)
    portal = DemoPortal(folder)
    try:
        portal.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            take(browser, f"http://127.0.0.1:{portal.port}", folder)
    finally:
        portal.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def take(browser: Browser, url: str, folder: Path) -> None:
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    phone.goto(f"{url}/")
    keep(phone, "home-360")
    send_and_follow(phone, url, folder)
    read_of_the_dialogue(phone, url)
    desk = browser.new_page(viewport={"width": 1280, "height": 900})
    desk.goto(f"{url}/")
    keep(desk, "home-1280")
    desk.goto(f"{url}/tin-tuc/")
    follow(desk.locator("main article a").first)
    keep(desk, "news-1280")
    sign_in(desk, url, "tiepdan")
    keep(desk, "desk-1280")
    desk.goto(f"{url}/quan-tri/petitions/petition/?q=%C4%91%C3%A8n")
    follow(desk.locator("#result_list tbody a").first)
    keep(desk, "case-1280")
    minute(desk, url)
    report(browser.new_page(viewport={"width": 360, "height": 740}), url)
    consolidate(browser.new_page(viewport={"width": 1280, "height": 900}), url)


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/dang-nhap/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    follow(page.locator("main button[type=submit]"))


def send_and_follow(page: Page, url: str, folder: Path) -> None:
    photo = folder / "den-duong.jpg"
    photo.write_bytes(draw("lit_road", seed=3))
    page.goto(f"{url}/kien-nghi/gui/")
    page.fill("[name=body]", "Đèn đường đầu ngõ 5 tắt ba đêm nay, các cháu đi học thêm về rất tối.")
    page.set_input_files("[name=attachments]", photo)
    page.evaluate("scrollTo(0, 0)")
    keep(page, "send-360")
    page.wait_for_timeout(3500)  # quicker than that looks like a robot
    follow(page.locator("main button[type=submit]"))
    keep(page, "receipt-360")
    page.goto(f"{url}/kien-nghi/tra-cuu/")
    hint = re.search(r"(KN-\d{4}-\d+) / (\d\d-\d{4}) \(đã trả lời\)", (folder / "output").read_text("utf-8"))
    assert hint, "the demo prints codes to try"
    page.fill("[name=code]", hint[1])
    page.fill("[name=secret]", hint[2])
    follow(page.locator("main button[type=submit]"))
    keep(page, "follow-360")


def read_of_the_dialogue(page: Page, url: str) -> None:
    page.goto(f"{url}/doi-thoai/")
    page.locator("main a[href$='/dang-ky/']").first.wait_for()
    keep(page, "dialogue-360")
    page.goto(f"{url}/doi-thoai/cam-ket/")
    keep(page, "board-360")


def minute(page: Page, url: str) -> None:
    """The minutes that wait for the leader; they can still be written."""
    page.goto(f"{url}/quan-tri/dialogues/dialoguesession/?viec=cho-duyet")
    follow(page.locator("#result_list tbody a").first)
    follow(page.get_by_role("navigation", name="Trang của buổi đối thoại").get_by_role("link", name="Biên bản"))
    page.locator(".minutes-part[id^=noi-dung-]:has(details)").first.scroll_into_view_if_needed()
    keep(page, "minutes-1280")


def report(phone: Page, url: str) -> None:
    """A report that a head has begun."""
    sign_in(phone, url, "totruong02")
    phone.goto(f"{url}/bao-cao/")
    keep(phone, "reports-360")
    phone.locator(".report-card .btn-primary").first.click()
    phone.wait_for_url("**/viet/")
    phone.locator(".report-line").first.scroll_into_view_if_needed()
    keep(phone, "report-360")


def consolidate(desk: Page, url: str) -> None:
    """The ward's numbers of the last month."""
    sign_in(desk, url, "danvan")
    desk.goto(f"{url}/quan-tri/mobilization/consolidation/")
    follow(desk.locator("#result_list tbody a").first)
    desk.locator(".sums-table").first.wait_for()
    keep(desk, "consolidation-1280")


def follow(button: Locator) -> None:
    """Press what leads to another page, and wait until that is there: nothing can be drawn on the way."""
    with button.page.expect_navigation():
        button.click()


def keep(page: Page, name: str) -> None:
    """Save the first screen, in few colours, so that the repository stays small."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(path, optimize=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardportal.settings")
    sys.exit(main())
