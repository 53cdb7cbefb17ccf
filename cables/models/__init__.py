"""Models of the archive. Raw text stays verbatim in Revision; everything else can be derived from it again."""

from cables.models.cable import Address, Addressee, Cable, CableAttribute, CableCaption, Paragraph
from cables.models.editorial import (
    Alias,
    Correction,
    DividedNumber,
    Event,
    Redaction,
    Reversion,
    SealedFile,
    SealedPhrase,
    SealedText,
    VocabularyEntry,
    Withdrawal,
    WithdrawnText,
)
from cables.models.job import Job, JobOutcome
from cables.models.post import Post
from cables.models.record import TextlessRecord
from cables.models.reference import Mention, MissingCable, Reference, ReferenceCandidate
from cables.models.revision import ImportRun, Revision, SourceFile
from cables.models.tag import CableTag, Tag
from cables.models.tally import Tally
from cables.models.word import Word

__all__ = [
    "Address",
    "Addressee",
    "Alias",
    "Cable",
    "CableAttribute",
    "CableCaption",
    "CableTag",
    "Correction",
    "DividedNumber",
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
    "SealedFile",
    "SealedPhrase",
    "SealedText",
    "SourceFile",
    "Tag",
    "Tally",
    "TextlessRecord",
    "VocabularyEntry",
    "Withdrawal",
    "WithdrawnText",
    "Word",
]
