import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sizes with which photos can be kept, a hotline that can be called, words for the ends of a ward; no column changes."""

    dependencies = [
        ('wardportal', '0006_case_key_mark'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ward',
            name='hotline',
            field=models.CharField(max_length=20, validators=[django.core.validators.RegexValidator('^\\+?(?=(\\D*\\d){3})[\\d\\s.()-]+$', 'Nhập một số gọi được, ví dụ 0238 000 0000 hoặc 1022; số máy lẻ ghi vào ô giờ làm việc.')], verbose_name='điện thoại đường dây nóng'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='photo_max_side',
            field=models.PositiveSmallIntegerField(default=2000, validators=[django.core.validators.MinValueValidator(800), django.core.validators.MaxValueValidator(8000)], verbose_name='cạnh dài nhất của ảnh lưu (điểm ảnh)'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='upload_max_files',
            field=models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='số tệp tối đa mỗi lần gửi'),
        ),
        migrations.AlterField(
            model_name='ward',
            name='upload_max_megabytes',
            field=models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='dung lượng tối đa mỗi tệp (MB)'),
        ),
        migrations.AlterConstraint(
            model_name='ward',
            name='ward_ends_after_it_starts',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='ward_ends_after_it_starts', violation_error_message='Ngày kết thúc phải từ ngày bắt đầu trở đi.'),
        ),
    ]
