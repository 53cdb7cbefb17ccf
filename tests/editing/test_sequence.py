"""Edits in any order: the archive equals a simple model, and verification finds no difference."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from cables.editing import EditRefused
from cables.editing.corrections import correct, undo
from cables.editing.merging import merge
from cables.editing.redaction import purge, redact
from cables.editing.revisions import revert
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import service
from cables.ingest.outcomes import Status
from cables.models import Alias, Cable, Correction, Event, Redaction, Reference, Withdrawal
from cables.telegram.redaction import black_out
from tests.builders import outcomes, raw, stored_cable, telegram
from tests.editing.archive import cables_with, differences

WHY = "A reader asked."
NUMBERS = ["07LIMA1", "07LIMA2", "07QUITO3", "07AITTAIPEI4", "07TAIPEI4"]
WORDS = ["barges", "lanterns", "osiers"]
numbers = st.sampled_from(NUMBERS)
words = st.sampled_from(WORDS)
picks = st.integers(0, 99)


@dataclass
class Expected:
    """Expected state of a cable: the subjects of its texts, the current one, and its corrections and redactions."""

    subjects: list[str] = field(default_factory=list)
    shown: int = 0
    corrected: str | None = None
    redacted: dict[str, bool] = field(default_factory=dict)  # and whether these words are purged

    @property
    def purged(self) -> bool:
        return any(self.redacted.values())

    @property
    def subject(self) -> str:
        return black_out(self.corrected or self.subjects[self.shown], self.redacted)


class Editing(RuleBasedStateMachine):
    """State machine of an archive and its model; every example begins and ends with an empty archive."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.stored: dict[str, Expected] = {}
        self.withdrawn: dict[str, Expected] = {}
        self.former: dict[str, str] = {}
        self.texts: list[str] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def pick(self, number: int) -> str:
        return sorted(self.stored)[number % len(self.stored)]

    def free(self) -> list[str]:
        taken = {*self.stored, *self.withdrawn, *self.former}
        return [f"08LIMA{number}" for number in range(1, 9) if f"08LIMA{number}" not in taken]

    @rule(mrn=numbers, word=words, cited=numbers)
    def store(self, mrn: str, word: str, cited: str) -> None:
        subject = f"{word} {len(self.texts)}".upper()
        text = telegram(mrn, subject=subject, refs=[cited], paragraphs=[f"(U) Of {word}."])
        self.texts.append(text)
        [outcome] = outcomes(raw(text))
        target = self.former.get(mrn, mrn)
        known = self.stored.get(target)
        if target in self.withdrawn or (known and known.purged):
            assert outcome.status == Status.CONFLICT
            return
        assert (outcome.status, outcome.mrn) == (Status.REVISED if known else Status.STORED, target)
        cable = self.stored.setdefault(target, Expected())
        cable.subjects.append(subject)
        cable.shown = len(cable.subjects) - 1

    @precondition(lambda self: self.texts)
    @rule(pick=picks)
    def store_again(self, pick: int) -> None:
        assert outcomes(raw(self.texts[pick % len(self.texts)]))[0].status in (Status.UNCHANGED, Status.CONFLICT)

    @precondition(lambda self: self.stored)
    @rule(pick=picks, word=words)
    def correct_the_subject(self, pick: int, word: str) -> None:
        mrn = self.pick(pick)
        corrected = f"{word} corrected {Event.objects.count()}"
        purged = self.stored[mrn].redacted.get(word)
        if purged is False:
            with pytest.raises(EditRefused):
                correct(mrn, {"subject": corrected}, WHY)
        elif purged is None:
            correct(mrn, {"subject": corrected}, WHY)
            self.stored[mrn].corrected = corrected

    @precondition(lambda self: self.stored and self.free())
    @rule(pick=picks)
    def correct_the_number(self, pick: int) -> None:
        mrn, number = self.pick(pick), self.free()[0]
        correct(mrn, {"mrn": number}, WHY)
        self.stored[number] = self.stored.pop(mrn)
        self.former = {former: number if now == mrn else now for former, now in self.former.items()} | {mrn: number}

    @precondition(lambda self: any(cable.corrected for cable in self.stored.values()))
    @rule(pick=picks)
    def undo_a_correction(self, pick: int) -> None:
        standing = Correction.objects.filter(field="subject", undone_at=None, mrn__in=self.stored).order_by("mrn")
        correction = standing[pick % len(standing)]
        undo(correction, WHY)
        self.stored[correction.mrn].corrected = None

    @precondition(lambda self: self.stored)
    @rule(pick=picks, number=picks)
    def show_another_text(self, pick: int, number: int) -> None:
        mrn = self.pick(pick)
        cable = self.stored[mrn]
        number %= len(cable.subjects)
        if number != cable.shown:
            revert(mrn, number + 1, WHY)
            cable.shown = number

    @precondition(lambda self: self.stored)
    @rule(pick=picks)
    def withdraw(self, pick: int) -> None:
        mrn = self.pick(pick)
        withdraw(mrn, WHY)
        self.withdrawn[mrn] = self.stored.pop(mrn)

    @precondition(lambda self: self.withdrawn)
    @rule(pick=picks)
    def restore(self, pick: int) -> None:
        mrn = sorted(self.withdrawn)[pick % len(self.withdrawn)]
        restore(mrn, WHY)
        self.stored[mrn] = self.withdrawn.pop(mrn)

    @precondition(lambda self: len(self.stored) > 1)
    @rule(pick=picks, other=picks)
    def merge(self, pick: int, other: int) -> None:
        duplicate = self.pick(pick)
        into = sorted(self.stored.keys() - {duplicate})[other % (len(self.stored) - 1)]
        if self.stored[duplicate].purged or self.stored[into].purged:
            with pytest.raises(EditRefused):
                merge(duplicate, into, WHY)
            return
        merge(duplicate, into, WHY)
        merged, remaining = self.stored.pop(duplicate), self.stored[into]
        remaining.subjects += merged.subjects
        remaining.redacted |= merged.redacted
        self.former = {former: into if now == duplicate else now for former, now in self.former.items()}
        self.former[duplicate] = into

    @precondition(lambda self: self.stored)
    @rule(pick=picks, word=words)
    def redact(self, pick: int, word: str) -> None:
        mrn = self.pick(pick)
        cable = self.stored[mrn]
        if word not in cable.redacted and any(word.upper() in subject for subject in cable.subjects):
            redact(mrn, [word], WHY)
            cable.redacted[word] = False

    @precondition(lambda self: Redaction.objects.filter(purged_at=None, mrn__in=self.stored).exists())
    @rule()
    def purge(self) -> None:
        redaction = Redaction.objects.filter(purged_at=None, mrn__in=self.stored).earliest("pk")
        word = redaction.phrases.get().phrase
        purge(redaction, WHY)
        self.stored[redaction.mrn].redacted[word] = True

    @rule()
    def derive_everything_again(self) -> None:
        service.reparse(everything=True)

    @invariant()
    def is_as_expected(self) -> None:
        assert dict(Cable.objects.values_list("mrn", "subject")) == {
            mrn: cable.subject for mrn, cable in self.stored.items()
        }
        assert set(Withdrawal.objects.values_list("mrn", flat=True)) == set(self.withdrawn)
        assert dict(Alias.objects.values_list("mrn", "target_mrn")) == self.former
        for mrn, cable in self.stored.items():
            assert stored_cable(mrn).revision_number == cable.shown + 1
            for text in stored_cable(mrn).revisions.all():
                assert not any(word in text.text.lower() for word in cable.redacted)
        for word in WORDS:
            assert cables_with(word) == sorted(
                mrn for mrn, cable in self.stored.items() if word in self.shown(cable).lower()
            )
        for reference in Reference.objects.select_related("target").exclude(target=None):
            assert reference.target and reference.target.mrn in self.stored

    @invariant()
    def nothing_differs(self) -> None:
        assert differences() == []

    @staticmethod
    def shown(cable: Expected) -> str:
        """Return the words of the subject and of the one paragraph, which has the word of the text's own subject."""
        return f"{cable.subject} {black_out(cable.subjects[cable.shown], cable.redacted)}"


@pytest.mark.slow
@pytest.mark.django_db
def test_editing_in_any_order() -> None:
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink an example here takes many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
