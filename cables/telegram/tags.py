"""TAGS line: codes, persons and free words, separated by commas, semicolons, blanks or nothing.

Codes run together (`PGOVPREL`, 15 cables), wrap to the next line (56), and a last one can stand alone there. Persons
follow OVIP (`OVIP (ROE, JANE)`, `OVIP ROE JANE`, but not `OVIP, COUNTRY CLEARANCE`); words that are no code make a
topic (`MEDIA REACTION REPORT`, `TOLLS AND FERRIES`).
"""

from __future__ import annotations

import re

from cables.telegram.clean import line_end
from cables.telegram.parts import Tag
from cables.telegram.vocabulary import Vocabulary, cached, derived

SUBJECT, GEOGRAPHIC, ORGANIZATION = "subject", "geographic", "organization"
PROGRAM, PERSON, TOPIC = "program", "person", "topic"

OVIP = "OVIP"  # visits of persons of rank: their names follow it
_LONGEST = 3000
_LONGEST_GLUED = 80
_NOT_TAGS = frozenset({"SIPDIS", "NOFORN", "SENSITIVE", "NODIS", "EXDIS", "LIMDIS", "AND", "TAGS", "TAG", "N/A", "&"})
_JOINING = frozenset({"AND", "&"})  # within a topic
_BETWEEN_PERSONS = re.compile(r"\sAND\s|[;&/]")
_TOKEN = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]|[,;:]|[^\s,;:()\[\]]+")
_SUBJECT_LETTERS = frozenset("ABCEMOPST")  # administration, business, consular, economic, military, ...
_WORD_BREAK = re.compile(r"[/.&-]")


def find_end(upper: str, start: int, limit: int, vocabulary: Vocabulary) -> int:
    """Return where the TAGS line from `start` on ends: it goes on after a comma, and with lines that are mostly codes.

    A line of codes alone belongs to it after a blank line too.
    """
    limit = min(limit, start + _LONGEST)
    end = line_end(upper, start, limit)
    after_blank = False
    while end < limit:
        following = line_end(upper, end + 1, limit)
        line = upper[end + 1 : following]
        so_far = upper[start:end].rstrip()
        if not line.strip():
            after_blank = True
        elif not so_far or so_far[-1] in ",;" or _share_of_codes(line, vocabulary) >= (1 if after_blank else 0.5):
            after_blank = False
        elif not after_blank and following + 1 >= limit and _is_rest_of_topic(so_far, line, vocabulary):
            pass
        else:
            break
        end = following
    return start + len(upper[start:end].rstrip())


def parse_tags(content: str, vocabulary: Vocabulary) -> tuple[Tag, ...]:
    """Return the tags of what follows the keyword, each once, in capitals, in the order of the text.

    The kind of a code is the vocabulary's, or that of its form (`kind_of`); other words become persons or topics.
    """
    parser = _TagsParser(vocabulary)
    tokens = list(_TOKEN.finditer(content.upper()))
    if _is_one_person(content, tokens, vocabulary):
        return (Tag(f"{tokens[0][0]}, {tokens[2][0]}", PERSON),)
    for token in tokens:
        if token[1]:
            parser.group(token[1])
        elif token[0] in ",;:":
            parser.separator()
        else:
            parser.word(token[0])
    return parser.finish()


class _TagsParser:
    """Parser of a TAGS line, word by word; words that are no codes wait until it is clear what they make."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.found: dict[str, Tag] = {}
        self.words: list[str] = []
        self.after_ovip = False
        self.apart = False  # whether a separator follows OVIP, as it precedes each of the tags
        self.surname: str | None = None

    def word(self, word: str) -> None:
        word = word.strip("\"'`*<>").rstrip(".-")
        if word in _JOINING and not self.after_ovip and any(len(part) != 4 for part in self.words):
            self.words.append(word)
        elif word in _NOT_TAGS or not word:
            self.flush()
        elif kind := self.vocabulary.tag_kind(word):
            self.code(word, kind)
        elif codes := split_codes(word, self.vocabulary):
            for code in codes:
                self.code(code, kind_of(code, self.vocabulary))
        elif len(word) == 4 and word[0] == "K" and word.isalpha() and not self.after_ovip:
            self.code(word, PROGRAM)
        else:
            self.words.append(word)

    def code(self, code: str, kind: str) -> None:
        self.flush()
        self.surname = None
        self.add(code, kind)
        self.after_ovip = code == OVIP
        self.apart = False

    def group(self, inner: str) -> None:
        """Take words in brackets: a person where they have a comma or follow OVIP, otherwise tags like any other."""
        self.flush()
        words = inner.replace(",", " ").split()
        persons = _BETWEEN_PERSONS.split(inner)
        if len(persons) > 1 and all("," in person for person in persons):
            for person in persons:
                self.group(person)
        elif "," in inner and not all(self.vocabulary.tag_kind(word) for word in words):
            surname, _, given = inner.partition(",")
            self.add(", ".join(filter(None, (" ".join(surname.split()), " ".join(given.split())))), PERSON)
        elif self.after_ovip:
            self.person(words)
        elif len(persons) > 1 and all(self.is_full_name(person.split()) for person in persons):
            for person in persons:
                self.add(_surname_first(person.split()), PERSON)
        else:
            for word in words:
                self.word(word)
            self.flush()

    def is_full_name(self, words: list[str]) -> bool:
        """Return whether words in brackets, joined to others by AND, can be a person's: two to four, and no codes."""
        return 2 <= len(words) <= 4 and all(
            word.replace(".", "").isalpha() and not self.vocabulary.tag_kind(word) for word in words
        )

    def separator(self) -> None:
        if self.after_ovip and len(self.words) == 1 and self.surname is None:
            self.surname = self.words.pop()
            return
        waiting = bool(self.words)
        self.flush()
        self.apart = not waiting
        self.after_ovip = self.after_ovip and not waiting

    def flush(self) -> None:
        words, self.words = self.words, []
        while words and words[-1] in _JOINING:
            words.pop()
        alone = self.apart and self.surname is None and len(words) > 1
        if self.surname and words:
            words.insert(0, self.surname)
        elif self.surname:
            words = [self.surname]
        self.surname = None
        if not words:
            return
        if self.after_ovip and not alone:
            self.person(words)
        elif all(len(word) <= 4 for word in words) and _JOINING.isdisjoint(words):
            for word in words:
                self.add(word, _kind_by_form(word))
        else:
            for topic in _topics(words, self.vocabulary):
                kind = self.vocabulary.tag_kind(topic)
                self.add(topic, kind or (_kind_by_form(topic) if " " not in topic else TOPIC))

    def person(self, words: list[str]) -> None:
        """Add a person, the surname first (`ROE JANE`); four names are two persons."""
        if len(words) == 4 and all(len(word) > 2 for word in words):
            self.person(words[:2])
            words = words[2:]
        self.add(f"{words[0]}, {' '.join(words[1:])}" if len(words) > 1 else words[0], PERSON)

    def add(self, code: str, kind: str) -> None:
        self.found.setdefault(code, Tag(code, kind))

    def finish(self) -> tuple[Tag, ...]:
        self.flush()
        return tuple(self.found.values())


def _surname_first(words: list[str]) -> str:
    """Return a full name as TAGS have it: `FRITZ A. VON SAPT` is VON SAPT, FRITZ A."""
    given = 1
    while given < len(words) - 1 and len(words[given].rstrip(".")) == 1:
        given += 1
    return f"{' '.join(words[given:])}, {' '.join(words[:given])}"


def _is_one_person(content: str, tokens: list[re.Match[str]], vocabulary: Vocabulary) -> bool:
    """Return whether the line is `ROE, JANE` and no more: two names in capitals with a comma between them."""
    if len(tokens) != 3 or tokens[1][0] != "," or not content.isupper():
        return False
    return all(
        len(name) > 2 and name.isalpha() and not vocabulary.tag_kind(name) for name in (tokens[0][0], tokens[2][0])
    )


@cached(4096)
def split_codes(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the codes run together in `word` (`PGOVPREL`, `IZPREL`, `PREL/PGOV`); none where it is not all codes."""
    if len(word) > _LONGEST_GLUED:
        return ()
    parts = [part for part in _WORD_BREAK.split(word) if part]
    if len(parts) > 1:
        codes = [(part,) if vocabulary.tag_kind(part) else split_codes(part, vocabulary) for part in parts]
        return tuple(code for group in codes for code in group) if all(codes) else ()
    best: list[tuple[str, ...] | None] = [None] * len(word) + [()]
    for start in range(len(word) - 2, -1, -1):
        for length in (4, 2):
            rest = best[start + length] if start + length <= len(word) else None
            piece = word[start : start + length]
            if rest is not None and vocabulary.tag_kind(piece) and (length == 4 or best[start] is None):
                best[start] = best[start] or (piece, *rest)
    codes_found = best[0] or ()
    return codes_found if len(codes_found) > 1 and any(len(code) == 4 for code in codes_found) else ()


def kind_of(code: str, vocabulary: Vocabulary) -> str:
    """Return the kind of a code, by its form where the code is unknown."""
    return vocabulary.tag_kind(code) or _kind_by_form(code)


def _kind_by_form(code: str) -> str:
    """Return the kind that an unknown code has by its form."""
    if not code.isalpha() or len(code) > 6:
        return TOPIC
    if len(code) == 2:
        return GEOGRAPHIC
    if len(code) == 4 and code[0] == "K":
        return PROGRAM
    if len(code) == 4 and code[0] in _SUBJECT_LETTERS:
        return SUBJECT
    return ORGANIZATION


def _topics(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """Return the topics in a run of words: one, or more where a later word names a country (`IRAQI`)."""
    topics: list[list[str]] = [[]]
    for k, word in enumerate(words):
        if len(topics[-1]) > 1 and k < len(words) - 1 and word[:4] in _countries(vocabulary):
            topics.append([])
        topics[-1].append(word)
    return [" ".join(topic) for topic in topics]


@derived
def _countries(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the first four letters of each country, which its people and language share: ITAL, IRAQ."""
    entries = (entry for group in vocabulary.tags.values() for entry in group if entry.iso2)
    return frozenset(entry.name.upper()[:4] for entry in entries if len(entry.name) > 3)


def _is_rest_of_topic(so_far: str, line: str, vocabulary: Vocabulary) -> bool:
    """Return whether a line below, the last before the next field, ends a topic: words, as before the line's end."""
    last = re.split(r"[\s,;]+", so_far[-_LONGEST_GLUED:])[-1]
    words = line.split()
    is_free = last.isalpha() and not vocabulary.tag_kind(last) and len(last) > 4 and not split_codes(last, vocabulary)
    return is_free and len(words) < 4 and all(word.isalpha() and len(word) > 2 for word in words)


def _share_of_codes(line: str, vocabulary: Vocabulary) -> float:
    tokens = [token for token in re.split(r"[\s,;]+", line) if token]
    codes = sum(
        1 for token in tokens if token in _NOT_TAGS or vocabulary.tag_kind(token) or split_codes(token, vocabulary)
    )
    return codes / len(tokens)
