from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from wardportal import demo, reference
from wardportal.holidays_vn import seed_calendar
from wardportal.models import Signatory, Ward
from wardportal.roles import grant_roles

# What a file with a wrong word, day or code, or without one, ends in.
WRONG = (KeyError, TypeError, ValueError, AttributeError, ValidationError, DataError, IntegrityError)


class Command(BaseCommand):
    help = "Creates the reference rows and roles the ward never had; safe to run again, what staff did to them stays."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        call_command("createcachetable", verbosity=0)
        year = timezone.localdate().year
        seed_calendar(range(year - 2, year + 3))
        if settings.WITH_DEMO and (demo.is_loaded() or not Ward.objects.exists()):
            self._load(reference.demo_ward())
        else:
            self._load_real()
        grant_roles()

    def _load_real(self) -> None:
        try:
            self._load(reference.real_ward())
        except WRONG as error:
            if not reference.own_file().exists():
                raise
            file, told = reference.own_file(), _told(error)
            raise CommandError(f"Tệp {file} có chỗ chưa đúng mẫu ở docs/operations.md: {told}") from error

    def _load(self, data: reference.Row) -> None:
        self._ward(data["ward"])
        reference.load_all(data, self.stdout)

    def _ward(self, row: reference.Row) -> None:
        if Ward.objects.exists():
            return
        signatories = row.pop("signatories", [])
        ward = Ward(**row)
        # What is not said yet is asked for at the desk; what is said is read at this start only and has to be right.
        ward.clean_fields(exclude={name for name, said in row.items() if said == ""})
        if not ward.is_valid(timezone.localdate()):
            raise ValidationError({"valid_from": "Hôm nay phải nằm trong thời gian phường có hiệu lực."})
        ward.save()
        for signatory in signatories:
            signs = Signatory(ward=ward, **signatory)
            signs.clean_fields(exclude={"ward"})
            signs.clean()
            signs.save()


def _told(error: Exception) -> str:
    """Name the columns as the file does."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{column}: {' '.join(said)}" for column, said in error.message_dict.items())
    return str(error).splitlines()[0]
