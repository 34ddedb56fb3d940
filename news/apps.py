from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news.reference import load_reference
        from wardportal.reference import register

        register("news", load_reference)
