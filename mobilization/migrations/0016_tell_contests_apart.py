from django.db import migrations
from django.db.models import F, Window
from django.db.models.functions import RowNumber


def tell_apart(apps, schema_editor):
    """A contest begun twice before that was refused keeps both; the later one is called "(2)", or "(3)" where that is taken."""
    contests = apps.get_model("mobilization", "Contest").objects
    place = Window(RowNumber(), partition_by=["name", "year"], order_by=F("pk").asc())
    for row in contests.annotate(place=place).filter(place__gt=1):
        place = row.place
        while contests.filter(name=(name := f"{row.name[:150]} ({place})"), year=row.year).exists():
            place += 1
        contests.filter(pk=row.pk).update(name=name)


class Migration(migrations.Migration):
    dependencies = [("mobilization", "0015_campaign_show_label")]

    operations = [migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True)]
