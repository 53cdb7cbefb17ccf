"""Statement of the classifier and the reasons: `Classified By: Ambassador Jane Roe for reasons 1.4 (b) and (d)`.

The name mostly ends the phrase of the title, but may come first (`Jane Roe, Ambassador, Embassy Zenda; REASON: ...`) or
be missing. The statement was typed into a form that cut it after 71 letters, within words too: `for rea` `sons 1.4`.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from cables.telegram import keywords
from cables.telegram.clean import line_end
from cables.telegram.office_titles import is_place, is_title, may_be_surname
from cables.telegram.parts import ClassifiedBy
from cables.telegram.vocabulary import Vocabulary

FORM_WIDTH = 71
_LONGEST = 700
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LETTERS = r"(?:[\s(),;/+&-]{0,5}(?:and[\s(]{1,3}|&\s?)?\(?\s?[a-h](?![a-z])\s?\)?){0,12}"
_SECTION = re.compile(rf"(?<![\d.])(1)\s?[.,]\s?([2-8])(?!\d)({_LETTERS})", re.IGNORECASE)
_LETTER = re.compile(r"(?<![a-z])[a-h](?![a-z])")
_CONTINUED = re.compile(r"REASON|FOR REASON|1\.[2-8]|\(?[A-H]\)|AND \(?[A-H]\b|E\.O\.")
_LEAD = re.compile(
    r"(?:[\s:;,.-]|\((?:c|s|u|sbu)(?:/+nf)?\)|classi?fi?e?d\s{1,3}by\b|derived\s{1,3}from\b)+", re.IGNORECASE
)
# Where the reasons begin, also where the word is damaged; what leads up to them belongs to neither title nor name.
_REASONS = re.compile(
    r"\br ?(?:e ?a|a ?e|e|a) ?s ?[aon ]{1,5}s?\b|1\s?[.,]\s?[2-8](?!\d)|\be\.?\s?o\.?\s?\d|\bsection\s+\d|\bdecl|"
    r"\bderived\b|\b(?:per|under)\s+(?:e\.?\s?o|1|sec\w*\.?\s*\d)|\bbased\s+(?:up)?on\b|\bon\s+the\s+basis\b|\baccording\s+to\b|\bfor\s+re(?!(?-i:[a-z]))|\bpursuant\b|"
    r"\bin accordance\b|\baction request",
    re.IGNORECASE,
)
_CONNECTING = frozenset(
    {
        "and",
        "as",
        "because",
        "by",
        "due",
        "fo",
        "foe",
        "following",
        "for",
        "fro",
        "of",
        "on",
        "per",
        "the",
        "to",
        "under",
    }
    | {"upon", "with"}
)
_NEARLY = 0.75  # of `reasons`, from which on a word is taken for it: `reaons`, `resaons`, `forreasons`
_WHOLE_WORDS = frozenset(
    {"and", "at", "by", "for", "in", "of", "on", "reason", "reasons", "the", "to", "under", "with"}
)
_ZERO = re.compile(r"(?<=[A-Za-z])0|(?<![\d.])0(?=[A-Za-z])")
_AD_INTERIM = re.compile(r"\ba\. ?i\.?(?= )|\bad[ -]interim\b", re.IGNORECASE)
_AFTER_CHARGE = re.compile(r"\bcharge\b|\baff?aires?\b|\baff?airs?\b", re.IGNORECASE)
_INITIAL_WITH_COMMA = re.compile(r"(?<=[^\W\d_] )([A-Z]), (?=([^\W\d_]['’\w-]+))")
_DEPARTMENT = frozenset({"DOS", "USG", "USDOS"})
_QUOTES = "()\"'“”‘’„`"
_PARTS = re.compile(r"\s*[,;:]\s*|\s+[-–]+\s+|[-–]{2,}")
_JOINT = re.compile(r"(\S+)[/-]([A-Z][a-z]{2,}\.?)")
_BRACKETS = re.compile(r"\(([^()]{0,60})\)?")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’`\"-]*(?:[.'’`-][^\W\d_]*)*\.?")
_INITIAL = re.compile(r"[A-Za-z]\.")
_SUFFIXES = frozenset(("JR", "SR", "II", "III", "IV"))
_PARTICLES = frozenset(
    {
        "al",
        "bin",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ter",
        "van",
        "von",
        "y",
    }
)
_LONGEST_NAME = 4
_BEFORE_PLACES = frozenset(
    {"AMCONSUL", "AMEMBASSY", "AND", "AT", "CONSULATE", "EMBASSY", "FOR", "IN", "MISSION", "OF", "THE", "TO"}
)


def find_end(upper: str, start: int, limit: int) -> int:
    """Return where the statement from `start` on ends: after its reasons, or without any at a blank line."""
    stop = min(limit, start + _LONGEST)
    end = start
    while (end := line_end(upper, end, stop)) < stop:
        blank = _BLANK_LINES.match(upper, end, stop)
        following = blank.end() if blank else end + 1
        if upper[start:end].strip(" :") and (
            keywords.OPENING_LINE.match(upper, following, stop) or (blank and not _CONTINUED.match(upper, following))
        ):
            break
        end = following
    after = end
    for section in _SECTION.finditer(upper, start, end):
        after = section.end()
    rest = upper[after:end].strip(" .,;:)\n")
    return end if len(rest) < 40 else after + len(upper[after:end]) - len(upper[after:end].lstrip(" .,;:)"))


def parse_classified_by(text: str, keyword: int, end: int, vocabulary: Vocabulary) -> ClassifiedBy:
    """Parse the statement whose keyword is at offset `keyword` of the text and that ends at `end`.

    Where no name stands, the name is None; `reasons` have the form `1.4(b)`.
    """
    statement = _joined_lines(text, keyword, end, vocabulary)
    lead = _LEAD.match(statement)
    raw = " ".join(statement[lead.end() if lead else 0 :].split())
    legible = _ZERO.sub(
        lambda zero: "o" if raw[max(zero.start() - 1, 0) : zero.end() + 1].islower() else "O", raw
    )  # AMBASSAD0R, F0R REAS0NS
    found = _REASONS.search(legible)
    head = _without_connection(legible[: found.start()] if found else legible)
    name, title = _name_and_title(head, vocabulary)
    return ClassifiedBy(name, title, _reasons(raw), raw)


def _joined_lines(text: str, keyword: int, end: int, vocabulary: Vocabulary) -> str:
    """Return the statement with its lines joined.

    Without a blank where the form cut it within a word: between words the next line mostly has its own.
    """
    line_start = text.rfind("\n", max(0, keyword - 200), keyword) + 1
    joined, last = "", ""
    for line in text[line_start or keyword : end].split("\n"):
        cut = len(last.rstrip()) == FORM_WIDTH and _is_within_word(last.rstrip(), line, vocabulary)
        joined = joined.rstrip() + line if cut and line.strip() else f"{joined}\n{line}" if joined else line
        last = line
    return joined[keyword - (line_start or keyword) :]


def _is_within_word(before: str, after: str, vocabulary: Vocabulary) -> bool:
    """Return whether the form, which cut between two lines, cut a word: not where whole words stand on both sides."""
    if not after[:1].isalnum() or not before[-1].isalnum():
        return before[-1] not in ".,;:" or not after[:1].isalpha()
    last, following = before.split()[-1], after.split()[0]
    if before[-1].islower() and after[0].isupper():
        return False
    if is_title(last + following, vocabulary, misspelt=False) or _REASONS.fullmatch(last + following):
        return True
    return last.lower() not in _WHOLE_WORDS and following.lower().strip(":.,") not in _WHOLE_WORDS


def _reasons(raw: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for section in _SECTION.finditer(raw):
        letters = _LETTER.findall(section[3].lower().replace("and", ""))
        for letter in letters:
            found[f"1.{section[2]}({letter})"] = None
        if not letters:
            found[f"1.{section[2]}"] = None
    return tuple(found)


def _name_and_title(head: str, vocabulary: Vocabulary) -> tuple[str | None, str | None]:
    """Return name and title: the name is a part at the front (`Jane Roe, Ambassador`), or ends the last part with one.

    Else it stands before the title without a comma (`Jane Roe DCM`), or is a single surname after one (`DCM ROE`), or
    a part of its own among titles (`ROE, AMBASSADOR`; `AMB:JROE`).
    """
    head = _BRACKETS.sub(lambda found: _without_title(found, vocabulary), head)
    head = _AD_INTERIM.sub(lambda found: "a.i." if _AFTER_CHARGE.search(head, 0, found.start()) else found[0], head)
    head = _INITIAL_WITH_COMMA.sub(lambda found: found[0] if is_title(found[2], vocabulary) else found[1] + ". ", head)
    lower = not any(letter.isupper() for letter in head[1:])
    parts = [_words(part, vocabulary) for part in _with_suffixes([part for part in _PARTS.split(head.strip()) if part])]
    ends = [_name_at_end(words, vocabulary, lower=lower) for words in parts]
    if ends and len(ends[0]) == len(parts[0]) > 1:
        return _name_and_rest(parts, 0, 0, len(ends[0]))
    for k in range(len(parts) - 1, -1, -1):
        if len(ends[k]) > 1 and not is_place(" ".join(ends[k]), vocabulary):
            return _name_and_rest(parts, k, len(parts[k]) - len(ends[k]), len(parts[k]))
    for k, words in enumerate(parts):
        end = len(words)
        while end and (is_title(words[end - 1], vocabulary) or is_place(words[end - 1].strip(".,"), vocabulary)):
            end -= 1
        name = _name_at_end(words[:end], vocabulary, lower=lower)
        if len(name) > 1 and not is_place(" ".join(name), vocabulary):
            return _name_and_rest(parts, k, end - len(name), end)
    for k, words in enumerate(parts):
        if len(ends[k]) == 1 and (len(words) > 1 or len(parts) == 1) and _is_surname(ends[k][0], vocabulary):
            return _name_and_rest(parts, k, len(words) - 1, len(words))
    if len(parts) > 1:
        for k, words in enumerate(parts):
            if _is_name_among_titles(words, vocabulary, first=k == 0):
                return _name_and_rest(parts, k, 0, len(words))
    return None, head.strip(" .") or None


def _is_name_among_titles(words: list[str], vocabulary: Vocabulary, *, first: bool) -> bool:
    """Return whether a whole part is a name though it has no title: a surname, or a name whose surname is a title word.

    `first` says whether it is the part at the front: only there stands a surname such as Center.
    """
    word = words[0].strip(".")
    if not _NAME.fullmatch(word) or not word.strip("Xx") or is_title(word, vocabulary) or is_place(word, vocabulary):
        return False
    if len(words) == 1:
        return _is_surname(word, vocabulary) and word.upper() not in _DEPARTMENT and word not in vocabulary.glossary
    styles = {_style(other) for other in words} - {None}
    return first and len(words) == 2 and len(styles) == 1 and words[1].isalpha() and "lower" not in styles


def _name_and_rest(parts: list[list[str]], chosen: int, start: int, end: int) -> tuple[str, str | None]:
    """Return the words from `start` to `end` of the part `chosen` as the name, and all other words as the title."""
    words = parts[chosen]
    rest = [*parts[:chosen], words[:start], words[end:], *parts[chosen + 1 :]]
    title = ", ".join(" ".join(part) for part in rest if part).strip(" .:,-")
    return _named(words[start:end]), title or None


def _without_connection(head: str) -> str:
    """Return the head without the words that lead up to the reasons: `... Jane Roe, for the`, `for reaons`."""
    while True:
        head = head.rstrip(" ,;:(-–")
        shorter, _, last = head.rpartition(" ")
        if last.lower() not in _CONNECTING and not _is_reasons_misspelt(last, shorter):
            return head
        head = shorter


def _is_reasons_misspelt(word: str, before: str) -> bool:
    """Return whether a word is nearly `reasons`, and no surname: in lower case or after `for` and the like."""
    if not 4 < len(word) < 12 or not (word.islower() or before.rpartition(" ")[2].lower() in _CONNECTING):
        return False
    return SequenceMatcher(None, word.lower(), "reasons").ratio() >= _NEARLY


def _without_title(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """Return brackets with a nickname as they are, and a blank for those with an abbreviated title."""
    inner = found[1].strip()
    return found[0] if inner.isalpha() and inner[1:].islower() and not is_title(inner, vocabulary) else " "


def _with_suffixes(parts: list[str]) -> list[str]:
    """Return the parts with `JR.` and `III` joined to the name before their comma."""
    joined: list[str] = []
    for part in parts:
        if joined and part.upper().strip(" .") in _SUFFIXES:
            joined[-1] = f"{joined[-1]}, {part}"
        else:
            joined.append(part)
    return joined


def _words(part: str, vocabulary: Vocabulary) -> list[str]:
    """Return the words of a part.

    A given name after a stroke or hyphen (`DCM/Jane`, `Mission-Jane`) is a word of its own.
    """
    words: list[str] = []
    for word in part.split():
        joint = _JOINT.fullmatch(word)
        if joint and is_title(joint[1], vocabulary) and not is_title(joint[2], vocabulary):
            words += (joint[1], joint[2])
        else:
            words.append(word)
    return words


def _name_at_end(words: list[str], vocabulary: Vocabulary, *, lower: bool) -> list[str]:
    """Return the longest run of words at the end that can be a name: no title words, all in capitals or all not."""
    run: list[str] = []
    style = None
    for k in range(len(words) - 1, -1, -1):
        word = words[k].strip(",")
        bare = word.strip("." + _QUOTES)
        surname = False
        if bare.upper() in _SUFFIXES and not run:
            run.append(words[k])
            continue
        if k and style is None and (_INITIAL.fullmatch(words[k - 1]) or may_be_surname(bare)):
            surname = not is_title(words[k - 1], vocabulary)
        if (
            (is_title(word, vocabulary, misspelt=bool(run)) and not surname)
            or not _NAME.fullmatch(word.strip(_QUOTES))
            or not bare.strip("Xx")
        ):
            break
        form = _style(bare)
        if form == "lower" and not lower:
            if bare not in _PARTICLES or not run or k == 0 or is_title(words[k - 1], vocabulary):
                break
        elif form and style and form != style:
            break
        style = style or form
        run.insert(0, words[k])
    before = words[len(words) - len(run) - 1] if len(words) > len(run) else ""
    return _trimmed(run, before, vocabulary)


def _trimmed(run: list[str], before: str, vocabulary: Vocabulary) -> list[str]:
    """Return the run without what precedes a name: a post, a bureau's letters (`AF Jane Roe`), too many words."""
    if before.upper().strip(".,") in _BEFORE_PLACES:
        for length in (3, 2, 1):
            if len(run) > length + 1 and is_place(" ".join(run[:length]), vocabulary):
                run = run[length:]
    while run and (len(run[0]) == 1 or (len(run) > 2 and len(run[0]) == 2 and run[0].isalpha() and run[0].isupper())):
        run = run[1:]
    if len(run) > _LONGEST_NAME + sum(len(word.strip(".")) == 1 for word in run):
        run = run[-3:]
    names = [word for word in run if len(word.strip(".,")) > 1 and word.upper().strip(".,") not in _SUFFIXES]
    return run if names else []


def _style(word: str) -> str | None:
    """Return `capitals`, `mixed` or `lower`; None for an initial or a word too short to tell."""
    letters = re.sub(r"^(?:Mc|Mac|O['’]|D['’])(?=[A-Z])|[^\w]", "", word)
    if len(letters) < 3:
        return None
    if letters.isupper():
        return "capitals"
    return "lower" if letters.islower() else "mixed"


def _is_surname(word: str, vocabulary: Vocabulary) -> bool:
    return len(word.strip(".")) > 2 and not is_place(word, vocabulary)


def _named(words: list[str]) -> str:
    """Return the words of a person's name as one text, with the full stop of an initial or of `Jr.` kept."""
    name = " ".join(words).strip(' ,;:-"')
    last = words[-1].strip(".")
    return name if len(last) == 1 or last.upper() in ("JR", "SR") else name.rstrip(".")
