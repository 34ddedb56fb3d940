"""The invented petitions of the demo ward, taken in and decided by the methods everybody uses."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TextIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import MobilizationTeam, ResidentialGroup, Unit
from petitions.demo.days import OFFICERS, Act, Row, is_from_sender, plan, received_on
from petitions.models import Category, ConfidentialGrant, DeadlineRule, Petition
from petitions.models.petition import new_nonce
from petitions.status import Channel, Kind, Status
from wardportal.demo import MARK, Staff, WorkingDays, at, invented_name
from wardportal.models import User, Ward
from wardportal.pictures import draw
from wardportal.reference import DATA_DIR
from wardportal.upload_fields import limits_of
from wardportal.uploads import CleanFile, clean_upload

PROGRESS_STEP = 10
# Who decides what; an officer of the unit drafts, and a leader accepts complaints and denunciations.
RECEPTION, LEADER = "tiepdan", "lanhdao"
LEADERS_WORK = frozenset({"extend", "suspend", "resume", "answer", "return_answer", "forward", "reopen"})
LEADERS_IF_GRAVE = frozenset({"accept", "assign", "decline"})
GRAVE_KINDS = frozenset({Kind.COMPLAINT, Kind.DENUNCIATION})
# Words of the row that become the method's argument of another name.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "ask": ("question",),
    "supply": ("text",),
    "add_information": ("text",),
    "suspend": ("reason",),
    "return_answer": ("reason",),
    "decline": ("reason",),
    "guide": ("guidance",),
    "chase": ("staff_note",),
    "relay": ("reply",),
    "withdraw": ("reason",),
    "reopen": ("reason",),
    "answer": ("conclusion", "reason", "next_step"),
    "draft_answer": ("conclusion", "reason", "next_step"),
    "publish": ("title", "text", "answer"),
}
PLAIN_FIELDS = ("body", "place", "title", "complained_of", "decision_or_act", "demand")
LOOKUPS = (Status.WAITING, Status.IN_PROGRESS, Status.ANSWERED)


def read_rows() -> list[Row]:
    return json.loads((DATA_DIR / "demo_petitions.json").read_text("utf-8"))


def foreign_rows() -> QuerySet[Any]:
    return Petition.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    """Live through the past months act by act, so that numbers and history come in the order of time."""
    now = timezone.now()
    rows, days = read_rows(), WorkingDays(timezone.localdate())
    _grant_sight(staff)
    # The invented ward has confirmed the days it promises.
    DeadlineRule.objects.update(is_confirmed=True)
    office = Office(staff, days)
    cases = [Case(row, number, office) for number, row in enumerate(rows)]
    received = 0
    for act in plan(rows, days, now):
        with at(act.moment):
            cases[act.number].do(act)
        received += act.verb == "take_in"
        if act.verb == "take_in" and (received % PROGRESS_STEP == 0 or received == len(rows)):
            out.write(f"Đơn, kiến nghị: {received}/{len(rows)}\n")
            out.flush()


def hints() -> list[str]:
    """Codes and secrets of invented petitions, to try the look-up with."""
    invented = Petition.objects.filter(full_name__endswith=MARK)
    samples = (invented.filter(status=status).first() for status in LOOKUPS)
    return [
        f"Thử tra cứu: {petition.code} / {petition.secret} ({petition.get_status_display().lower()})"
        for petition in samples
        if petition
    ]


def _grant_sight(staff: Staff) -> None:
    """Let reception and the chair open denunciations, for a year."""
    start = timezone.localdate() - timedelta(days=120)
    for name in (RECEPTION, LEADER):
        ConfidentialGrant.objects.create(
            user=staff[name],
            reason="Tiếp nhận, giải quyết tố cáo theo phân công",
            granted_by=staff["quantri"],
            valid_from=start,
            valid_to=start + timedelta(days=365),
        )


class Office:
    """What all cases share: people, bodies, the calendar, the numbers of outgoing letters."""

    def __init__(self, staff: Staff, days: WorkingDays) -> None:
        self.staff, self.days = staff, days
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.groups = {group.number: group for group in ResidentialGroup.objects.valid()}
        self.teams = {team.residential_group_id: team for team in MobilizationTeam.objects.valid()}
        self.categories = {category.slug: category for category in Category.objects.all()}
        self.petitions: dict[str, Petition] = {}
        self._photos: dict[str, CleanFile] = {}
        self.letters = 0
        ward = Ward.objects.current()
        assert ward is not None, "setup_ward has run"
        self.limits = limits_of(ward)

    def photo(self, scene: str) -> CleanFile:
        """Return a picture as if it had been uploaded; each scene is drawn once."""
        if scene not in self._photos:
            upload = SimpleUploadedFile("anh-hien-truong.jpg", draw(scene), "image/jpeg")
            self._photos[scene] = clean_upload(upload, limits=self.limits)
        return self._photos[scene]

    def letter(self, kind: str) -> str:
        self.letters += 1
        return f"{self.letters}/{kind}-UBND"


class Case:
    """One invented petition and what is done to it."""

    petition: Petition

    def __init__(self, row: Row, number: int, office: Office) -> None:
        self.row, self.number, self.office = row, number, office

    def do(self, act: Act) -> None:
        if act.verb == "take_in":
            self.petition = self._take_in()
            self.office.petitions[self.row.get("key", self.petition.code)] = self.petition
            return
        by = None if act.by_sender else self._official(act.verb)
        evidence: Callable[[], dict[str, Any]] = getattr(self, f"_{act.verb}", dict)
        actor = {} if act.verb in ("add_information", "object") else {"by": by}
        getattr(self.petition, act.verb)(**self._words(act.verb), **evidence(), **actor)

    def _official(self, verb: str) -> User:
        if verb == "draft_answer":
            return self.office.staff[OFFICERS[self.row["unit"]]]
        return self.office.staff[LEADER if self._is_for_leader(verb) else RECEPTION]

    def _is_for_leader(self, verb: str) -> bool:
        if verb == "publish":
            return "legal_basis" in self.row
        return verb in LEADERS_WORK or verb in LEADERS_IF_GRAVE and self.petition.kind in GRAVE_KINDS

    def _words(self, verb: str) -> dict[str, str]:
        """The row's words for this decision under the names the method gives them; the answer is written once."""
        names = ARGUMENTS.get(verb, ())
        texts = self.row["public" if verb == "publish" else "answer" if len(names) == 3 else verb] if names else []
        return dict(zip(names, [texts] if isinstance(texts, str) else texts, strict=True))

    # Taking in

    def _take_in(self) -> Petition:
        fields = self._matter() | self._person() | {"files": self._photos()}
        if is_from_sender(self.row):
            return Petition.objects.submit(is_suspect=self.row.get("suspect", False), **fields)
        return Petition.objects.register(
            by=self.office.staff[RECEPTION],
            channel=self.row["channel"],
            received_on=received_on(self.row, self.office.days),
            **fields,
        )

    def _matter(self) -> dict[str, Any]:
        row = self.row
        fields = {name: row[name] for name in PLAIN_FIELDS if name in row}
        fields["declared_kind"] = row["kind"]
        fields["category"] = self.office.categories[row["category"]] if "category" in row else None
        fields["residential_group"] = group = self.office.groups.get(row.get("group", 0))
        if row["kind"] == Kind.COMPLAINT:
            fields["known_on"] = timezone.localdate() - timedelta(days=row.get("known_days", 20))
        if row.get("channel") == Channel.TEAM_REPORT and group:
            fields["team"] = self.office.teams[group.pk]
        return fields

    def _person(self) -> dict[str, Any]:
        """Who writes; the numbers begin with what no telephone of the province begins with."""
        row, number = self.row, self.number
        if row.get("anonymous"):
            return {}
        return {
            "full_name": invented_name(700 + number),
            "phone": f"+84238000{number:04}",
            "email": f"nguoi.gui.{number}@thu.example" if row.get("email") else "",
            "address": f"Nhà số {number + 1}, tổ dân phố {row['group']}" if "group" in row else "",
            "reply_by": row.get("reply_by", "portal"),
            "consent_publish": "public" in row and "legal_basis" not in row,
            "consent_publish_name": row.get("named", False),
        }

    def _photos(self) -> list[CleanFile]:
        if "photo" not in self.row:
            return []
        return [self.office.photo(self.row["photo"])]

    # The evidence of a decision that is not words of the row

    def _classify(self) -> dict[str, Any]:
        category = self.row.get("classified_category")
        return {"kind": self.row["classified"], "category": self.office.categories[category] if category else None}

    def _assign(self) -> dict[str, Any]:
        unit = self.row["unit"]
        officer = self.office.staff[LEADER] if unit == "ubnd" else self.office.staff.get(OFFICERS.get(unit, ""))
        return {"unit": self.office.units[unit], "officer": officer}

    def _extend(self) -> dict[str, Any]:
        deadline = self.petition.current_deadline
        due = deadline.rule.count(deadline.due_on, self.row["extend_by"]).due
        return {"due": due, "decision_number": self.office.letter("QĐ"), "reason": self.row["extend"]}

    def _answer(self) -> dict[str, Any]:
        return {"letter_number": self.office.letter("TB")}

    def _close(self) -> dict[str, Any]:
        return {"outcome": self.row["outcome"]}

    def _forward(self) -> dict[str, Any]:
        asked_again = self.office.days.calendar.add_working_days(timezone.localdate(), 15).due
        return {"agency": self.row["forward"], "letter_number": self.office.letter("PC"), "due": asked_again}

    def _chase(self) -> dict[str, Any]:
        return {"due": self.office.days.calendar.add_working_days(timezone.localdate(), 15).due}

    def _relay(self) -> dict[str, Any]:
        return {"answered_on": timezone.localdate(), "reply_number": self.row["reply_number"]}

    def _merge(self) -> dict[str, Any]:
        return {"original": self.office.petitions[self.row["original"]]}

    def _publish(self) -> dict[str, Any]:
        return {
            "sender_name": self.petition.full_name if self.petition.consent_publish_name else "",
            "legal_basis": self.row.get("legal_basis", ""),
        }

    def _name_parties(self) -> dict[str, Any]:
        return {"users": [], "units": [self.office.units[code] for code in self.row["about"]]}

    def _reissue_secret(self) -> dict[str, Any]:
        return {"nonce": new_nonce(), "staff_note": "Đã đối chiếu giấy tờ tùy thân tại quầy."}
