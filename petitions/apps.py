from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = "Đơn, kiến nghị"

    def ready(self) -> None:
        from mobilization import moving, outcomes
        from petitions.counts import register_figures
        from petitions.demo import foreign_rows, hints, load_demo
        from petitions.moving import open_petitions
        from petitions.reference import load_reference
        from petitions.reports import matter_of, outcomes_of
        from wardportal import demo, matters
        from wardportal.reference import register

        register("petitions", load_reference)
        demo.register("petitions", demo.Part(load_demo, foreign_rows, hints))
        moving.register("Đơn, kiến nghị chưa kết thúc", open_petitions)
        moving.register("Đơn, kiến nghị tổ dân vận chuyển đến, chưa kết thúc", open_petitions, "team")
        matters.register(matter_of)
        outcomes.register(outcomes_of)
        register_figures()
