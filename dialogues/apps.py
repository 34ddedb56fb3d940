from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "dialogues"
    verbose_name = "Đối thoại, cam kết"

    def ready(self) -> None:
        from dialogues.reference import load_reference
        from wardportal.reference import register

        register("dialogues", load_reference)
