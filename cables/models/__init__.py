"""The archive's rows. Raw text stays verbatim in Revision; everything else can be derived from it anew."""

from cables.models.cable import Address, Addressee, Cable, CableCaption, Paragraph
from cables.models.editing import Alias, Correction, Event, Reversion, VocabularyEntry
from cables.models.job import Job, JobOutcome
from cables.models.post import Post
from cables.models.reference import AbsentCable, Mention, Reference, ReferenceCandidate
from cables.models.revision import Batch, Revision
from cables.models.sealed import Redaction, SealedPhrase, SealedText, Withdrawal, WithdrawnText
from cables.models.tag import CableTag, Tag
from cables.models.tally import Tally
from cables.models.word import Word

__all__ = [
    "AbsentCable",
    "Address",
    "Addressee",
    "Alias",
    "Batch",
    "Cable",
    "CableCaption",
    "CableTag",
    "Correction",
    "Event",
    "Job",
    "JobOutcome",
    "Mention",
    "Paragraph",
    "Post",
    "Redaction",
    "Reference",
    "ReferenceCandidate",
    "Reversion",
    "Revision",
    "SealedPhrase",
    "SealedText",
    "Tag",
    "Tally",
    "VocabularyEntry",
    "Withdrawal",
    "WithdrawnText",
    "Word",
]
