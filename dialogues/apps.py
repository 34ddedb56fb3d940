from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
    verbose_name = "Đối thoại, cam kết"

    def ready(self) -> None:
        from dialogues.demo import foreign_rows, hints, load_demo
        from dialogues.matter import matter_of
        from dialogues.reference import load_reference
        from wardportal import demo, matters
        from wardportal.reference import register

        register("dialogues", load_reference)
        matters.register(matter_of)
        demo.register("dialogues", demo.Part(load_demo, foreign_rows, hints))
