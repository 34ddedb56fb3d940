from typing import Any

from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F


def see(apps: Any, schema_editor: Any) -> None:
    """Those made once the desk asked are left to wait there."""
    asked = MigrationRecorder.Migration.objects.using(schema_editor.connection.alias)
    for since in asked.filter(app="mobilization", name="0008_slips_seen").values_list("applied", flat=True):
        slips = apps.get_model("mobilization", "CorrectionSlip").objects
        slips.filter(seen_by=None, at__lt=since).update(seen_by=F("by"))


class Migration(migrations.Migration):
    """Slips made before anybody was asked to look at them do not wait on the desk."""

    dependencies = [("mobilization", "0012_direction_replaced")]
    operations = [migrations.RunPython(see, migrations.RunPython.noop)]
