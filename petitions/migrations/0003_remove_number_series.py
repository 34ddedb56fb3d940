from django.db import migrations


class Migration(migrations.Migration):
    """The old table, whose numbers have moved."""

    dependencies = [
        ('petitions', '0002_move_numbers'),
    ]

    operations = [
        migrations.DeleteModel(name='NumberSeries'),
    ]
