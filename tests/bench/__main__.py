"""Measures every important page in a ward of many petitions beside one of a hundredth of them. Run it: make bench.

Both wards stand in one embedded PostgreSQL, made from the same demo, and are asked in turn, so that what else the
machine does weighs on both alike. A page that scales takes the same time in both: its ratio stays near 1.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.bench.limits import statements_at_most
from tests.bench.served import measure_server
from tests.bench.ward import VISITS, Ward, explain_dialogue, grow, in_own_process, make_demo
from wardportal.database import QUICK_AND_FORGETFUL, EmbeddedServer, embedded_url

FRACTION = 100
POSTS_OF_A_LARGE_WARD, POSTS_OF_A_SMALL_WARD = 2000, 20
# Sessions of twenty years; questions and promises of a small ward are a hundredth, as its petitions.
SESSIONS_OF_A_LARGE_WARD, SESSIONS_OF_A_SMALL_WARD = 240, 3
WARM_UP, PATIENCE = 2, 2.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--petitions", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=50_000, help="registrations for the sessions of twenty years")
    parser.add_argument("--commitments", type=int, default=5_000)
    parser.add_argument("--report-years", type=int, default=20, help="of reports, campaigns, assessments, results")
    parser.add_argument("--teams", type=int, default=60, help="in the large ward; the small one has the demo's")
    parser.add_argument(
        "--queries", action="store_true", help="how the database answers what the dialogue's models ask"
    )
    parser.add_argument("--pages", default="", help="only pages with this text in their name")
    parser.add_argument("--explain", type=float, metavar="MS", help="plans of the statements of pages slower than this")
    parser.add_argument("--worst", type=float, metavar="RATIO", help="fail when a page's ratio is above this")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wpb-")).resolve()
    folder.chmod(0o711)
    os.environ |= {"WARDPORTAL_DATA_DIR": str(folder), "WARDPORTAL_DEMO_PASSWORD": "bench"}
    server = EmbeddedServer(folder, **QUICK_AND_FORGETFUL)
    try:
        server.start()
        urls = build(folder, options)
        server.stop()
        server = EmbeddedServer(folder)
        server.start()
        if options.queries:
            say(*in_own_process(explain_dialogue, urls["large"]))
            return 0
        ratios, crowded = compare(urls, options)
        if not options.pages:
            measure_server(urls["large"])
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return int(bool(crowded or options.worst and max(ratios) > options.worst))


def build(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Make both wards; return their databases."""
    demo = embedded_url(folder)
    say(f"demo ward: {in_own_process(make_demo, demo):.1f} s to load")
    urls = {size: demo.replace("/wardportal?", f"/{size}?") for size in ("small", "large")}
    large = (options.petitions, options.questions, options.commitments)
    sizes = {
        "small": (*(number // FRACTION for number in large), POSTS_OF_A_SMALL_WARD, SESSIONS_OF_A_SMALL_WARD, 0, 0),
        "large": (*large, POSTS_OF_A_LARGE_WARD, SESSIONS_OF_A_LARGE_WARD, options.report_years, options.teams),
    }
    for size, url in urls.items():
        with psycopg.connect(demo, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {size} TEMPLATE wardportal")
        started = time.monotonic()
        in_own_process(grow, url, *sizes[size])
        numbers = "{0:,} petitions, {1:,} questions, {2:,} promises, {4} sessions, {5} years of all else"
        say(f"{size} ward: {numbers.format(*sizes[size])} more, built in {time.monotonic() - started:.0f} s")
    return urls


def compare(urls: dict[str, str], options: argparse.Namespace) -> tuple[list[float], list[str]]:
    """Print a line a page; return the ratios, and the pages that ask more often than they may."""
    small, large = (Ward(urls[size]) for size in ("small", "large"))
    say(f"{'page':32}{'queries':>8}{'median':>9}{'p95':>8}{'database':>10}{'small':>9}{'ratio':>7}   (ms)")
    ratios, crowded = [], []
    for name in large.names():
        if options.pages not in name:
            continue
        mine, other = in_turn(name, large, small)
        queries = mine[-1][1]
        times, others = ([took * 1000 for took, *_ in visits] for visits in (mine, other))
        median, ratio = statistics.median(times), statistics.median(times) / statistics.median(others)
        p95 = sorted(times)[int(len(times) * 0.95)]
        inside = statistics.median(seconds for *_, seconds in mine) * 1000
        ratios.append(ratio)
        flag = f"  queries differ: {other[-1][1]}" if queries != other[-1][1] else ""
        if queries > (most := statements_at_most(name)):
            crowded.append(name)
            flag += f"  MORE THAN {most}"
        say(
            f"{name:32}{queries:8}{median:9.1f}{p95:8.1f}{inside:10.1f}{statistics.median(others):9.1f}{ratio:7.2f}{flag}"
        )
        if options.explain is not None and median > options.explain:
            say(*large.explain(name))
    say(*(f"not measured, no such page yet: {name}" for name in large.missing()))
    small.close()
    large.close()
    return ratios, crowded


def in_turn(name: str, large: Ward, small: Ward) -> tuple[list, list]:
    """Visit the page in both wards alternately, until it was seen often enough or long enough."""
    mine, other, started = [], [], time.monotonic()
    for number in range(VISITS):
        visits = large.visit(name), small.visit(name)
        if number >= WARM_UP:
            mine.append(visits[0])
            other.append(visits[1])
        if len(mine) > 2 and time.monotonic() - started > PATIENCE:
            break
    return mine, other


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
