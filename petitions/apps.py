from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"
    verbose_name = "Đơn, kiến nghị"

    def ready(self) -> None:
        from mobilization import moving, outcomes
        from petitions import copies
        from petitions.counts import register_figures
        from petitions.demo import foreign_rows, hints, inspections, load_demo
        from petitions.inspecting import petitions_of
        from petitions.models.inspections import forget_inspections
        from petitions.moving import closed_since, open_petitions
        from petitions.reference import load_reference
        from petitions.reports import matter_of, outcomes_of
        from wardportal import demo, matters
        from wardportal.reference import register

        register("petitions", load_reference)
        demo.register("petitions", demo.Part(load_demo, foreign_rows, hints))
        lead_to = demo.Part(inspections.load_demo, inspections.foreign_rows, is_last=True)
        demo.register("petition_inspections", lead_to)
        moving.register("Đơn, kiến nghị chưa kết thúc", open_petitions, ended_since=closed_since)
        passed_on = "Đơn, kiến nghị tổ dân vận chuyển đến, chưa kết thúc"
        moving.register(passed_on, open_petitions, "team", closed_since)
        matters.register(matter_of)
        matters.register(petitions_of)
        copies.register(forget_inspections)
        outcomes.register(outcomes_of)
        register_figures()
