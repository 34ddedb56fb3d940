"""The pages that are measured, each as one visit: who opens what, and what a good answer is."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from mobilization.models import Unit
from news.models import Post
from petitions.models import Petition, PublicSummary
from petitions.models.petition import PetitionQuerySet
from petitions.status import Status, Visibility
from tests.bench.dialogue_pages import dialogue_visits
from tests.bench.movement_pages import movement_visits
from tests.bench.report_pages import report_visits
from tests.bench.ward import VISITS
from wardportal.forms import new_submission_id
from wardportal.models import AttemptCount, User

LIST = "/quan-tri/petitions/petition/"
WORDS, RARE_WORDS = "rác ngõ", "ngo 1234"


@dataclass
class Visitor:
    """A ward full of petitions, and the browsers of a resident and of those who work there."""

    resident: Client = field(default_factory=lambda: Client(SERVER_NAME="127.0.0.1"))
    staff: dict[str, Client] = field(default_factory=dict)
    photo: bytes = field(default_factory=lambda: photo())
    missing: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name in ("tiepdan", "lanhdao", "xuly", "totruong01", "totruong02", "quantri", "danvan"):
            self.staff[name] = Client(SERVER_NAME="127.0.0.1")
            self.staff[name].force_login(User.objects.get(username=name))
        self.followed = self.some().filter(status=Status.CLOSED).exclude(full_name="")[0]
        summaries = PublicSummary.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk")
        self.old_summary = summaries[int(summaries.count() * 0.9)]
        posts = Post.objects.published().newest_first()
        self.old_post = posts[int(posts.count() * 0.9)]
        self.new = [Petition.objects.submit(declared_kind="report", body="Nắp cống vỡ.") for _ in range(VISITS)]

    def some(self) -> PetitionQuerySet:
        """Petitions from the middle of the years."""
        return readable().filter(pk__gt=Petition.objects.order_by("-pk")[0].pk // 2).order_by("pk")

    def read(self, path: str) -> Callable[[], object]:
        return lambda: self.resident.get(path)

    def work(self, name: str, path: str, **query: str) -> Callable[[], object]:
        address = f"{path}?{urlencode(query)}" if query else path
        return lambda: self.staff[name].get(address)

    def look_up(self) -> object:
        AttemptCount.objects.all().delete()
        typed = {"code": self.followed.code, "secret": self.followed.secret}
        return self.resident.post("/kien-nghi/tra-cuu/", typed, follow=True)

    def send(self, **more: object) -> object:
        one = new_submission_id()  # in the words too: the same words again would get the first receipt
        words = {"submission_id": one, "kind": "report", "body": f"Đèn đường tắt. {one}", "reply_by": "portal"}
        return self.resident.post("/kien-nghi/gui/", words | more)

    def send_with_photo(self) -> object:
        return self.send(attachments=SimpleUploadedFile("anh.jpg", self.photo, "image/jpeg"))

    def review(self) -> object:
        petition = self.new.pop()
        return self.staff["tiepdan"].post(f"{LIST}{petition.pk}/quyet-dinh/review/", {"version": petition.version})

    def visits(self) -> dict[str, Callable[[], object]]:
        """Every measured page by the name it is printed under."""
        summary, followed, handled = self.old_summary, self.followed, self.some().filter(unit=self.unit_of("xuly"))[0]
        deep = f"?truoc={summary.published_at.timestamp()}-{summary.pk}"
        public = {
            "home": "/",
            "petitions published": "/kien-nghi/",
            "petitions published, deep page": f"/kien-nghi/{deep}",
            "published petition": f"/kien-nghi/{summary.petition.code}/",
            "its counted days": f"/kien-nghi/{summary.petition.code}/han/",
            "news": "/tin-tuc/",
            "news, deep page": f"/tin-tuc/?truoc={self.old_post.slug}",
            "article": self.old_post.get_absolute_url(),
            "residential groups": "/to-dan-pho/",
            "one residential group": "/to-dan-pho/to-dan-pho-1/",
            "sitemap": "/sitemap.xml",
            "sitemap of petitions": "/sitemap-kien-nghi.xml",
            "empty form": "/kien-nghi/gui/",
        }
        resident = {
            "look up, then own view": self.look_up,
            "send a petition": self.send,
            "send with a photo": self.send_with_photo,
        }
        desks = {f"desk of {name}": self.work(name, "/quan-tri/") for name in self.staff if name != "totruong02"}
        # Who looks after the movement has a desk and no petitions.
        readers = [name for name in self.staff if name not in ("totruong02", "danvan")]
        lists = {f"list of {name}": self.work(name, LIST) for name in readers}
        queues = {f"list, {slug}": self.work("tiepdan", LIST, viec=slug) for slug in ("moi", "qua-han", "cho-ket-thuc")}
        filters = {
            f"list, {' + '.join(query.values())}": self.work("tiepdan", LIST, **query)
            for query in (
                {"tinh-trang": "closed"},
                {"tinh-trang": "suspended"},
                {"loai": "complaint"},
                {"linh-vuc": "rac-thai"},
                {"kenh": "phone"},
                {"don-vi": "tu-phap"},
                {"kenh": "counter", "tinh-trang": "accepted"},
            )
        }
        searches = {
            "search, common words": self.work("tiepdan", LIST, q=WORDS),
            "search, rare words": self.work("tiepdan", LIST, q=RARE_WORDS),
            "search, no such word": self.work("tiepdan", LIST, q="khongcotunay"),
            "search, words, by handler": self.work("xuly", LIST, q=WORDS),
            "search, code": self.work("tiepdan", LIST, q=followed.code),
            "search, telephone": self.work("tiepdan", LIST, q=str(followed.phone)),
            "list, handler's own": self.work("xuly", LIST, viec="cua-toi"),
            "list, page 40": self.work("tiepdan", LIST, p="40"),
        }
        cases = {
            "case file": self.work("tiepdan", f"{LIST}{followed.pk}/change/"),
            "case file, open, similar": self.work("tiepdan", f"{LIST}{self.open_case().pk}/change/"),
            "case file, by handler": self.work("xuly", f"{LIST}{handled.pk}/change/"),
            "decision form": self.work("tiepdan", f"{LIST}{self.open_case().pk}/quyet-dinh/assign/"),
            "decide (review)": self.review,
            "outbox": self.work("quantri", "/quan-tri/wardportal/outgoingmessage/"),
        }
        read = {name: self.read(path) for name, path in public.items()}
        dialogue, self.missing = dialogue_visits(self.read, self.work)
        reports = report_visits(self.work)
        movement = movement_visits(self.read, self.work)
        return read | dialogue | reports | movement | resident | desks | lists | queues | filters | searches | cases

    def open_case(self) -> Petition:
        return readable().filter(status=Status.ACCEPTED).exclude(phone="").order_by("-pk")[0]

    def unit_of(self, name: str) -> int:
        return Unit.objects.of_user(User.objects.get(username=name))[0].pk


def readable() -> PetitionQuerySet:
    return Petition.objects.exclude(visibility=Visibility.CONFIDENTIAL)


def photo() -> bytes:
    """A picture as a telephone of today takes it: 12 megapixels."""
    stream = io.BytesIO()
    Image.effect_noise((400, 300), 60).resize((4000, 3000)).convert("RGB").save(stream, "JPEG", quality=85)
    return stream.getvalue()
