"""The papers of a campaign: the sheet of its registration and the report of its result."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mobilization.campaigns.status import CampaignSubject
from mobilization.campaigns.story import Result, Story
from mobilization.models import Campaign, CampaignPhoto, CampaignTarget
from wardportal import office
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.numbers import money_vi, number_vi
from wardportal.papers import (
    Align,
    Block,
    Column,
    Item,
    Layout,
    Paper,
    Paragraph,
    Signature,
    Table,
    numbered_sections,
    paragraphs,
)  # fmt: skip

TARGETS = (Column("TT", 12, Align.CENTER), Column("Mục tiêu, chỉ tiêu", 103), Column("Phải đạt", 50, Align.RIGHT))
RESULTS = (
    Column("TT", 12, Align.CENTER),
    Column("Mục tiêu, chỉ tiêu", 75),
    Column("Phải đạt", 28, Align.RIGHT),
    Column("Đã đạt", 28, Align.RIGHT),
    Column("Tỷ lệ", 22, Align.RIGHT),
)
MONTHS = (
    Column("Tháng", 24, Align.CENTER),
    Column("Việc đã làm", 71),
    Column("Tiền (đồng)", 30, Align.RIGHT),
    Column("Ngày công", 20, Align.RIGHT),
    Column("Lượt người", 20, Align.RIGHT),
)
TO_FILL = "……………………"
ENDING = "./."


def registration_paper(campaign: Campaign, ward: Ward) -> Paper:
    """Phiếu đăng ký mô hình, to be confirmed by the cell and the Party committee."""
    return Paper(
        **_head(campaign, ward),
        kind="Phiếu đăng ký",
        subject=f"{_called(campaign)} “Dân vận khéo” năm {campaign.year}",
        place=office.place_of(ward),
        dated_on=campaign.registered_on,
        blocks=(
            *_facts(_who_and_where(campaign)),
            *numbered_sections(
                [
                    ("Lý do, thực trạng", paragraphs(campaign.reason)),
                    ("Mục tiêu, chỉ tiêu", _targets(list(campaign.targets.all()))),
                    ("Nội dung, giải pháp", [*paragraphs(campaign.content), *_new(campaign)]),
                    ("Thời gian, nguồn lực", _facts(_means(campaign))),
                    ("Tổ chức thực hiện", _facts(_people(campaign))),
                    ("Xác nhận của chi bộ", paragraphs(campaign.cell_confirmation or TO_FILL)),
                    ("Ý kiến của Đảng ủy", paragraphs(campaign.committee_opinion or TO_FILL)),
                ]
            ),
        ),
        recipients=("Khối Dân vận Đảng ủy", f"Lưu: {campaign.body}"),
        signatures=(
            Signature("Xác nhận của chi bộ", office.NO_NAME),
            Signature("Đại diện đăng ký", campaign.in_charge or office.NO_NAME),
        ),
    )


def result_paper(campaign: Campaign, ward: Ward) -> Paper:
    """Báo cáo kết quả: what was reached of each target, who took part, with what means, what it brought."""
    story = Story.whole(campaign)
    day = campaign.ended_on or campaign.self_scored_on
    return Paper(
        **_head(campaign, ward),
        kind="Báo cáo",
        subject=f"Kết quả thực hiện {_called(campaign).lower()} “Dân vận khéo” năm {campaign.year}",
        place=office.place_of(ward),
        dated_on=day,
        blocks=(
            *_facts(_who_and_where(campaign)),
            *numbered_sections(
                [
                    ("Kết quả so với mục tiêu", _results(story.results())),
                    ("Người tham gia, nguồn lực", _facts(_mobilised(story))),
                    ("Việc làm từng tháng", _months(story)),
                    ("Hiệu quả", paragraphs(campaign.effect)),
                    ("Kinh nghiệm", paragraphs(campaign.lessons)),
                    ("Khó khăn, hạn chế", paragraphs(campaign.difficulties)),
                    ("Đề xuất", paragraphs(campaign.proposals)),
                    ("Kết thúc mô hình", paragraphs(campaign.end_reason)),
                    (
                        "Ảnh kèm theo",
                        [_photo(photo) for photo in story.photos],
                    ),
                ]
            ),
        ),
        ending=f"Trên đây là kết quả thực hiện, {campaign.body} báo cáo Khối Dân vận Đảng ủy{ENDING}",
        recipients=("Khối Dân vận Đảng ủy", f"Lưu: {campaign.body}"),
        signatures=(Signature("Đại diện đăng ký", campaign.in_charge or office.NO_NAME),),
    )


def _head(campaign: Campaign, ward: Ward) -> office.Head:
    return {"layout": Layout.PARTY, "superior": f"Đảng ủy\nphường {ward.name}", "body": str(campaign.body)}


def _called(campaign: Campaign) -> str:
    return "Mô hình" if campaign.subject == CampaignSubject.COLLECTIVE else "Điển hình"


def _facts(rows: list[tuple[str, str]]) -> list[Block]:
    return [Paragraph(office.ended(text), lead=f"{label}:") for label, text in rows if text]


def _who_and_where(campaign: Campaign) -> list[tuple[str, str]]:
    where = [campaign.places, str(campaign.street or ""), campaign.place]
    households = f"{number_vi(campaign.household_count)} hộ" if campaign.household_count else ""
    return [
        ("Tên", campaign.name),
        ("Đơn vị đăng ký", str(campaign.body)),
        ("Cá nhân", campaign.person_name),
        ("Lĩnh vực", str(campaign.field)),
        ("Địa điểm", ", ".join(filter(None, where))),
        ("Đối tượng", ", ".join(filter(None, (campaign.beneficiaries, households)))),
        ("Học theo mô hình", str(campaign.model or "")),
        ("Tiếp nối mô hình", f"{campaign.former} năm {campaign.former.year}" if campaign.former else ""),
    ]


def _targets(targets: list[CampaignTarget]) -> list[Block]:
    rows = [(str(number), row.text, number_vi(row.value, row.unit)) for number, row in enumerate(targets, 1)]
    return [Table(TARGETS, tuple(rows))] if rows else []


def _new(campaign: Campaign) -> list[Block]:
    return [Paragraph(campaign.new_content, lead="Nội dung mới so với năm trước:")] if campaign.new_content else []


def _day(day: date | None) -> str:
    return date_vi(day) if day else TO_FILL


def _means(campaign: Campaign) -> list[tuple[str, str]]:
    money, workdays = campaign.planned_money, campaign.planned_workdays
    return [
        ("Thời gian", f"từ ngày {_day(campaign.starts_on)} đến ngày {_day(campaign.ends_on)}"),
        ("Kinh phí dự kiến", money_vi(money) if money is not None else ""),
        ("Ngày công dự kiến", f"{number_vi(workdays)} ngày công" if workdays is not None else ""),
        ("Hiện vật dự kiến", campaign.planned_goods),
    ]


def _people(campaign: Campaign) -> list[tuple[str, str]]:
    in_charge = ", ".join(filter(None, (campaign.in_charge, campaign.in_charge_post)))
    return [
        ("Người phụ trách", in_charge),
        ("Đơn vị phối hợp", campaign.partners),
        ("Người theo dõi, chỉ đạo", str(campaign.follower or TO_FILL)),
    ]


def _results(results: list[Result]) -> list[Block]:
    rows = [
        (
            str(number),
            row.target.text,
            number_vi(row.target.value, row.target.unit),
            "chưa đo" if row.reached is None else number_vi(row.reached, row.target.unit),
            "" if row.percent is None else f"{number_vi(row.percent)} %",
        )
        for number, row in enumerate(results, 1)
    ]
    return [Table(RESULTS, tuple(rows))] if rows else []


def _mobilised(story: Story) -> list[tuple[str, str]]:
    return [
        ("Tiền huy động", money_vi(story.money)),
        ("Ngày công", f"{number_vi(story.workdays)} ngày công"),
        ("Lượt người tham gia", f"{number_vi(story.people)} lượt người"),
        ("Hiện vật", "; ".join(story.goods)),
    ]


def _months(story: Story) -> list[Block]:
    rows = [
        (
            f"{update.month:%m/%Y}",
            " ".join(update.text.split()),
            number_vi(update.money),
            number_vi(update.workdays),
            number_vi(update.people),
        )
        for update in story.updates
    ]
    return [Table(MONTHS, tuple(rows))] if rows else [Paragraph(f"Chưa ghi tháng nào đến ngày {_today()}.")]


def _today() -> str:
    return date_vi(timezone.localdate())


def _photo(photo: CampaignPhoto) -> Block:
    return Item(photo.caption, lead=f"{photo.get_moment_display()}:")
