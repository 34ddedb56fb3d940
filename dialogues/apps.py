from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
    verbose_name = "Đối thoại, cam kết"

    def ready(self) -> None:
        from dialogues.matter import matter_of
        from dialogues.reference import load_reference
        from wardportal import matters
        from wardportal.reference import register

        register("dialogues", load_reference)
        matters.register(matter_of)
