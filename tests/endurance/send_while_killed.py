"""Sends petitions with a photo each from several clients while the web server is killed again and again, then counts.

Run it with `make endurance`. It starts a portal of its own in a temporary folder, on this machine only, and fails
unless every petition whose receipt a client has seen is stored once, with its photo whole.
"""

import argparse
import http.client
import io
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import psycopg
from PIL import Image

from tests.wardportal.test_serve import Portal
from wardportal.database import embedded_url

BOUNDARY = "----portal"
HIDDEN = {name: re.compile(rf'name="{name}" value="([^"]+)"') for name in ("csrfmiddlewaretoken", "submission_id")}


class Client(threading.Thread):
    """A browser that does not give up: the same form again until it sees the receipt."""

    def __init__(self, port: int, number: int, petitions: int) -> None:
        super().__init__(daemon=True)
        self.port, self.number, self.petitions = port, number, petitions
        self.acknowledged: list[str] = []
        self.retries = 0

    def run(self) -> None:
        for index in range(self.petitions):
            self.acknowledged.append(self.send(f"May {self.number}, don {index}"))

    def send(self, text: str) -> str:
        """Send one petition and return its code from the receipt."""
        picture = photo(self.number * 1000 + len(self.acknowledged))
        fields, cookies = self.until_answered(self.open_form)
        while True:
            code = self.until_answered(lambda: self.post(fields, cookies, text, picture))
            if code:
                return code

    def until_answered(self, attempt):
        while True:
            try:
                return attempt()
            except (OSError, http.client.HTTPException):
                self.retries += 1
                time.sleep(0.2)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def open_form(self) -> tuple[dict[str, str], dict[str, str]]:
        answer, page = self.ask("GET", "/kien-nghi/gui/")
        if answer.status != 200:
            raise http.client.HTTPException(answer.status)
        return {name: found.search(page)[1] for name, found in HIDDEN.items()}, cookies_of(answer)

    def post(self, fields: dict[str, str], cookies: dict[str, str], text: str, picture: bytes) -> str:
        """Return the code; an answer that is no receipt raises, so that the same form is sent again."""
        body = multipart(fields | {"kind": "report", "body": text, "reply_by": "portal"}, picture)
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        answer, _page = self.ask("POST", "/kien-nghi/gui/", body, headers)
        if answer.status != 302:
            raise http.client.HTTPException(answer.status)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in (cookies | cookies_of(answer)).items())
        answer, page = self.until_answered(lambda: self.ask("GET", "/kien-nghi/gui/bien-nhan/", headers=headers))
        return re.search(r"KN-\d{4}-\d{6}", page)[0]


def cookies_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    set_cookies = answer.headers.get_all("Set-Cookie") or []
    return dict(cookie.strip().partition(";")[0].split("=", 1) for cookie in set_cookies)


def photo(seed: int) -> bytes:
    noise = random.Random(seed).randbytes(160 * 120 * 3)
    stream = io.BytesIO()
    Image.frombytes("RGB", (160, 120), noise).resize((1280, 960)).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def multipart(fields: dict[str, str], picture: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="anh.jpg"\r\n'
    parts += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", picture, f"\r\n--{BOUNDARY}--\r\n".encode()]
    return b"".join(parts)


def kill_now_and_then(portal: Portal, clients: list[Client], kills: int) -> int:
    """Kill the web server with SIGKILL, the last time the database too, while clients still send; return how often."""
    done, pause = 0, 2.0
    while done < kills and any(client.is_alive() for client in clients):
        time.sleep(random.uniform(pause, 2 * pause))
        victim = "postgres" if done == kills - 1 else "wardportal.server.web"
        try:
            portal.part(victim).kill()
            done += 1
        except StopIteration:
            continue
    return done


def verify(folder: Path, clients: list[Client]) -> list[str]:
    """Compare what was acknowledged with what is stored; return what is wrong."""
    codes = [code for client in clients for code in client.acknowledged]
    wrong = [f"{code} acknowledged {count} times" for code, count in Counter(codes).items() if count > 1]
    with psycopg.connect(embedded_url(folder)) as connection:
        rows = connection.execute(
            "SELECT p.code, p.body, a.file, a.size FROM petitions_petition p"
            " LEFT JOIN petitions_attachment a ON a.petition_id = p.id"
        ).fetchall()
    stored = Counter(code for code, *_ in rows)
    wrong += [f"{code} acknowledged but not stored" for code in codes if not stored[code]]
    wrong += [f"{body} stored {count} times" for body, count in Counter(row[1] for row in rows).items() if count > 1]
    for code, _body, file, size in rows:
        path = folder / "media" / (file or "-")
        if not path.is_file() or path.stat().st_size != size:
            wrong.append(f"{code}: photo missing or cut")
            continue
        with Image.open(path) as image:
            image.load()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--petitions", type=int, default=300)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--kills", type=int, default=6)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wpe-")).resolve()
    folder.chmod(0o711)
    portal = Portal(folder)
    shares = [len(range(number, options.petitions, options.clients)) for number in range(options.clients)]
    try:
        portal.start()
        clients = [Client(portal.port, number, share) for number, share in enumerate(shares)]
        started = time.monotonic()
        for client in clients:
            client.start()
        kills = kill_now_and_then(portal, clients, options.kills)
        for client in clients:
            client.join(600)
        seconds = time.monotonic() - started
        wrong = verify(folder, clients)
        seen = sum(len(client.acknowledged) for client in clients)
        retries = sum(client.retries for client in clients)
        sys.stdout.write(
            f"{seen} petitions acknowledged to {len(clients)} clients in {seconds:.0f} s, "
            f"{kills} kills, {retries} retries, {len(wrong)} wrong\n"
        )
        sys.stdout.writelines(f"{line}\n" for line in wrong)
        return 1 if wrong or seen != options.petitions or not kills else 0
    finally:
        portal.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
