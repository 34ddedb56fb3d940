from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"

    def ready(self) -> None:
        from mobilization.demo import foreign_rows, load_demo
        from mobilization.reference import load_reference
        from wardportal import demo
        from wardportal.reference import register

        register("mobilization", load_reference)
        demo.register("mobilization", demo.Part(load_demo, foreign_rows))
