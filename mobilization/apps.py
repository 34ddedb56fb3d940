from django.apps import AppConfig


class MobilizationConfig(AppConfig):
    name = "mobilization"
    verbose_name = "Tổ chức và dân vận"

    def ready(self) -> None:
        from mobilization.counts import register_figures

        _register_reference_rows()
        _register_demo()
        _register_open_work()
        register_figures()


def _register_reference_rows() -> None:
    from mobilization.assessments.reference import load_criteria
    from mobilization.campaigns.reference import load_campaigns
    from mobilization.inspections.reference import load_inspections
    from mobilization.reference import load_reference
    from mobilization.reports.reference import load_reports
    from mobilization.results.reference import load_results
    from wardportal.reference import register

    register("mobilization", load_reference)
    register("reports", load_reports)
    register("inspections", load_inspections)
    register("results", load_results)
    register("criteria", load_criteria)
    register("campaigns", load_campaigns)


def _register_demo() -> None:
    from mobilization import demo as people
    from mobilization.demo import assessments, campaigns, inspections, reports, results
    from wardportal.demo import Part, register

    register("mobilization", Part(people.load_demo, people.foreign_rows))
    register("campaigns", Part(campaigns.load_demo, campaigns.foreign_rows, is_last=True))
    # After the campaigns some of them came from.
    register("results", Part(results.load_demo, results.foreign_rows, is_last=True))
    register("reports", Part(reports.load_demo, reports.foreign_rows, is_last=True))
    register("inspections", Part(inspections.load_demo, inspections.foreign_rows))
    register("assessments", Part(assessments.load_demo, assessments.foreign_rows, is_last=True))


def _register_open_work() -> None:
    """What goes along, or is told of, where residential groups are merged or split."""
    from mobilization.models.assessments import assessments_decided_since, open_assessments
    from mobilization.models.inspections import inspections_closed_since, open_inspections
    from mobilization.models.reorganising import (
        campaigns_ended_since,
        coming_briefings,
        open_campaigns,
        open_conclusions,
    )
    from mobilization.moving import register

    register("Cuộc kiểm tra chưa khép lại", open_inspections, ended_since=inspections_closed_since)
    register("Đánh giá tổ tự quản chưa quyết định", open_assessments, ended_since=assessments_decided_since)
    register("Buổi giao ban chưa kết luận", coming_briefings, "team")
    register("Việc kết luận giao ban chưa xong", open_conclusions, "team")
    register("Mô hình Dân vận khéo chưa kết thúc", open_campaigns, "team", campaigns_ended_since)
