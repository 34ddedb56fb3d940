from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"

    def ready(self) -> None:
        from mobilization.reference import load_reference
        from wardportal.reference import register

        register("mobilization", load_reference)
