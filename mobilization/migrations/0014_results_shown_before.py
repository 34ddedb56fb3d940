from typing import Any

from django.db import migrations
from django.db.models import DateTimeField, F
from django.db.models.functions import Cast


def show(apps: Any, schema_editor: Any) -> None:
    ended = apps.get_model("mobilization", "Campaign").objects.filter(status="ended", result_seen_at=None)
    ended.exclude(effect="").update(
        public_effect=F("effect"), public_lessons=F("lessons"), result_seen_at=Cast("ended_on", DateTimeField())
    )


class Migration(migrations.Migration):
    """What everybody read of campaigns that had ended stays to be read."""

    dependencies = [("mobilization", "0013_slips_seen_before")]
    operations = [migrations.RunPython(show, migrations.RunPython.noop)]
