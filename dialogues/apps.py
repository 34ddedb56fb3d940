from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
    verbose_name = "Đối thoại, cam kết"

    def ready(self) -> None:
        from dialogues.demo import foreign_rows, hints, load_demo
        from dialogues.reference import load_reference
        from wardportal import demo
        from wardportal.reference import register

        register("dialogues", load_reference)
        demo.register("dialogues", demo.Part(load_demo, foreign_rows, hints))
