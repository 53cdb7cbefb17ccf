"""Similar cables: those with which one shares references, TAGS and rarer words, and what they share.

What two cables share has a weight: the logarithm of how many times rarer it is than cables are. The candidates are few,
whatever the archive's size: cables that cite what it cites, that it cites or that cite it, that have its rarest TAGS
at about the same time, and that have one of its distinctive words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from django.db.models import Q

from cables.models import Cable, CableTag, Paragraph, Reference, Tally
from cables.search import backends
from cables.search.index.normalise import stems, tokens

SHOWN = 10  # cables
CITATIONS = 1_000  # that are read on either side
RAREST = 2  # TAGS by which candidates are found
NEAREST = 50  # cables with such a tag that are candidates, before and after
CANDIDATES = 200  # whose TAGS are compared
PROBED = 40  # words that are looked up in the index
MOST_WITH_WORD = 200  # cables that have a distinctive word, at most
COMMON = 0.05  # of the archive: what more cables have is common
SAMPLE = 40  # cables by which common words are known
SAMPLED = 4_000  # characters of each of them
READ = 100_000  # characters of a cable in which words are looked for
SHORTEST = 4  # letters of a distinctive word
WORDS_WEIGHED = 6  # shared words that count: a long cable has some of everything

WORD_WEIGHT = 0.5  # words may be shared by chance; a tag was given, a reference meant
TAG_WEIGHT = 0.7
ENOUGH = 1 / 3  # of a citation's weight: TAGS and words that together weigh less do not count


@dataclass(slots=True)
class SimilarCable:
    """A cable and what it shares with the one at hand, the rarest first."""

    cable: Cable
    cites: bool
    cited: bool
    references: list[str]
    tags: list[str]
    words: list[str]


@dataclass(slots=True)
class Shared:
    """What a candidate shares with the cable, each with its weight."""

    cites: bool = False
    cited: bool = False
    references: dict[str, float] = field(default_factory=dict)
    tags: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)

    def weight(self, direct: float) -> float:
        """Return the weight of all; `direct` is that of a citation of one by the other."""
        words = sorted(self.words.values(), reverse=True)[:WORDS_WEIGHED]
        shared = sum(self.references.values()) + sum(words) + sum(self.tags.values())
        return shared + direct * (self.cites + self.cited)

    def worth_showing(self, direct: float) -> bool:
        """Return whether a reference links the two, or several TAGS and words that together weigh enough."""
        if self.cites or self.cited or self.references:
            return True
        return len(self.tags) + len(self.words) > 1 and self.weight(direct) >= ENOUGH * direct


def similar_cables(cable: Cable) -> list[SimilarCable]:
    """Return the cables most similar to this one, at most SHOWN.

    The number of queries does not depend on the cable or on the archive's size, but that nothing is queried for what
    the cable has none of: references, TAGS or words.
    """
    tags = dict(CableTag.objects.filter(cable=cable).order_by("position").values_list("tag", "tag__code"))
    size, with_tag = tallied(tags)
    found: dict[int, Shared] = defaultdict(Shared)

    def weight(tag: int) -> float:
        return TAG_WEIGHT * log(size / max(1, min(size, with_tag.get(tag, 1))))

    by_citations(cable, size, found)
    by_words(cable, size, found)
    for tag in sorted(tags, key=lambda tag: with_tag.get(tag, 0))[:RAREST]:
        for pk in nearest(cable, tag):
            found[pk].tags[tags[tag]] = weight(tag)
    found.pop(cable.pk, None)
    direct = log(size)
    best = sorted(found, key=lambda pk: (-found[pk].weight(direct), pk))[:CANDIDATES]
    for pk, tag in CableTag.objects.filter(cable__in=best, tag__in=tags).order_by().values_list("cable", "tag"):
        found[pk].tags[tags[tag]] = weight(tag)
    weighed = {pk: found[pk].weight(direct) for pk in best if found[pk].worth_showing(direct)}
    shown = sorted(weighed, key=lambda pk: (-weighed[pk], -pk))[:SHOWN]
    cables = Cable.objects.for_list().in_bulk(shown)
    return [
        SimilarCable(
            cables[pk],
            found[pk].cites,
            found[pk].cited,
            rarest_first(found[pk].references),
            rarest_first(found[pk].tags),
            rarest_first(found[pk].words),
        )
        for pk in shown
        if pk in cables
    ]


def rarest_first(weights: dict[str, float]) -> list[str]:
    """Return what is shared by falling weight."""
    return sorted(weights, key=lambda name: (-weights[name], name))


def tallied(tags: Iterable[int]) -> tuple[int, dict[int, int]]:
    """Return the number of cables in the archive, and that of cables with each of the tags. One query."""
    wanted = Q(scope=Tally.Scope.ARCHIVE) | Q(scope=Tally.Scope.TAG, key__in=[str(tag) for tag in tags])
    counts = Tally.objects.filter(wanted, year=0, month=0).values_list("scope", "key", "cables")
    by_key = {key if scope == Tally.Scope.TAG else "": cables for scope, key, cables in counts}
    return max(2, by_key.pop("", 0)), {int(key): cables for key, cables in by_key.items()}


# References


def by_citations(cable: Cable, size: int, found: dict[int, Shared]) -> None:
    """Add the cables that this one cites, that cite it, and that cite the same. Two or three queries."""
    cited: set[str] = set()
    own = Reference.objects.filter(cable=cable).exclude(target_mrn=None).order_by("position")
    for mrn, target in own.values_list("target_mrn", "target")[:CITATIONS]:
        cited.add(str(mrn))
        if target:
            found[target].cited = True
    for pk in Reference.objects.filter(target=cable).order_by("-cable").values_list("cable", flat=True)[:CITATIONS]:
        found[pk].cites = True
    if not cited:
        return
    citing = Reference.objects.filter(target_mrn__in=cited).order_by("-cable").values_list("cable", "target_mrn")
    pairs = {(pk, str(mrn)) for pk, mrn in citing[:CITATIONS]}
    times = Counter(mrn for _, mrn in pairs)
    for pk, mrn in pairs:
        found[pk].references[mrn] = log(size / min(size, times[mrn]))


# TAGS


def nearest(cable: Cable, tag: int) -> list[int]:
    """Return cables with the tag that were sent at about the same time: the nearest before and after. Two queries."""
    tagged = CableTag.objects.filter(tag=tag)
    before = tagged.filter(date__lte=cable.date).order_by("-date", "-cable")
    after = tagged.filter(date__gt=cable.date).order_by("date", "cable")
    return [pk for rows in (before, after) for pk in rows.values_list("cable", flat=True)[:NEAREST]]


# Words


def by_words(cable: Cable, size: int, found: dict[int, Shared]) -> None:
    """Add the cables that have distinctive words of this one. Two queries, and those of `common` once."""
    forms = distinctive(cable, common(size.bit_length()))
    most = min(MOST_WITH_WORD, max(3, int(COMMON * size)))
    for stem, cables in backends.reader().ids_by_stem(list(forms), most + 1).items():
        if len(cables) <= most:
            for pk in cables:
                found[pk].words[forms[stem]] = WORD_WEIGHT * log(size / len(cables))


def distinctive(cable: Cable, known: frozenset[str]) -> dict[str, str]:
    """Return the stems that the cable has more than once and that are not common, each with its most frequent form.

    At most PROBED, the most frequent first.
    """
    counts: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts(cable):
        for token in tokens(text):
            counts[token.stem] += 1
            forms[token.stem][text[token.start : token.end]] += 1
    chosen = [
        stem
        for stem, count in counts.items()
        if count > 1 and len(stem) >= SHORTEST and stem.isalpha() and stem not in known
    ]
    chosen.sort(key=lambda stem: (-counts[stem], -len(stem), stem))
    return {stem: forms[stem].most_common(1)[0][0] for stem in chosen[:PROBED]}


def texts(cable: Cable) -> list[str]:
    """Return the subject and the paragraphs of the cable, up to READ characters. One query."""
    result = [cable.subject or ""]
    paragraphs = Paragraph.objects.filter(cable=cable).order_by("position")
    room = READ
    for text in paragraphs.values_list("text", flat=True).iterator(chunk_size=50):
        result.append(text[:room])
        room -= len(text)
        if room <= 0:
            break
    return result


@lru_cache(maxsize=1)
def common(magnitude: int) -> frozenset[str]:
    """Return the stems that more than COMMON of the archive's cables have, judged by a sample spread over it.

    `magnitude` is the logarithm of the archive's size: the sample is taken again when the archive has doubled.
    """
    having: Counter[str] = Counter()
    seen: dict[int, set[str]] = defaultdict(set)
    opening = Paragraph.objects.filter(cable__in=sampled(), start__lt=SAMPLED).order_by()
    for pk, text in opening.values_list("cable", "text"):
        seen[pk].update(stems(text[:SAMPLED]))
    for words in seen.values():
        having.update(words)
    most = max(3, int(COMMON * len(seen)))
    return frozenset(stem for stem, cables in having.items() if cables > most)


def sampled() -> Sequence[int]:
    """Return the ids of some cables in equal steps through the archive. Three queries."""
    ids = Cable.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ids.first() or 0, ids.last() or 0
    step = max(1, (last - first) // SAMPLE)
    return list(ids.filter(pk__in=list(range(first, last + 1, step))[: SAMPLE + 1]))
