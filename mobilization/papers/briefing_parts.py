"""What the papers of briefings are put together of: heads, and who signs."""

from __future__ import annotations

from datetime import date

from mobilization.models import Briefing, Membership
from wardportal import office
from wardportal.models import Ward
from wardportal.papers import Layout, Signature

# How the post of whoever leads the Party cell of a residential group begins, folded.
CELL_SECRETARY = "bi thu chi bo"


def head_of(briefing: Briefing, ward: Ward) -> office.Head:
    """At the ward its Party committee, of a team the Party cell of its residential group."""
    if briefing.team is None:
        return office.party_head(ward)
    cell = f"Chi bộ\n{briefing.team.residential_group}"
    return {"layout": Layout.PARTY, "superior": f"Đảng bộ\nphường {ward.name}", "body": cell}


def signature_of(briefing: Briefing, ward: Ward) -> Signature:
    """The secretary of the body that issues it, as of its day; dots to fill by hand where nobody holds the post."""
    day = briefing.concluded_on or briefing.held_on
    if briefing.team is None:
        return office.secretary_signature(ward, day, _secretaries(day))
    seats = Membership.objects.valid(day).filter(residential_group=briefing.team.residential_group_id)
    seat = seats.filter(post__folded__startswith=CELL_SECRETARY).exclude(full_name="").first()
    return Signature("Bí thư", seat.full_name if seat else office.NO_NAME, authority="T/M Chi bộ")


def _secretaries(day: date) -> office.People:
    """Who sits in a seat of a secretary of the Party committee, where no signatory is named."""
    seats = Membership.objects.valid(day).filter(unit__isnull=False, post__folded__startswith=office.SECRETARY[0])
    return [(str(seat.post), seat.full_name) for seat in seats.select_related("post")]
