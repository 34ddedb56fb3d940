from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from wardportal import reference
from wardportal.holidays_vn import seed_calendar
from wardportal.models import Signatory, Ward
from wardportal.roles import grant_roles


class Command(BaseCommand):
    help = "Creates the reference rows and roles the ward never had; safe to run again, what staff did to them stays."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        self._ward(reference.ward_data()["ward"])
        year = timezone.localdate().year
        seed_calendar(range(year - 2, year + 3))
        reference.load_all(self.stdout)
        grant_roles()

    def _ward(self, row: dict[str, Any]) -> None:
        if Ward.objects.exists():
            return
        signatories = row.pop("signatories", [])
        ward = Ward.objects.create(**row)
        Signatory.objects.bulk_create([Signatory(ward=ward, **signatory) for signatory in signatories])
