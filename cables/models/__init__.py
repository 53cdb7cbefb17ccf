"""Models of the archive. Raw text stays verbatim in Revision; everything else can be derived from it again."""

from cables.models.cable import Address, Addressee, Cable, CableCaption, Paragraph
from cables.models.editorial import (
    Alias,
    Correction,
    Event,
    Redaction,
    Reversion,
    SealedPhrase,
    SealedText,
    VocabularyEntry,
    Withdrawal,
    WithdrawnText,
)
from cables.models.job import Job, JobOutcome
from cables.models.post import Post
from cables.models.reference import Mention, MissingCable, Reference, ReferenceCandidate
from cables.models.revision import ImportRun, Revision
from cables.models.tag import CableTag, Tag
from cables.models.tally import Tally
from cables.models.word import Word

__all__ = [
    "Address",
    "Addressee",
    "Alias",
    "Cable",
    "CableCaption",
    "CableTag",
    "Correction",
    "Event",
    "ImportRun",
    "Job",
    "JobOutcome",
    "Mention",
    "MissingCable",
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
