from typing import Any

from django.db import migrations

from wardportal.text import name_sort_key


def fill(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("wardportal", "User").objects
    for user in users.only("full_name", "username"):
        users.filter(pk=user.pk).update(sort_key=name_sort_key(user.full_name or user.username))


class Migration(migrations.Migration):
    """Accounts made before have a name to be listed by too."""

    dependencies = [("wardportal", "0003_user_sort_key")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
