"""Looking something up with code and secret: easy for its sender, useless to guessers.

Wrong tries cost waiting, which grows per typed code and address together, so that a stranger's tries do not keep the
sender waiting; a slower count per code and one for the whole site stop guessing from many addresses. Whether the code
exists never matters, and nobody is ever locked out: every wait ends within a minute, and whoever guesses from one place
does not take the turn of those who look up from another. Codes of all kinds share the count of the site.
"""

import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wardportal.addresses import origin_of
from wardportal.models import AttemptCount, Coded
from wardportal.sealing import keyed_hash, secret_of
from wardportal.turns import take_turn

Row = TypeVar("Row", bound=Coded)
WINDOW = timedelta(hours=1)
LONGEST_WAIT = 60
# While the site is slowed, so many at a time wait for their answer: of addresses that tried wrong, and of all others.
_guessing, _others = BoundedSemaphore(3), BoundedSemaphore(4)


class TooSoon(Exception):
    """The next try for this code is due only in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Lookup:
    """One try to see what the code stands for, from one address."""

    code: str
    address: str

    def find(self, rows: QuerySet[Row], secret: str) -> Row | None:
        """Return the row when code and secret fit, None when either does not; raises TooSoon while waiting."""
        self._refuse_haste()
        self._slow_down()
        with transaction.atomic():
            self._take_turn()
            self._refuse_haste()
            row = rows.filter(code=self.code).first()
            nonce = bytes(row.secret_nonce) if row else b"nothing has this"
            if hmac.compare_digest(secret_of(nonce), secret) and row:
                AttemptCount.objects.filter(pk=self._pair_key).delete()
                return row
            for key in (self._pair_key, self._code_key, self._origin_key, self._site_key):
                AttemptCount.objects.add(key, window=WINDOW)
            return None

    def _take_turn(self) -> None:
        """Let tries for one code come one after the other, so that many at once are not all free."""
        take_turn(self._code_key)

    def _refuse_haste(self) -> None:
        if wait := self.seconds_to_wait():
            raise TooSoon(wait)

    def seconds_to_wait(self) -> int:
        counts = {row.key: row for row in AttemptCount.objects.filter(pk__in=[self._pair_key, self._code_key])}
        waits = [0]
        if pair := counts.get(self._pair_key):
            waits.append(_left(pair, 0 if pair.count < 4 else min(2 ** (pair.count - 3), LONGEST_WAIT)))
        if code := counts.get(self._code_key):
            waits.append(_left(code, 0 if code.count < 30 else 5))
        return max(waits)

    def _slow_down(self) -> None:
        """While the whole site is being guessed at, every look-up takes longer; only so many wait at a time."""
        recent = AttemptCount.objects.filter(first_at__gte=timezone.now() - WINDOW)
        counts = dict(recent.filter(pk__in=[self._site_key, self._origin_key]).values_list("key", "count"))
        seconds = min(counts.get(self._site_key, 0) // 300, 3)
        if not seconds:
            return
        lane = _guessing if self._origin_key in counts else _others
        if not lane.acquire(blocking=False):
            raise TooSoon(seconds)
        try:
            time.sleep(seconds)
        finally:
            lane.release()

    @property
    def _pair_key(self) -> str:
        return keyed_hash("lookup", self.code, origin_of(self.address))

    @property
    def _code_key(self) -> str:
        return keyed_hash("lookup", self.code)

    @property
    def _origin_key(self) -> str:
        return keyed_hash("lookup from", origin_of(self.address))

    @property
    def _site_key(self) -> str:
        return keyed_hash("lookup")


def _left(row: AttemptCount, wait: int) -> int:
    """Return the seconds of the wait that are still to come; a count older than the window no longer matters."""
    now = timezone.now()
    if row.first_at < now - WINDOW:
        return 0
    return max(0, round(wait - (now - row.last_at).total_seconds()))
