"""The cables and texts that are stored already, by which each text of an import is judged: stored, revised, a further
source, unchanged, or a conflict.

A text that is stored byte for byte is recognised by its checksum before it is parsed; any other is judged after that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery

from cables import archive_vocabulary
from cables.db.lookups import in_batches
from cables.ingest import parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import BatchItem, KnownText, Read, Textless, checksum
from cables.ingest.reparsing import raw_cable
from cables.models import Cable, Paragraph, Revision
from cables.models.revision import source_name
from cables.sources import RawCable, RefusedItem
from cables.telegram import drafting, message_attributes
from cables.telegram.fingerprint import fingerprint as fingerprint_of
from cables.telegram.furniture import copy_of, states_no_more
from cables.telegram.overrides import Overrides
from cables.telegram.parts import Telegram
from cables.telegram.resemblance import (
    ENOUGH,
    ENOUGH_OF_FEW,
    LEAST,
    LIKELY,
    LIKELY_OF_FEW,
    Words,
    contains,
    in_order,
    resemble,
    resemble_in_all_words,
    share,
    words_of,
)
from cables.telegram.sections import SEPARATOR, sections_of
from cables.telegram.word_order import WordOrder, compare

JOINABLE = frozenset(["utf-8", "cp1252", "latin-1"])  # encodings that need no mark at the beginning of a text
# A cable can show an earlier revision than its latest.
LATEST = Revision.objects.filter(cable=OuterRef("pk")).order_by("-number").values("number")[:1]
TEXTS_COMPARED = 5  # of one cable, the latest, with whose words in another order a text is compared
# What the National Archives state of a telegram, in its attributes and in the heading that they keep.
FACTS = frozenset([*message_attributes.NAMES.values(), *drafting.NAMES.values(), "canonical_id"])
SAME_SENDING = timedelta(days=1)  # between the sections of a telegram, and between it and one sent again


def recognise(batch: Sequence[RawCable | Read | Textless | RefusedItem]) -> list[BatchItem]:
    """Return the items, as `KnownText` those that are stored byte for byte with the same metadata: a parser would give
    the same.

    One query a batch. A text with corrections, or with another number beside it, may be a cable of its own.
    """
    checksums = {
        number: checksum(item.content)
        for number, item in enumerate(batch)
        if isinstance(item, RawCable) and not item.corrections
    }
    stored: dict[str, tuple[str, tuple[object, ...]]] = {}
    for keys in in_batches(sorted(set(checksums.values()))):
        columns = ("checksum", "cable__mrn", "format", "published_id", "hint", "stated")
        for key, mrn, *metadata in Revision.objects.filter(checksum__in=keys).order_by().values_list(*columns):
            stored[key] = mrn, tuple(metadata)
    return [known(item, *stored.get(checksums.get(number, ""), ("", ()))) for number, item in enumerate(batch)]


def known(item: RawCable | Read | Textless | RefusedItem, mrn: str, metadata: tuple[object, ...]) -> BatchItem:
    """Return the item as `KnownText` of that cable where its source gives the metadata that are stored."""
    if isinstance(item, RawCable) and metadata == (item.format, item.published_id, item.hint, dict(item.stated)):
        return KnownText(item.where, mrn)
    return item


@dataclass(slots=True)
class KnownCables:
    """The cables of a batch that are in the archive, with what editors decided about them.

    `owners` are MRNs by the checksum of a stored text or a further source of one. `worded` are the numbers of
    revisions by MRN and fingerprint. `sent` are the date-time groups of the texts shown, by MRN. `compared` are the
    words by which texts of a dry run are compared, which are not in the database, and `sections` all words of those of
    them that are one section.
    """

    decisions: Decisions = field(default_factory=Decisions)
    owners: dict[str, str] = field(default_factory=dict)
    cables: dict[str, tuple[int, int]] = field(default_factory=dict)  # MRN -> id, number of the latest revision
    worded: dict[tuple[str, str], int] = field(default_factory=dict)
    sent: dict[str, datetime | None] = field(default_factory=dict)
    compared: dict[str, Words] = field(default_factory=dict)
    sections: dict[str, list[str]] = field(default_factory=dict)
    records: dict[str, Textless] = field(default_factory=dict)  # of a dry run, by MRN
    in_dry_run: dict[str, set[int]] = field(default_factory=dict)  # MRN -> numbers of the sections that arrived alone

    def load(self, reads: Iterable[Read]) -> None:
        """Add what the database has of these texts and their cables."""
        wanted = list(reads)
        for batch in in_batches(read.checksum for read in wanted):
            self.owners.update(
                Revision.objects.filter(checksum__in=batch).values_list("checksum", "cable__mrn").order_by()
            )
        for batch in in_batches({read.mrn for read in wanted}):
            columns = ("mrn", "pk", "sent_at", Subquery(LATEST))
            for mrn, pk, sent_at, number in Cable.objects.filter(mrn__in=batch).order_by().values_list(*columns):
                self.cables[mrn], self.sent[mrn] = (pk, number), sent_at
        stored = [self.cables[mrn][0] for mrn in {read.mrn for read in wanted} & self.cables.keys()]
        for ids in in_batches(stored):
            self._load_words(ids)

    def _load_words(self, cables: Collection[int]) -> None:
        """Add the fingerprints and the further sources of the texts of these cables, by their ids."""
        texts = Revision.objects.filter(cable__in=cables).order_by("cable", "-number")
        columns = ("cable__mrn", "number", "fingerprint", "further_sources")
        for mrn, number, fingerprint, sources in texts.exclude(fingerprint=None).values_list(*columns):
            self.worded[mrn, fingerprint] = number  # of two with the same words the earlier
            self.owners.update((source["checksum"], mrn) for source in sources or ())
        for text in texts.filter(fingerprint=None, shown_checksum=None).select_related("cable"):
            self.worded[text.cable.mrn, fingerprint_of(text.text)] = text.number
        of_sections = texts.filter(cable__section_count__gt=1, shown_checksum=None, number=F("cable__revision_number"))
        for text in of_sections.select_related("cable"):
            for part in sections_of(text.text) if SEPARATOR in text.text else ():
                self.worded.setdefault((text.cable.mrn, fingerprint_of(part)), text.number)
                content = part.encode(text.encoding, "replace")
                self.owners.setdefault(parsing.checksum(content), text.cable.mrn)

    def add(self, read: Read) -> None:
        """Add a text of a dry run as if it were stored, the latest of its cable."""
        pk, latest = self.cables.get(read.mrn, (0, 0))
        self.cables[read.mrn] = pk, latest + 1
        self.owners[read.checksum] = read.mrn
        self.worded.setdefault((read.mrn, read.fingerprint), latest + 1)
        self.sent[read.mrn] = read.rows.cable.sent_at
        self.compared[read.mrn] = words_of_rows(read)
        self.sections.pop(read.mrn, None)
        if read.section is not None:
            self.sections[read.mrn] = in_order(texts_of(read))
        if read.section is not None and (not latest or read.mrn in self.in_dry_run):
            self.in_dry_run.setdefault(read.mrn, set()).add(read.section)

    def judge(self, read: Read) -> Outcome:
        """Return the outcome of one text.

        A text that is in the archive already, byte for byte, is unchanged, unless it brings the first file; one of the
        same words as a text of its cable, in another layout or order, is a further source of that, and so is a section
        that the text shown has whole. A different text of a stored cable revises it if it is one (see `is_revision`),
        unless it is a section alone that lacks words of the text shown. A text that is
        another's by its own lines is a conflict where either cable is held. Nothing of a withdrawn cable is stored,
        and no further text of one whose redacted words nobody knows any more.
        """
        owner = self.owners.get(read.checksum)
        if owner is not None and (owner == read.mrn or owner in self.decisions.numbered):
            status = Status.FURTHER if self.brings_file(read) else Status.UNCHANGED
            return Outcome(read.where, status, owner)
        if reason := self.decisions.withdrawn.get(read.mrn):
            return self.conflict(read, f"{read.mrn} is withdrawn: {reason}")
        if withdrawn := self.decisions.withdrawn_texts.get(read.checksum):
            return self.conflict(read, f"This very text is held as {withdrawn}, which is withdrawn.")
        if owner is not None:
            return self.conflict(read, f"This very text is held as {owner}.")
        if twin := self.held_as(read):
            return self.conflict(
                read,
                f"The source calls the text {read.mrn}, but by its own lines it is {twin}, which is held with the same "
                "words or sent at the same time. Give it that number, or correct what its source says.",
            )
        if read.mrn not in self.cables:
            return Outcome(read.where, Status.STORED, read.mrn, problems=problems_of(read))
        if read.mrn in self.decisions.purged:
            return self.conflict(
                read, f"{read.mrn} is redacted for good: a further text might show what was blacked out."
            )
        if (read.mrn, read.fingerprint) in self.worded or self.is_another_copy(read):
            return Outcome(read.where, Status.FURTHER, read.mrn, problems=problems_of(read))
        if self.is_anothers(read):
            return self.conflict(read, f"By its own lines the text is {read.text_mrn}, and {read.mrn} is held already.")
        if self.is_further_section(read):
            return Outcome(read.where, Status.REVISED, read.mrn, problems=problems_of(read))  # joined with the others
        if read.section is not None:
            is_fuller = self.has_held_whole(read)
            if not (is_fuller and self.states_more(read)) and self.is_part_of_held(read):
                return Outcome(read.where, Status.FURTHER, read.mrn, problems=problems_of(read))
            if (read.section > 1 or self.has_later_sections(read)) and not is_fuller:
                return self.conflict(read, self.alone(read))
        if not self.is_revision(read):
            return self.conflict(read, self.unlike(read))
        return Outcome(read.where, Status.REVISED, read.mrn, problems=problems_of(read))

    def brings_file(self, read: Read) -> bool:
        """Return whether a text that is held, byte for byte, comes with a file, and none of that format is held with
        it. One query for a text with a file."""
        if not read.file_checksum or read.mrn in self.decisions.purged:
            return False
        for text in Revision.objects.filter(cable__mrn=read.mrn).defer("content").order_by("number"):
            if read.checksum in (text.checksum, *(source.checksum for source in text.sources)):
                self.worded[read.mrn, read.fingerprint] = text.number
                return read.format not in {file.format for file in text.files}
        return False

    def is_another_copy(self, read: Read) -> bool:
        """Return whether a held text of its cable has the words of a text in another order, and tears no line of it, or
        has other furniture around them, and all that the text states; such a text is a further source of that one.

        What is blacked out of the cable is blacked out of both, and the rest is compared. Neither is parsed, unless
        their words are the same. One query; texts of the same dry run are not compared.
        """
        pk, _ = self.cables[read.mrn]
        texts = list(Revision.objects.filter(cable=pk).order_by("-number")[:TEXTS_COMPARED]) if pk else []
        found = next((text for text in texts if compare(read.raw.text, text.text) is WordOrder.SAME), None)
        if texts and found is None:
            vocabulary = archive_vocabulary.current()
            own = copy_of(read.raw.text, vocabulary)
            same = (text for text in texts if own.adds_no_words_to(copy_of(text.text, vocabulary)))
            found = next((text for text in same if states_no_more(own_telegram(read), telegram_of(text))), None)
        if found is None:
            return False
        self.worded[read.mrn, read.fingerprint] = found.number
        return True

    def is_further_section(self, read: Read) -> bool:
        """Return whether a text of a dry run is a section of a cable whose other sections are of that run too."""
        held = self.in_dry_run.get(read.mrn)
        return (
            held is not None and read.section is not None and read.section not in held and self.is_of_same_sending(read)
        )

    def with_sections(self, read: Read) -> Read:
        """Return a section that arrives alone, joined in order with those of its cable that are held.

        Any other text is returned as it is, and so is one whose cable is not held in sections, or is redacted, and one
        whose bytes would be lost.

        Three queries for a section, none for others.
        """
        if read.section is None or not read.is_certain or self.is_anothers(read) or read.mrn not in self.cables:
            return read
        held = self.latest(read.mrn)
        if held is None or read.mrn in self.decisions.phrases or read.checksum in self.owners:
            return read
        if not is_as_it_came(read) or not self.is_of_same_sending(read):
            return read
        sections = self.sections_held(held)
        if not sections or read.section in sections or self.resembles(read):
            return read
        sections[read.section] = read.raw.text
        standing = self.decisions.overrides(read.mrn)
        return joined(read, held, [sections[number] for number in sorted(sections)], standing)

    def has_later_sections(self, read: Read) -> bool:
        """Return whether the latest text of a cable has sections that a first section alone would lack: it is joined of
        some, or names some, and the first is surely alone."""
        held = self.latest(read.mrn)
        if held is None:
            return False
        is_alone = any(problem.code == "sections-missing" for problem in read.problems)
        named = [sections for _, sections in named_sections(held) if is_alone or len(sections) == 1]
        return any(section > 1 for sections in named for section in sections)

    def is_part_of_held(self, read: Read) -> bool:
        """Return whether the text that a cable shows has all words of a section, in their order; it is a further source
        of that then. Two queries, or three."""
        if not self.contains(read, self.in_order_held(read.mrn), in_order(texts_of(read))):
            return False
        pk, latest = self.cables[read.mrn]
        shown = Cable.objects.filter(pk=pk).values_list("revision_number", flat=True).first()
        self.worded[read.mrn, read.fingerprint] = shown or latest
        return True

    def has_held_whole(self, read: Read) -> bool:
        """Return whether a section has all words of the text that its cable shows, in their order: it is a fuller copy
        of that, such as a PDF with its attributes beside the bare text. Two queries."""
        return self.contains(read, in_order(texts_of(read)), self.in_order_held(read.mrn))

    @staticmethod
    def states_more(read: Read) -> bool:
        """Return whether more is stated of a text than of its cable. One query."""
        held = Cable.objects.filter(mrn=read.mrn).values_list("stated", flat=True).first() or {}
        return not read.rows.cable.stated.items() <= held.items()

    def contains(self, read: Read, whole: Sequence[str], part: Sequence[str]) -> bool:
        """Return whether one of two texts of a cable has the words of the other, `read` being that which arrives.

        A few words count only where both were sent at the same time, none where they were sent at different ones. Of
        redacted texts the words count that are left.
        """
        own = read.rows.cable.sent_at
        is_same_time = own is not None and own == self.sent.get(read.mrn)
        is_enough = bool(part) and (is_same_time or len(part) >= LEAST)
        return is_enough and self.is_of_same_sending(read) and contains(whole, part)

    def with_facts(self, read: Read) -> Read:
        """Return a text that revises a cable with what the National Archives state of that, as far as it does not say
        so itself: a bare text does not hide it. One query."""
        held = Cable.objects.filter(mrn=read.mrn).values_list("stated", flat=True).first() or {}
        facts = {name: value for name, value in held.items() if name in FACTS and name not in read.rows.cable.stated}
        if not facts:
            return read
        raw = replace(read.raw, stated={**facts, **read.raw.stated})
        again = parsing.read(raw, archive_vocabulary.current(), self.decisions.overrides(read.mrn))
        if not isinstance(again, Read) or again.mrn != read.mrn:
            return read
        return replace(
            read, stated=again.stated, rows=again.rows, problems=again.problems, raw=raw, is_certain=again.is_certain
        )

    def alone(self, read: Read) -> str:
        """Return why a section is not joined with what is held of its cable, and what to do."""
        said = f"The text is section {read.section} of a cable alone, and {read.mrn} is held already"
        if read.mrn in self.decisions.phrases:
            return (
                f"{said}, with words blacked out, so that sections are not joined with it. Put the texts of all its "
                "sections, in their order, into one file and import that: the words are blacked out of it, and it "
                "becomes a revision."
            )
        if not is_as_it_came(read):
            return (
                f"{said}. Its bytes are not all of its encoding, {read.encoding}, and joined with other sections they "
                "could not be kept as they came: store the text in UTF-8, and import that."
            )
        return f"{said}, as a whole or with another text of that section. Compare the two: what is held stays as it is."

    def latest(self, mrn: str) -> Revision | None:
        """Return the latest text of a stored cable; None of one that is not in the database."""
        return Revision.objects.filter(cable__mrn=mrn).order_by("-number").first()

    def sections_held(self, text: Revision) -> dict[int, str]:
        """Return the texts of the sections that are joined in a text, or the one that it is alone, by their numbers;
        empty where it is no section."""
        named = named_sections(text)
        return {sections[0]: part for part, sections in named} if all(len(each) == 1 for _, each in named) else {}

    def resembles(self, read: Read, enough: float = ENOUGH) -> bool:
        """Return whether enough words of a text stand in the one that its cable shows, or the other way round."""
        shared = share(words_of_rows(read), self.words_held(read.mrn))
        return shared is not None and shared >= enough

    def is_revision(self, read: Read) -> bool:
        """Return whether a text is one of the stored cable whose number it has.

        It is where an editor says so. Where its own lines leave no doubt of the number, it is if it was sent at the
        same time, or its words are likely to be those of the cable; where the date-time groups differ, it takes as many
        words in common as if the number were in doubt. A post may use a number twice.
        """
        is_former = self.decisions.retired.get(read.text_mrn or "") == read.mrn
        if is_former or read.is_confirmed or "mrn" in read.corrections:
            return True
        if not read.is_certain:
            return self.resembles(read)
        held, own = self.sent.get(read.mrn), read.rows.cable.sent_at
        if held is not None and held == own:
            return True
        words, others = words_of_rows(read), self.words_held(read.mrn)
        if share(words, others) is not None:
            return resemble(words, others, LIKELY if held is None or own is None or is_slip(held, own) else ENOUGH)
        if held is None or own is None:
            return True
        return resemble_in_all_words(words, others, LIKELY_OF_FEW if is_slip(held, own) else ENOUGH_OF_FEW)

    def is_of_same_sending(self, read: Read) -> bool:
        """Return whether nothing shows that a text was sent at another time than the one that its cable shows."""
        held, own = self.sent.get(read.mrn), read.rows.cable.sent_at
        return held is None or own is None or abs(held - own) <= SAME_SENDING

    def words_held(self, mrn: str) -> Words:
        """Return the words of a cable's shown text by which another is compared with it. Two queries."""
        if mrn in self.compared:
            return self.compared[mrn]
        subject = Cable.objects.filter(mrn=mrn).values_list("subject", flat=True).first()
        paragraphs = Paragraph.objects.filter(cable__mrn=mrn).order_by("position").values_list("text", flat=True)
        return words_of([subject or "", *paragraphs])

    def in_order_held(self, mrn: str) -> Sequence[str]:
        """Return all words of a cable's shown text, in their order; of a dry run only of one section. Two queries."""
        if mrn in self.compared:
            return self.sections.get(mrn, [])
        subject = Cable.objects.filter(mrn=mrn).values_list("subject", flat=True).first()
        rows = Paragraph.objects.filter(cable__mrn=mrn).order_by("position").values_list("heading", "text")
        return in_order([subject or "", *(part or "" for row in rows for part in row)])

    def unlike(self, read: Read) -> str:
        """Return why a text is no revision, naming both, and what differs."""
        held = self.latest(read.mrn)
        named = f"the text of {held.source}" if held else "another text"
        name = source_name(read.where)
        if not read.is_certain:
            return (
                f"{read.mrn} is held with {named}, and nothing shows that {name} is the same telegram: "
                "its own lines do not give that number for certain, and it shares too few words with what is held. If "
                "it is another cable, name the file after its number, or give that beside the text."
            )
        shared = share(words_of_rows(read), self.words_held(read.mrn))
        words = "its words are others" if shared is None else f"it shares {shared:.0%} of its words with that"
        then, own = self.sent.get(read.mrn), read.rows.cable.sent_at
        if then and own:
            words = f"it was sent at {time_group(own)} and the one held at {time_group(then)}, and {words}"
        return (
            f"{name} has the number {read.mrn}, which is held with {named}, but seems to be another telegram: {words}. "
            "Nothing was overwritten. Where the number is misread, correct it; where both are the same telegram all "
            "the same, an editor can say so: upload the text alone in the administration."
        )

    def held_as(self, read: Read) -> str | None:
        """Return the number of the held cable that a text is by its own lines, where its source gives it another.

        Of a text whose own number only was misprinted the words are not those of that cable, nor is its time. No query
        where the two agree, else one to three.
        """
        if not self.is_anothers(read) or read.text_mrn is None or read.mrn in self.cables:
            return None
        own = self.decisions.retired.get(read.text_mrn, read.text_mrn)
        if own not in self.sent:
            sent = Cable.objects.filter(mrn=own).values_list("sent_at", flat=True)
            if not sent:
                return None
            self.sent[own] = sent[0]
        is_same_time = self.sent[own] is not None and self.sent[own] == read.rows.cable.sent_at
        return own if is_same_time or resemble(words_of_rows(read), self.words_held(own)) else None

    def is_anothers(self, read: Read) -> bool:
        """Return whether a text says by its own lines that it is another cable's, and no editor knows better."""
        own = self.decisions.retired.get(read.text_mrn or "", read.text_mrn)
        return own not in (None, read.mrn) and not read.is_confirmed and "mrn" not in read.corrections

    @staticmethod
    def conflict(read: Read, reason: str) -> Outcome:
        """Return the outcome of a text that is not stored, with the reason."""
        return Outcome(read.where, Status.CONFLICT, read.mrn, reason, problems_of(read))


def is_slip(one: datetime, other: datetime) -> bool:
    """Return whether two date-time groups differ as those of one telegram do: by up to a day, as one that is sent again
    does, or in one digit, as it is mistyped or misread."""
    digits = zip(f"{one:%y%m%d%H%M}", f"{other:%y%m%d%H%M}", strict=True)
    return abs(one - other) <= SAME_SENDING or sum(mine != theirs for mine, theirs in digits) == 1


def time_group(sent: datetime) -> str:
    """Return a time as a date-time group: `150930Z JUN 07`."""
    return f"{sent:%d%H%MZ %b %y}".upper()


def joined(read: Read, held: Revision, sections: Sequence[str], standing: Overrides) -> Read:
    """Return the sections as one text, with what the sources of the held one and of the section that arrives state.

    Their bytes are joined as they came where they are of one encoding, as ASCII is with any; else they are in UTF-8,
    and the encoding of the section that arrives is stated, by which its bytes can be made again.
    """
    text, encoding, stated = SEPARATOR.join(sections), common_encoding(read, held), {**read.stated, **held.stated}
    if encoding is None:
        encoding = "utf-8"
        if read.encoding != encoding:
            stated[f"section_{read.section}_encoding"] = read.encoding
    raw = replace(
        read.raw,
        text=text,
        content=text.encode(encoding),
        encoding=encoding,
        where=SEPARATOR.join((held.where, read.where)),
        published_id=held.published_id or read.published_id,
        hint=held.hint or read.hint,
        stated=stated,
    )
    again = parsing.read(raw, archive_vocabulary.current(), standing)
    return again if isinstance(again, Read) and again.mrn == read.mrn else read


def is_as_it_came(read: Read) -> bool:
    """Return whether the bytes of a text can be made again from its text and its encoding."""
    return is_encoded(read.raw.text, read.encoding, read.raw.content)


def common_encoding(read: Read, held: Revision) -> str | None:
    """Return the encoding in which the bytes of both texts, joined, are as they came; None where there is none."""
    for encoding in dict.fromkeys(("utf-8", read.encoding, held.encoding)):
        if (
            encoding in JOINABLE
            and is_encoded(read.raw.text, encoding, read.raw.content)
            and is_encoded(held.text, encoding, held.raw)
        ):
            return encoding
    return None


def is_encoded(text: str, encoding: str, content: bytes) -> bool:
    """Return whether these bytes are the text in that encoding."""
    try:
        return text.encode(encoding) == content
    except UnicodeEncodeError:
        return False


def own_telegram(read: Read) -> Telegram:
    """Return the telegram of a text by its own lines: without corrections, and without what is said beside it."""
    if read.parsed and not read.raw.stated:
        return read.parsed.telegram()
    return parsing.parse_as(replace(read.raw, stated={}), archive_vocabulary.current(), None)


def telegram_of(text: Revision) -> Telegram:
    """Return the telegram of a stored text, without corrections."""
    return parsing.parse_as(raw_cable(text), archive_vocabulary.current(), None)


def named_sections(text: Revision) -> list[tuple[str, tuple[int, ...]]]:
    """Return the texts that are joined in a stored one, or itself, each with the numbers of the sections it names."""
    vocabulary, raw = archive_vocabulary.current(), raw_cable(text)
    return [(part, parsing.telegram_of(replace(raw, text=part), vocabulary).sections) for part in sections_of(raw.text)]


def texts_of(read: Read) -> list[str]:
    """Return the subject of a text, and its paragraphs with their headings, in their order."""
    parts = [part for paragraph in read.rows.paragraphs for part in (paragraph.heading, paragraph.text)]
    return [part or "" for part in (read.rows.cable.subject, *parts)]


def words_of_rows(read: Read) -> Words:
    """Return the words of a text by which it is compared with another."""
    return words_of([read.rows.cable.subject or "", *(paragraph.text for paragraph in read.rows.paragraphs)])


def problems_of(read: Read) -> tuple[dict[str, object], ...]:
    """Return the parser's problems as the report prints them."""
    return tuple({"code": p.code, "line": p.line, "message": p.message} for p in read.problems)
