from django.db import migrations, models


class Migration(migrations.Migration):
    """Staff are listed by tên, as everybody else of the ward is."""

    dependencies = [
        ('wardportal', '0002_number_series'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='sort_key',
            field=models.CharField(blank=True, db_collation='C', default='', editable=False, max_length=400),
            preserve_default=False,
        ),
    ]
