from typing import Any

from django.db import migrations

from wardportal.text import fold


def fill(apps: Any, schema_editor: Any) -> None:
    promises = apps.get_model("dialogues", "Commitment").objects
    for promise in promises.only("text"):
        promises.filter(pk=promise.pk).update(search_text=fold(promise.text))


class Migration(migrations.Migration):
    """Promises made before are found without marks too."""

    dependencies = [("dialogues", "0004_commitment_search_text")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
