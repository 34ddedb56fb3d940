from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = "Đơn, kiến nghị"

    def ready(self) -> None:
        from petitions.reference import load_reference
        from wardportal.reference import register

        register("petitions", load_reference)
