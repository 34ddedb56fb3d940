"""The decisions staff take: one small form each, found by the verb of the petition's method."""

from .base import DecisionForm
from .ending import (
    ChaseForm,
    DeclineForm,
    ForwardForm,
    GuideForm,
    MergeForm,
    RelayForm,
    SealForm,
    SeparateForm,
    WithdrawForm,
)
from .reviewing import (
    AcceptForm,
    AskForm,
    ClassifyForm,
    CorrectForm,
    ReissueSecretForm,
    ReleaseForm,
    ReviewForm,
    SupplyForm,
)
from .settling import (
    AnswerForm,
    AssignForm,
    CloseForm,
    DraftAnswerForm,
    ExtendForm,
    RecountForm,
    ReopenForm,
    ResumeForm,
    ReturnAnswerForm,
    SuspendForm,
)
from .showing import NamePartiesForm, PublishForm, UnpublishForm

FORMS: tuple[type[DecisionForm], ...] = (
    ReviewForm,
    ClassifyForm,
    AcceptForm,
    AssignForm,
    DraftAnswerForm,
    AnswerForm,
    ReturnAnswerForm,
    CloseForm,
    AskForm,
    SupplyForm,
    ExtendForm,
    RecountForm,
    CorrectForm,
    SuspendForm,
    ResumeForm,
    GuideForm,
    ForwardForm,
    DeclineForm,
    MergeForm,
    SeparateForm,
    WithdrawForm,
    RelayForm,
    ChaseForm,
    ReopenForm,
    PublishForm,
    UnpublishForm,
    ReleaseForm,
    ReissueSecretForm,
    NamePartiesForm,
    SealForm,
)
# In the order of the work, which is the order of the buttons.
DECISIONS: dict[str, type[DecisionForm]] = {form.verb: form for form in FORMS}

__all__ = ["DECISIONS", "DecisionForm"]
