from typing import Any

from django.db import migrations
from django.db.models import Q


def decide_by_role(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model("wardportal", "User").objects
    users.filter(Q(is_superuser=True) | Q(groups__isnull=False), is_staff=False).update(is_staff=True, is_active=False)
    users.filter(is_staff=True, is_superuser=False, groups=None).update(is_staff=False)


class Migration(migrations.Migration):
    """A role alone brings accounts made before to the desk, too.

    Whoever had a role but was kept from the desk is locked, so that nobody comes back to it unseen.
    """

    dependencies = [("wardportal", "0004_fill_user_sort_key")]
    operations = [migrations.RunPython(decide_by_role, migrations.RunPython.noop)]
