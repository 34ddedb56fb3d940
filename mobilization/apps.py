from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"

    def ready(self) -> None:
        from mobilization import (
            demo_assessments,
            demo_campaigns,
            demo_inspections,
            demo_reports,
            demo_results,
            moving,
        )
        from mobilization.assessments.reference import load_criteria
        from mobilization.campaigns.reference import load_campaigns
        from mobilization.counts import register_figures
        from mobilization.demo import foreign_rows, load_demo
        from mobilization.inspections.reference import load_inspections
        from mobilization.models.assessments import assessments_decided_since, open_assessments
        from mobilization.models.inspections import inspections_closed_since, open_inspections
        from mobilization.models.reorganising import (
            campaigns_ended_since,
            coming_briefings,
            open_campaigns,
            open_conclusions,
        )
        from mobilization.reference import load_reference
        from mobilization.reports.reference import load_reports
        from mobilization.results.reference import load_results
        from wardportal import demo
        from wardportal.reference import register

        register("mobilization", load_reference)
        register("reports", load_reports)
        register("inspections", load_inspections)
        register("results", load_results)
        register("criteria", load_criteria)
        register("campaigns", load_campaigns)
        register_figures()
        demo.register("mobilization", demo.Part(load_demo, foreign_rows))
        reports = demo.Part(demo_reports.load_demo, demo_reports.foreign_rows, is_last=True)
        campaigns = demo.Part(demo_campaigns.load_demo, demo_campaigns.foreign_rows, is_last=True)
        demo.register("campaigns", campaigns)
        # After the campaigns some of them came from.
        demo.register("results", demo.Part(demo_results.load_demo, demo_results.foreign_rows, is_last=True))
        demo.register("reports", reports)
        inspections = demo.Part(demo_inspections.load_demo, demo_inspections.foreign_rows)
        demo.register("inspections", inspections)
        moving.register("Cuộc kiểm tra chưa khép lại", open_inspections, ended_since=inspections_closed_since)
        assessments = demo.Part(demo_assessments.load_demo, demo_assessments.foreign_rows, is_last=True)
        demo.register("assessments", assessments)
        undecided = "Đánh giá tổ tự quản chưa quyết định"
        moving.register(undecided, open_assessments, ended_since=assessments_decided_since)
        moving.register("Buổi giao ban chưa kết luận", coming_briefings, "team")
        moving.register("Việc kết luận giao ban chưa xong", open_conclusions, "team")
        moving.register("Mô hình Dân vận khéo chưa kết thúc", open_campaigns, "team", campaigns_ended_since)
