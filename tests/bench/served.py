"""The portal's own web server under four readers: how many pages a second, how much memory, how many bytes."""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time

import psutil

from wardportal.server.web import LISTENER

READERS, REQUESTS = 4, 200
PAGES = ("/", "/kien-nghi/", "/tin-tuc/", "/to-dan-pho/", "/kien-nghi/gui/")
ASSET = re.compile(r"""(?:href|src)=["'](/static/[^"']+\.(?:css|js))["']""")


def measure_server(url: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port, environment = listener.getsockname()[1], os.environ | {"DATABASE_URL": url}
    process = subprocess.Popen(
        [sys.executable, "-m", "wardportal.server.web"],
        env=environment | {LISTENER: str(listener.fileno())},
        pass_fds=[listener.fileno()],
    )
    try:
        get(port, "/readyz")
        weigh(port)
        read_together(port)
        memory = psutil.Process(process.pid).memory_info()
        sys.stdout.write(f"web process after {REQUESTS} requests: {memory.rss / 2**20:.0f} MB\n")
    finally:
        process.terminate()
        process.wait()
        listener.close()


def weigh(port: int) -> None:
    article = re.search(r'href="(/tin-tuc/[a-z0-9-]{12,}/)"', get(port, "/")[1].decode())[1]
    for path in (*PAGES[:3], article, PAGES[-1]):
        page = get(port, path)[1]
        assets = {name: len(get(port, name, encoding="br")[1]) for name in set(ASSET.findall(page.decode()))}
        sent = len(get(port, path, encoding="br")[1])
        css = sum(size for name, size in assets.items() if name.endswith(".css"))
        sys.stdout.write(
            f"bytes sent of {path[:40]}: HTML {sent}, CSS {css}, JS {sum(assets.values()) - css}, "
            f"together {sent + sum(assets.values())}\n"
        )


def read_together(port: int) -> None:
    """Have several readers at once take every page in turn."""
    times: list[float] = []

    def read(number: int) -> None:
        for turn in range(REQUESTS // READERS):
            started = time.perf_counter()
            assert get(port, PAGES[(number + turn) % len(PAGES)])[0] == 200
            times.append(time.perf_counter() - started)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    started = time.perf_counter()
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    seconds = time.perf_counter() - started
    milliseconds = sorted(took * 1000 for took in times)
    sys.stdout.write(
        f"web server, {READERS} readers: {len(times) / seconds:.0f} pages a second, median "
        f"{statistics.median(milliseconds):.0f} ms, p95 {milliseconds[int(len(times) * 0.95)]:.0f} ms\n"
    )


def get(port: int, path: str, encoding: str = "identity") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
