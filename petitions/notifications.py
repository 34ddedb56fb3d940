"""Who is told what when something happened to a petition. The only file that knows."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from petitions.status import EventKind
from wardportal.models import OutgoingMessage, Ward

if TYPE_CHECKING:
    from petitions.models import Petition, PetitionEvent

# What the sender's mail says. It names no content and no secret: mailboxes are shared and forwarded.
SENTENCES = {
    EventKind.SUBMITTED: "Phường đã tiếp nhận đơn của ông/bà.",
    EventKind.REGISTERED: "Phường đã ghi nhận đơn của ông/bà.",
    EventKind.ASKED: "Phường cần ông/bà bổ sung thông tin. Thời hạn tạm dừng đến khi nhận được.",
    EventKind.ACCEPTED: "Phường đã thụ lý đơn của ông/bà.",
    EventKind.REDATED: "Phường đã xác định lại loại đơn của ông/bà, vì vậy thời hạn thay đổi.",
    EventKind.EXTENDED: "Thời hạn giải quyết đơn của ông/bà đã được gia hạn.",
    EventKind.RECOUNTED: "Thời hạn giải quyết đơn của ông/bà được tính lại theo lịch nghỉ lễ, vì khi hẹn chưa có lịch.",
    EventKind.CORRECTED: "Phường đã sửa ngày nhận đơn ghi nhầm.",
    EventKind.SUSPENDED: "Việc giải quyết đơn của ông/bà tạm đình chỉ.",
    EventKind.RESUMED: "Phường tiếp tục giải quyết đơn của ông/bà.",
    EventKind.ANSWERED: "Phường đã trả lời đơn của ông/bà.",
    EventKind.DECLINED: "Đơn của ông/bà không đủ điều kiện xử lý. Lý do có trong trang tra cứu.",
    EventKind.GUIDED: "Phường đã hướng dẫn ông/bà nơi giải quyết đơn.",
    EventKind.FORWARDED: "Phường đã chuyển đơn của ông/bà đến cơ quan có thẩm quyền.",
    EventKind.RELAYED: "Cơ quan nhận đơn của ông/bà đã trả lời. Nội dung có trong trang tra cứu.",
    EventKind.MERGED: "Đơn của ông/bà được giải quyết cùng một vụ việc đang xử lý.",
    EventKind.SEPARATED: "Đơn của ông/bà được giải quyết riêng, không còn giải quyết cùng vụ việc khác.",
    EventKind.WITHDRAWN: "Phường đã ghi nhận ông/bà rút đơn. Nếu không phải ông/bà đề nghị, xin gọi phường.",
    EventKind.REOPENED: "Phường giải quyết lại đơn của ông/bà.",
    EventKind.SECRET_REISSUED: "Mã bí mật đã được cấp lại tại trụ sở. Nếu không phải ông/bà yêu cầu, xin gọi phường.",
}

# What the senders of petitions merged into it hear of it: whatever changes what they were told, or ends their wait.
FOLLOWED = {
    EventKind.ACCEPTED: "Phường đã thụ lý vụ việc giải quyết chung với đơn của ông/bà.",
    EventKind.REDATED: "Thời hạn của vụ việc giải quyết chung với đơn của ông/bà thay đổi.",
    EventKind.EXTENDED: "Thời hạn của vụ việc giải quyết chung với đơn của ông/bà đã được gia hạn.",
    EventKind.RECOUNTED: "Thời hạn của vụ việc giải quyết chung với đơn của ông/bà được tính lại theo lịch nghỉ lễ.",
    EventKind.CORRECTED: "Phường đã sửa ngày nhận ghi nhầm của vụ việc giải quyết chung với đơn của ông/bà.",
    EventKind.SUPPLIED: "Vụ việc giải quyết chung với đơn của ông/bà đã được bổ sung thông tin, thời hạn tính tiếp.",
    EventKind.SUSPENDED: "Vụ việc giải quyết chung với đơn của ông/bà tạm đình chỉ.",
    EventKind.RESUMED: "Phường tiếp tục giải quyết vụ việc chung với đơn của ông/bà.",
    EventKind.ANSWERED: "Phường đã trả lời vụ việc giải quyết chung với đơn của ông/bà.",
    EventKind.FORWARDED: "Phường đã chuyển vụ việc chung với đơn của ông/bà đến cơ quan có thẩm quyền.",
    EventKind.RELAYED: "Cơ quan nhận vụ việc chung với đơn của ông/bà đã trả lời. Nội dung có trong trang tra cứu.",
    EventKind.REOPENED: "Phường giải quyết lại vụ việc chung với đơn của ông/bà.",
    EventKind.MERGED: "Vụ việc chung với đơn của ông/bà được giải quyết cùng một vụ việc khác đang xử lý.",
    EventKind.SEPARATED: "Vụ việc chung với đơn của ông/bà được giải quyết riêng, không còn cùng vụ việc khác.",
    EventKind.WITHDRAWN: "Vụ việc chung với đơn của ông/bà không giải quyết lại nữa; trả lời trước đây vẫn xem được.",
}


def enqueue_for(event: "PetitionEvent") -> None:
    """Queue the mails about this event, in its transaction. Nothing leaves about a confidential petition."""
    if event.petition.is_confidential:
        return
    # Who withdraws on the portal has just read that it is done.
    is_own_doing = event.kind == EventKind.WITHDRAWN and event.by_id is None
    if not is_own_doing and (sentence := SENTENCES.get(EventKind(event.kind))):
        _enqueue(event, event.petition, sentence)
    if sentence := FOLLOWED.get(EventKind(event.kind)):
        for merged in event.petition.followers():
            _enqueue(event, merged, sentence)


def _enqueue(event: "PetitionEvent", petition: "Petition", sentence: str) -> None:
    """Tell this petition's sender, under its own code, where the petition of the event stands, or its original."""
    if not petition.email or petition.is_confidential or petition.is_suspect:
        return
    matter = event.petition.told_original() or event.petition
    status = matter.told_status if matter.pk == petition.pk else matter.common_status
    body = render_to_string(
        "petitions/emails/progress.txt",
        {
            "petition": petition,
            "matter": matter,
            "status": status,
            "sentence": sentence,
            "ward": Ward.objects.current(),
            "lookup_url": f"{settings.SITE_URL}{reverse('petitions:lookup')}?ma={petition.code}",
        },
    )
    OutgoingMessage.objects.enqueue_for_resident(
        kind=event.kind,
        recipient=petition.email,
        subject=f"{petition.code}: {status}",
        body=body,
        about=petition.code,
    )
