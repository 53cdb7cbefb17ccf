"""Numbers that are telegrams', with their senders and recipients, each found by what stands around it in its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cables.citations import tokens as t
from cables.citations.citation import Citation
from cables.citations.clauses import Clauses
from cables.citations.dates import Day
from cables.citations.parties import DEPARTMENT, Party, PartyKind, is_series
from cables.citations.words import folded_words

_LARGEST_WITHOUT_A_WORD = 999_999
_SMALLEST_WITHOUT_A_WORD = 10
# Telegram From the Embassy in Bolivia to the Department of State / La Paz, March 20, 1979 / 2423.
_HEADING = re.compile(r"TfPtPN?[nk]P,D[nk]N\.")
# What stands before a number in its clause.
_PLACE = re.compile(r"(?P<word>T,?)?Pn?(?:,?n?T?n?#?n?(?<=[T#n]))?\Z")
_WORD = re.compile(r"(?:T,?n?#?|#|E|G)n?\Z")
_FURTHER = re.compile(r"(?<=T)N.{0,40}?,?a?\Z")  # telegrams 2211 from Accra, and 2230 from Accra
_DIRECTED = re.compile(r"f{1,2}P|tf?P")
_OWN = re.compile(r"P(?:w|T|,){0,4}\Z")
_PAIR = re.compile(r"(?:P(?:\(W\))?|W)[T,n]{0,2}t(?P<recipient>P)")
_PAIRED = re.compile(r"tP,n?\Z")  # Lima to State, 3229
_SENDER = re.compile(r"P(?:\((?P<signer>W)\))?(?:[,n]|iP|\(?[SD]\)?|wS|T#?|#){0,12}(?:w{1,4}\(T#?)?\Z")
_LIST_HEAD = re.compile(r"fP(?:[wf,]{0,3}[YD])?:#?\Z")
# And behind it.
_JOINT = re.compile(r"(?:\(D\)|,[DL]){0,2}(?:,a|[,a-])n?[NY]")
_BROKEN = re.compile(r"nN(?=[,(;.]|\Z)")  # a number that goes on in the next line
_FROM = re.compile(r",?w?f{1,2}P(?P<to>tP)?")
_TO = re.compile(r",?tf?P")
_BEHIND = re.compile(r",P(?P<to>tP)?")
_LATER = re.compile(r"fP")
_REACH = 60  # tokens before and behind a number in which its parties stand
# Numbers that are none of a telegram: of a volume's issue, a population, a height, a seat.
_ISSUE = re.compile(r",#N\(Y\)")
_OF_YEAR = re.compile(r"\(Y\)")  # behind an issue's number
_MEASURED = re.compile(
    r"\s(?:m|km|kg|ft|feet|miles|metres|meters|people|inhabitants|tickets|sessions|words|pages|percent|per cent|"
    r"degrees|dollars|members|million|billion|votes|points|years|hours|tons)\b"
)
_REPORTER = re.compile(r"\b([0-9]{1,4}) (?:[A-Z]\.){2,4}(?: ?[0-9]d)? ([0-9]{1,4})\b")


_OTHER_DOCUMENTS = folded_words(
    "memorandum memo memcon letter mail email note despatch airgram report minutes conversation telcon draft statement"
)
_CIRCULARS = folded_words("circular circ")  # of the Department, to many posts


@dataclass(slots=True)
class Anchor:
    """A number with the citation that is being made of it, and the tokens that belong to it: `first` to `last`.

    Numbers that share a post are of one `group`. `days` are of the note, `year` the one that stands beside it.
    """

    first: int
    last: int
    number: int
    citation: Citation
    group: int
    days: list[Day] = field(default_factory=list)
    year: int | None = None


@dataclass(slots=True)
class _Sides:
    """The parties of a number: post, sender's and recipient's names, signer, and the tokens from first to last."""

    post: str | None
    first: int
    last: int
    sender: str | None = None
    recipient: str | None = None
    signer: str | None = None
    year: int | None = None
    ends_at: int = -1  # the token of the recipient


def find_anchors(scan: Clauses) -> list[Anchor]:
    """Return the numbers of telegrams that a text cites, in order."""
    found: list[Anchor] = []
    k, group = 0, 0
    while k < len(scan.tokens):
        kind = scan.kinds[k]
        group += 1
        if kind == t.TELEGRAM and (heading := _HEADING.match(scan.kinds, k)):
            found.append(_heading(scan, heading, group))
            k = heading.end()
        elif kind == t.ID:
            made = _identified(scan, k, group)
            found += made
            k = made[-1].number + 1 if made else k + 1
        elif kind in {t.NUMBER, t.YEAR}:
            made = _numbered(scan, k, group, found)
            found += made
            k = max(made[-1].last, made[-1].number) + 1 if made else k + 1
        else:
            k += 1
    numbered = {scan.clause(k)[0] for anchor in found for k in (anchor.first, anchor.number)}
    for lower in scan.clauses:
        if (
            lower not in numbered
            and lower < len(scan.tokens)
            and (anchor := _unnumbered(scan, lower, group := group + 1))
        ):
            found.append(anchor)
    return sorted(found, key=lambda anchor: anchor.number)


def _heading(scan: Clauses, heading: re.Match[str], group: int) -> Anchor:
    """Return the document that a heading of Foreign Relations of the United States opens."""
    parties = [k for k in range(heading.start(), heading.end()) if scan.kinds[k] == t.PARTY]
    sender, recipient, place = (scan.tokens[k].value for k in parties[:3])
    number = heading.end() - 2
    date = scan.kinds.rindex(t.DATE, heading.start(), number)
    sides = _Sides(sender.post or place.post, heading.start(), number, sender.name, recipient.name)
    anchor = _anchor(scan, number, scan.tokens[number].value, sides, group)
    anchor.days = list(scan.tokens[date].value)
    anchor.first = heading.start()
    return anchor


def _identified(scan: Clauses, k: int, group: int) -> list[Anchor]:
    """Return the numbers of an id and of those that are joined to it: `06SEOUL3700 and 3744`."""
    lower, upper = _around(scan, k)
    token = scan.tokens[k]
    if _is_reported(scan, k):
        return []
    sides = _sides_of_id(scan, k, lower, upper)
    made = []
    for place, serial in _run(scan, k, upper, token.value.serial):
        anchor = _anchor(scan, place, serial, sides if place == k else _Sides(None, place, place), group)
        anchor.citation.post = token.value.post
        anchor.citation.year = token.value.year
        made.append(anchor)
    return made


def _around(scan: Clauses, k: int) -> tuple[int, int]:
    """Return the tokens of the clause around token `k`, as far as its parties can stand."""
    lower, upper = scan.clause(k)
    return max(lower, k - _REACH), min(upper, k + _REACH)


def _is_reported(scan: Clauses, k: int) -> bool:
    """Return whether a number with blanks is a law report's volume and page: 87 State 293 beside 87 S.E. 293."""
    token = scan.tokens[k]
    if " " not in scan.text[token.start : token.end]:
        return False
    lower, upper = scan.note(k)
    lower, upper = max(lower, k - _REACH), min(upper, k + _REACH)
    note = scan.text[scan.tokens[lower].start : scan.tokens[upper - 1].end]
    year, serial = str(token.value.year % 100), str(token.value.serial)
    return any(volume == year and page == serial for volume, page in _REPORTER.findall(note))


def _sides_of_id(scan: Clauses, k: int, lower: int, upper: int) -> _Sides:
    left = scan.kinds[lower:k]
    sides = _pair(scan, left, lower, k) or _sender(scan, left, lower, k) or _Sides(None, k, k)
    if sides.sender is None and (right := _FROM.match(scan.kinds, k + 1, upper)):
        party = scan.party(_place_of(scan, t.PARTY, k + 1))
        if party and party.kind is PartyKind.POST:
            sides.sender, sides.last = party.name, right.end() - 1
    if left.endswith(t.TELEGRAM):
        sides.first = min(sides.first, k - 1)
    return sides


def _numbered(scan: Clauses, k: int, group: int, before: Sequence[Anchor]) -> list[Anchor]:
    """Return the numbers that begin at token `k`, where what stands around them says that they are telegrams'."""
    lower, upper = _around(scan, k)
    if t.FOREIGN in scan.kinds[lower:upper]:
        return []
    if scan.kinds[k] == t.YEAR and scan.kinds[max(lower, k - 2) : k].endswith("T,"):
        return []
    run = list(_run(scan, k, upper, scan.tokens[k].value))
    if scan.kinds[k - 1 : k] in {t.TELEGRAM, t.NUMBER_WORD} and (broken := _BROKEN.match(scan.kinds, k + 1, upper)):
        run = [(broken.end() - 1, int(f"{run[0][1]}{scan.tokens[broken.end() - 1].value}"))]
    end = run[-1][0] + 1
    sides = _sides(scan, k, end, lower, upper, before)
    if sides is None:
        return []
    first, last, made = sides.first, sides.last, []
    for place, serial in run:  # what is joined to the first has its number alone for its place
        sides.first = first if place == run[0][0] else place
        sides.last = max(last, place) if place == run[-1][0] else place
        made.append(_anchor(scan, place, serial, sides, group))
    return made


def _run(scan: Clauses, k: int, upper: int, first: int) -> Iterator[tuple[int, int]]:
    """Yield the places and serials of a number and of those joined to it; a range has its ends alone."""
    yield k, first
    place, before = k, first
    while joint := _JOINT.match(scan.kinds, place + 1, upper):
        place = joint.end() - 1
        serial = scan.tokens[place].value
        if joint[0][0] == "-" and len(str(serial)) < len(str(before)):
            serial = int(str(before)[: -len(str(serial))] + str(serial))  # 12345-47
        if len(str(serial)) < len(str(first)) - 1 or (scan.kinds[place] == t.YEAR and len(str(first)) != 4):
            return
        if scan.kinds[place + 1 : place + 2] in {":", "/"}:
            return
        if joint[0] == ",Y" and not _JOINT.match(scan.kinds, place + 1, upper):
            return  # Lima 3229, 2007
        yield place, serial
        before = serial


def _sides(scan: Clauses, k: int, end: int, lower: int, upper: int, before: Sequence[Anchor]) -> _Sides | None:
    """Return whose number stands at token `k`, None where nothing says that it is a telegram's."""
    left = scan.kinds[lower:k]
    if series := _of_traveller(scan, k, lower):
        return series
    if place := _PLACE.search(left):
        at = lower + left.rindex(t.PARTY)
        party = scan.party(at)
        bare = at == k - 1 and not place["word"]
        pair = _pair(scan, scan.kinds[lower : at + 1], lower, k)
        if pair and pair.post and pair.ends_at == at:
            return pair
        if party and party.post and _is_a_serial(scan, k, end, upper, bare=bare):
            return _of_place(scan, party, at, k, end, lower, upper)
    if _PAIRED.search(left) and (pair := _pair(scan, left, lower, k)) and pair.post:
        return pair
    word = _WORD.search(left) or (_FURTHER.search(left) if _DIRECTED.match(scan.kinds, end, upper) else None)
    if word:
        return _of_word(scan, word, k, end, lower, upper, before)
    if (own := _OWN.search(left)) and (party := scan.party(lower + own.start())) and party.kind is PartyKind.OWN:
        return _of_own(scan, lower + own.start(), k, before)
    return None


def _is_a_serial(scan: Clauses, k: int, end: int, upper: int, *, bare: bool) -> bool:
    """Return whether the number behind a place can be a serial; `bare` where no word for telegrams stands between."""
    token = scan.tokens[k]
    dated = scan.kinds[end : end + 2] in {",D", "(D", ",(", "fD"} or scan.kinds[end : end + 1] == t.DATE
    if not bare:
        return True
    if _ISSUE.match(scan.kinds, k + 1, upper) or _MEASURED.match(scan.text, token.end):
        return False
    if scan.kinds[k] == t.YEAR and not dated and end == k + 1:
        return False
    return (token.value >= _SMALLEST_WITHOUT_A_WORD or dated) and token.value <= _LARGEST_WITHOUT_A_WORD


def _of_traveller(scan: Clauses, k: int, lower: int) -> _Sides | None:
    """Return the Department for a telegram that has two numbers, of the travelling Secretary's traffic too.

    `Tosec 110023/State 214567`, `Tosec 87/190411`: the number within the traffic stands first, and is passed over.
    """
    left = scan.kinds[lower:k]
    for form in ("PN/P", "PN/"):
        party = scan.party(k - len(form)) if left.endswith(form) else None
        if party and is_series(party.post):
            following = _TO.match(scan.kinds, k + 1)
            recipient = scan.party(following.end() - 1) if following else None
            last = following.end() - 1 if following else k
            return _Sides(DEPARTMENT, k - len(form), last, None, recipient.name if recipient else None)
    return None


def _of_place(scan: Clauses, party: Party, at: int, k: int, end: int, lower: int, upper: int) -> _Sides | None:
    """Return the sides of a number behind a place: `Lima 3229`, `U.S. Embassy Colombo cable 3180 to …`."""
    following = scan.kinds[end : end + 2]
    if is_series(party.post) and (following == "/P" or following == "/N"):
        return None  # the number of the Department's is the one
    pair = _pair(scan, scan.kinds[lower:at], lower, at) or _pair(scan, scan.kinds[lower:k], lower, k)
    if pair:
        pair.post, pair.last = party.post, max(pair.last, k)
        return pair
    sides = _Sides(party.post, at, k)
    if party.kind is PartyKind.POST or at < k - 1:
        sides.sender = party.name
    if (right := _TO.match(scan.kinds, end, upper)) and (recipient := scan.party(right.end() - 1)):
        sides.recipient, sides.last = recipient.name, right.end() - 1
        sides.sender = party.name
    return sides


def _of_word(
    scan: Clauses, word: re.Match[str], k: int, end: int, lower: int, upper: int, before: Sequence[Anchor]
) -> _Sides | None:
    """Return the sides of a number behind a word for telegrams or numbers, None where no post is named."""
    left = scan.kinds[lower:k]
    first = k if word[0][0] == t.NUMBER else lower + word.start()
    kind = t.TELEGRAM if word[0][0] == t.NUMBER else word[0][0]
    if kind == t.EMBTEL:
        return _Sides(None, first, k)
    from_, to = _FROM.match(scan.kinds, end, upper), _TO.match(scan.kinds, end, upper)
    if from_ and kind in {t.TELEGRAM, t.NUMBER_WORD}:
        at = _place_of(scan, t.PARTY, end)
        sender = scan.party(at)
        if sender and (sender.post or sender.kind is PartyKind.OWN):
            recipient = scan.party(at + 2) if from_["to"] else None
            post = sender.post or _latest_embassy(before)
            return _Sides(post, first, from_.end() - 1, sender.name, recipient.name if recipient else None)
    sides = _pair(scan, left, lower, k)
    if sides is None and (behind := _BEHIND.match(scan.kinds, end, upper)) and kind == t.TELEGRAM:
        sender = scan.party(end + 1)
        if sender and sender.post and (behind["to"] or sender.kind is not PartyKind.PLACE):
            recipient = scan.party(behind.end() - 1) if behind["to"] else None
            return _Sides(sender.post, first, behind.end() - 1, sender.name, recipient.name if recipient else None)
    if sides is None and not (kind == t.NUMBER_WORD and _OF_YEAR.match(scan.kinds, end, upper)):
        sides = _sender(scan, left, lower, k)
    if sides:
        return sides
    if to and (recipient := scan.party(to.end() - 1)):
        post = None if recipient.kind is PartyKind.DEPARTMENT else DEPARTMENT
        return _Sides(post, first, to.end() - 1, None, recipient.name) if post or kind == t.TELEGRAM else None
    if kind == t.DEPTEL or (first and scan.word(first - 1) in _CIRCULARS):
        return _Sides(DEPARTMENT, first, k)
    if head := _LIST_HEAD.search(left):
        sender = scan.party(lower + left.index(t.PARTY, head.start()))
        if sender and sender.post:
            years = [scan.tokens[at].value for at in range(lower + head.start(), k) if scan.kinds[at] == t.YEAR]
            return _Sides(sender.post, first, k, sender.name, year=years[0] if years else None)
    return _of_own_or_later(scan, word, k, lower, before)


def _of_own_or_later(scan: Clauses, word: re.Match[str], k: int, lower: int, before: Sequence[Anchor]) -> _Sides | None:
    """Return the sides of a telegram whose sender stands further on in its note, or is the embassy named before."""
    if word[0][0] != t.TELEGRAM:
        return None
    own = _OWN.search(scan.kinds[lower:k])
    if own and (party := scan.party(lower + own.start())) and party.kind is PartyKind.OWN:
        return _of_own(scan, lower + own.start(), k, before)
    _, upper = scan.note(k)
    for later in _LATER.finditer(scan.kinds, k, min(upper, k + _REACH)):
        if t.AIRGRAM in scan.kinds[k : later.start()]:
            break
        sender = scan.party(later.end() - 1)
        if sender and sender.post:
            recipient = scan.party(later.start() - 1) if scan.kinds[later.start() - 2 : later.start()] == "tP" else None
            return _Sides(sender.post, lower + word.start(), k, sender.name, recipient.name if recipient else None)
    note, _ = scan.note(k)
    if before and before[-1].number >= note:
        return _Sides(before[-1].citation.post, lower + word.start(), k, before[-1].citation.sender)
    return None


def _of_own(scan: Clauses, at: int, k: int, before: Sequence[Anchor]) -> _Sides | None:
    post = _latest_embassy(before)
    return _Sides(post, at, k) if post else None


def _latest_embassy(before: Sequence[Anchor]) -> str | None:
    """Return the post of the last telegram before that an embassy sent: `the Embassy` means that one."""
    return next((a.citation.post for a in reversed(before) if a.citation.post not in {None, DEPARTMENT}), None)


def _pair(scan: Clauses, left: str, lower: int, k: int) -> _Sides | None:
    """Return the last sender and recipient before a number in its clause: `Bonn to State, tel. 8035`."""
    *_, last = [None, *_PAIR.finditer(left)]
    if last is None or any(kind in left[last.end() :] for kind in (t.ID, "PN", "TN")):
        return None
    at = lower + last.start()
    recipient = scan.party(lower + last.start("recipient"))
    sender, signer = scan.party(at), None
    if sender is None:
        name = scan.tokens[at].value
        if recipient is None or recipient.kind is PartyKind.PLACE:
            return None
        return _Sides(None, at, k, str(name), recipient.name, str(name), ends_at=lower + last.start("recipient"))
    if left[last.start() + 1 : last.start() + 2] == "(":
        signer = str(scan.tokens[at + 2].value)
    name = recipient.name if recipient else None
    return _Sides(sender.post, at, k, sender.name, name, signer, ends_at=lower + last.start("recipient"))


def _sender(scan: Clauses, left: str, lower: int, k: int) -> _Sides | None:
    """Return the sender alone that stands before a number: `Embassy Ankara (Roe), “Sesame”, cable 1466`."""
    match = _SENDER.search(left)
    if match is None:
        return None
    at = lower + match.start()
    party = scan.party(at)
    if party is None or party.post is None:
        return None
    signer = str(scan.tokens[lower + match.start("signer")].value) if match["signer"] else None
    return _Sides(party.post, at, k, party.name, None, signer)


def _unnumbered(scan: Clauses, lower: int, group: int) -> Anchor | None:
    """Return the telegram of a clause that names sender, recipient and day, but no number."""
    _, upper = scan.clause(lower)
    kinds = scan.kinds[lower:upper]
    word, pair = kinds.find(t.TELEGRAM), _PAIR.search(kinds)
    if pair is None or t.FOREIGN in kinds or not (t.DATE in kinds or _dated_above(scan, lower)):
        return None
    if word < 0:
        named = {scan.word(k) for k in range(lower, min(upper, lower + _REACH)) if scan.kinds[k] in "wW"}
        if t.AIRGRAM in kinds or named & _OTHER_DOCUMENTS or DEPARTMENT not in _posts(scan, lower, pair):
            return None
        word = pair.start()
    elif min(abs(word - pair.start()), abs(word - pair.end())) > 2:
        return None
    sides = _pair(scan, kinds[: pair.end()], lower, lower + pair.end() - 1)
    if sides is None or (sides.post is None and sides.signer is None):
        return None
    sender = scan.party(lower + pair.start())
    recipient = scan.party(lower + pair.start("recipient"))
    places = {PartyKind.PLACE}
    if sender and recipient and {sender.kind, recipient.kind} <= places:
        return None
    sides.first = min(sides.first, lower + word)
    anchor = _anchor(scan, lower + pair.end() - 1, 0, sides, group)
    anchor.citation.serial = None
    return anchor


def _posts(scan: Clauses, lower: int, pair: re.Match[str]) -> set[str | None]:
    """Return the posts of a pair, of which none may be a name without an office."""
    parties = [scan.party(lower + pair.start()), scan.party(lower + pair.start("recipient"))]
    return {party.post for party in parties if party} if all(parties) else set()


def _dated_above(scan: Clauses, lower: int) -> bool:
    """Return whether the line above the clause is a date and nothing else."""
    return lower > 0 and scan.kinds[slice(*scan.clause(lower - 1))].strip("nk") == t.DATE


def _anchor(scan: Clauses, number: int, serial: int, sides: _Sides, group: int) -> Anchor:
    first, last = min(sides.first, number), max(sides.last, number)
    start, end = scan.tokens[first].start, scan.tokens[last].end
    citation = Citation(start, end, scan.text[start:end], post=sides.post, serial=serial, sender=sides.sender)
    citation.recipient, citation.signer = sides.recipient, sides.signer
    return Anchor(first, last, number, citation, group, year=sides.year)


def _place_of(scan: Clauses, kind: str, k: int) -> int:
    return scan.kinds.index(kind, k)
