from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "Tin tức"

    def ready(self) -> None:
        from news.demo import load_demo
        from news.models import Post
        from news.reference import load_reference
        from wardportal import demo
        from wardportal.reference import register

        register("news", load_reference)
        demo.register("news", demo.Part(lambda out, staff: load_demo(out, author=staff["bientap"]), Post.objects.all))
