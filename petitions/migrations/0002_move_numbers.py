from django.db import migrations

SERIES = 'KN'


def to_the_foundation(apps, schema_editor):
    old, new = apps.get_model('petitions', 'NumberSeries'), apps.get_model('wardportal', 'NumberSeries')
    for row in old.objects.all():
        new.objects.update_or_create(series=SERIES, year=row.year, defaults={'last_number': row.last_number})


def back_to_petitions(apps, schema_editor):
    old, new = apps.get_model('petitions', 'NumberSeries'), apps.get_model('wardportal', 'NumberSeries')
    for row in new.objects.filter(series=SERIES):
        old.objects.update_or_create(year=row.year, defaults={'last_number': row.last_number})


class Migration(migrations.Migration):
    """The numbers given so far go on in the foundation's table."""

    dependencies = [
        ('petitions', '0001_initial'),
        ('wardportal', '0002_number_series'),
    ]

    operations = [
        migrations.RunPython(to_the_foundation, back_to_petitions),
    ]
