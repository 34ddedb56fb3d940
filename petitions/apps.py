from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = "Đơn, kiến nghị"

    def ready(self) -> None:
        from petitions.demo import foreign_rows, hints, load_demo
        from petitions.reference import load_reference
        from wardportal import demo
        from wardportal.reference import register

        register("petitions", load_reference)
        demo.register("petitions", demo.Part(load_demo, foreign_rows, hints))
