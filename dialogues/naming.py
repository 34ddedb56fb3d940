"""Where else a name may stand that somebody asks to have taken out of a promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from dialogues.masks import REMOVED
from dialogues.models import Commitment, CommitmentEvent, CommitmentNote, Evidence

WORDS = 30
NOTE, MILESTONE, EVIDENCE = "note", "milestone", "evidence"


@dataclass(frozen=True)
class NamingPlace:
    """Words of a promise beside its own: what was said at an event, a milestone, the caption and name of a file."""

    kind: str
    pk: int
    label: str

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}"

    def blank_in(self, commitment: Commitment) -> None:
        """Put the mark in place of the words; of another promise nothing is touched."""
        if self.kind == NOTE:
            notes = CommitmentNote.objects.filter(event__commitment=commitment, pk=self.pk)
            notes.update(public_note=REMOVED)
        elif self.kind == MILESTONE:
            commitment.milestones.filter(pk=self.pk).update(text=REMOVED)
        else:
            for evidence in commitment.evidence.filter(pk=self.pk):
                _blank_evidence(evidence)


def _blank_evidence(evidence: Evidence) -> None:
    """A file keeps its ending, by which it is opened."""
    dot, ending = evidence.name.rpartition(".")[1:]
    evidence.name = f"{REMOVED}{dot}{ending}" if dot else REMOVED
    evidence.caption = evidence.caption and REMOVED
    evidence.save(update_fields=["name", "caption"])


def places_of(commitment: Commitment) -> list[NamingPlace]:
    """Every place beside the promise's own words where people or papers are told of."""
    events = commitment.events.select_related("note").exclude(note=None).exclude(note__public_note="")
    milestones, evidence = commitment.milestones.all(), commitment.evidence.all()
    return [
        *(_place(NOTE, event, f"{event.get_kind_display()} ngày {_day(event)}", event.public_note) for event in events),
        *(_place(MILESTONE, row, f"Mốc {row.due_on:%d/%m/%Y}", row.text) for row in milestones),
        *(_place(EVIDENCE, row, f"Tên tệp {row.name}, chú thích", row.caption) for row in evidence),
    ]


def _day(event: CommitmentEvent) -> str:
    return f"{timezone.localdate(event.at):%d/%m/%Y}"


def _place(kind: str, row: Any, where: str, words: str) -> NamingPlace:
    shown = Truncator(words).words(WORDS, truncate="…") or "(không có)"
    return NamingPlace(kind, row.pk, f"{where}: “{shown}”")
