from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"

    def ready(self) -> None:
        from mobilization import demo_reports, moving
        from mobilization.counts import register_figures
        from mobilization.demo import foreign_rows, load_demo
        from mobilization.models.reorganising import coming_briefings, open_conclusions
        from mobilization.reference import load_reference
        from mobilization.report_reference import load_reports
        from wardportal import demo
        from wardportal.reference import register

        register("mobilization", load_reference)
        register("reports", load_reports)
        register_figures()
        demo.register("mobilization", demo.Part(load_demo, foreign_rows))
        reports = demo.Part(demo_reports.load_demo, demo_reports.foreign_rows, is_last=True)
        demo.register("reports", reports)
        moving.register("Buổi giao ban chưa kết luận", coming_briefings, "team")
        moving.register("Việc kết luận giao ban chưa xong", open_conclusions, "team")
