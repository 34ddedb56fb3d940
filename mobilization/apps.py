from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"
