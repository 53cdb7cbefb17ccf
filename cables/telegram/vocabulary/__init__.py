"""Vocabulary of telegrams: posts and their spellings, TAGS, captions, terms and addressees.

`DEFAULT` is what the `*.csv` files of this folder say. `Vocabulary(changes)` is another value, with an archive's
changes applied; nothing of it is stored outside of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache, partial, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

from cables.telegram.vocabulary.files import FOLDER, CaptionEntry, Files, PostAlias, PostEntry, TagEntry, Term, files_in

__all__ = [
    "AMBIGUOUS_KIND",
    "CLASSIFICATIONS",
    "DEFAULT",
    "FOLDER",
    "LINKED_KINDS",
    "PRECEDENCES",
    "PROSIGNS",
    "CaptionEntry",
    "ChangedEntry",
    "Changes",
    "PostEntry",
    "TagEntry",
    "Term",
    "Vocabulary",
    "cached",
    "derived",
]

# From the most urgent down, with the prosign that stands for each on the DTG line.
PROSIGNS: Mapping[str, str] = MappingProxyType({"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"})
PRECEDENCES = ("FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE")

# From the lowest up.
CLASSIFICATIONS = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET")

# Kinds of `post_aliases.csv` that do not rewrite a post: both spellings are posts, or the spelling has several.
LINKED_KINDS = frozenset({"renamed", "same series"})
AMBIGUOUS_KIND = "ambiguous"
BLANK_TAG: Mapping[str, str] = MappingProxyType(dict.fromkeys(("name", "category", "era", "meant", "iso2"), ""))

ChangedEntry = Mapping[str, str] | None  # fields as the files name them; None where an entry of the files is removed
_Parsed = dict[str, list[list[str]]]  # by code, the fields of an entry that texts are parsed by; empty for no entry
K = TypeVar("K")
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Changes:
    """Entries that an archive's editors have in place of the files' or in addition, by code or spelling."""

    posts: Mapping[str, ChangedEntry] = field(default_factory=dict)
    tags: Mapping[str, ChangedEntry] = field(default_factory=dict)
    aliases: Mapping[str, ChangedEntry] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What a text is parsed by: the entries of the files in `folder` with `changes` applied. An immutable value.

    Tables are made when they are first needed and stay on the instance, as do the results of functions that are
    `cached`: vocabularies in one process do not mix, and all that was made for one is dropped with it. Instances
    compare by identity. Unpickling gives one instance a process for equal changes, so that a worker process derives
    the tables once, however often it is sent the value.
    """

    changes: Changes = Changes()
    folder: Path = FOLDER
    caches: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False)

    def __reduce__(self) -> tuple[Callable[..., Vocabulary], tuple[str, Path]]:
        return _unpickled, (json.dumps(asdict(self.changes)), self.folder)

    @property
    def files(self) -> Files:
        """Return the files that the changes are applied to."""
        return files_in(self.folder)

    @cached_property
    def fingerprint(self) -> str:
        """Return the first 16 hex digits of a SHA-256 of all that texts are parsed by.

        It changes when any of the files does, and with any change but of what is shown only, such as the country of a
        post.
        """
        files = self.files
        changed = {
            kind: {code: entry for code, entry in entries.items() if entry != before.get(code)}
            for kind, entries, before in (
                ("posts", self._parsed_posts(self.posts), self._parsed_posts(files.posts)),
                ("tags", self._parsed_tags(self.tags), self._parsed_tags(files.tags)),
                ("aliases", self._parsed_aliases(self.aliases), self._parsed_aliases(files.aliases)),
            )
        }
        if not any(changed.values()):
            return files.checksum[:16]
        return hashlib.sha256((files.checksum + json.dumps(changed, sort_keys=True)).encode()).hexdigest()[:16]

    def _parsed_posts(self, posts: Mapping[str, PostEntry]) -> _Parsed:
        found = {code: posts.get(code) for code in self.changes.posts}
        return {
            code: [[post.code, post.city, post.iso2, post.plad, post.code_1973]] if post else []
            for code, post in found.items()
        }

    def _parsed_tags(self, tags: Mapping[str, tuple[TagEntry, ...]]) -> _Parsed:
        """Return the changed TAGS; the names of countries count, since they stand in titles and beside names."""
        return {
            code: [
                [entry.kind, entry.meant, entry.iso2, entry.name if entry.iso2 or entry.kind == "geographic" else ""]
                for entry in tags.get(code, ())
            ]
            for code in self.changes.tags
        }

    def _parsed_aliases(self, aliases: tuple[PostAlias, ...]) -> _Parsed:
        return {
            alias: [[post, kind] for name, post, kind in aliases if name == alias] for alias in self.changes.aliases
        }

    @cached_property
    def posts(self) -> Mapping[str, PostEntry]:
        """Return all posts by their name within an MRN: `SANJOSE`."""
        found = dict(self.files.posts)
        for code, entry in self.changes.posts.items():
            if entry is None:
                found.pop(code, None)
                continue
            specimen = code in found and found[code].specimen
            found[code] = PostEntry.of({"city": code.title(), **entry, "code": code}, specimen=specimen)
        return MappingProxyType(found)

    @cached_property
    def aliases(self) -> tuple[PostAlias, ...]:
        """Return the spellings of posts that are not names: (spelling, post, kind). An ambiguous one has several."""
        changed = self.changes.aliases
        unchanged = [alias for alias in self.files.aliases if alias[0] not in changed]
        added = [(alias, entry["post"], entry["kind"]) for alias, entry in changed.items() if entry is not None]
        return (*unchanged, *added)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Return other spellings of one post each, upper-case without spaces: `SECSTATE` is STATE.

        There are no chains, and no spelling is itself a post.
        """
        return MappingProxyType(
            {
                alias: post
                for alias, post, kind in self.aliases
                if kind != AMBIGUOUS_KIND and kind not in LINKED_KINDS and alias not in self.posts
            }
        )

    @cached_property
    def ambiguous_spellings(self) -> Mapping[str, tuple[str, ...]]:
        """Return spellings that several posts share, the likelier post first: `KIN` is Kinshasa or Kingston."""
        found: dict[str, tuple[str, ...]] = {}
        for alias, post, kind in self.aliases:
            if kind == AMBIGUOUS_KIND:
                found[alias] = (*found.get(alias, ()), post)
        return MappingProxyType(found)

    @cached_property
    def linked_posts(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each spelling the others under which the same cable may be stored, in both directions.

        Posts that were renamed (KIEV, KYIV), names of one series (TAIPEI, AITTAIPEI) and ambiguous spellings. The
        names of one series all stand for each other; otherwise there are no chains.
        """
        links: dict[str, set[str]] = {}
        series: dict[str, set[str]] = {}
        for alias, post, kind in self.aliases:
            if kind in LINKED_KINDS or kind == AMBIGUOUS_KIND:
                links.setdefault(alias, set()).add(post)
                links.setdefault(post, set()).add(alias)
            if kind == "same series":
                series.setdefault(post, {post}).add(alias)
        for names in series.values():
            for name in names:
                links[name] |= names - {name}
        return MappingProxyType({name: tuple(sorted(others)) for name, others in links.items()})

    @cached_property
    def codes_1973(self) -> Mapping[str, tuple[str, ...]]:
        """Return the posts by the codes of up to six letters that ids of 1973-79 have: `NEWDE` is NEWDELHI."""
        found: dict[str, tuple[str, ...]] = {}
        for post in self.posts.values():
            if post.code_1973:
                found[post.code_1973] = (*found.get(post.code_1973, ()), post.code)
        return MappingProxyType(found)

    @cached_property
    def tags(self) -> Mapping[str, tuple[TagEntry, ...]]:
        """Return all TAGS by code. A few have two meanings (AL: Albania, the Arab League), the geographic one first."""
        found = dict(self.files.tags)
        for code, entry in self.changes.tags.items():
            if entry is None:
                found.pop(code, None)
                continue
            before = found.get(code, ())
            # Of a code with two meanings the one of the same kind is replaced, and its first where none is.
            index = next((index for index, each in enumerate(before) if each.kind == entry["kind"]), 0)
            changed = TagEntry(**{**BLANK_TAG, **entry, "code": code}, specimen=bool(before and before[0].specimen))
            found[code] = (*before[:index], changed, *before[index + 1 :])
        return MappingProxyType(found)

    def tag_kind(self, code: str) -> str | None:
        """Return the kind of a TAGS code, of the code it stands for where it is mistyped; None for an unknown code."""
        entries = self.tags.get(code)
        if entries is None:
            return None
        entry = entries[0]
        return self.tag_kind(entry.meant) if entry.kind == "mistyped" else entry.kind

    @cached_property
    def country_tags(self) -> Mapping[str, tuple[str, ...]]:
        """Return the geographic TAGS of each country by its ISO code: `ES` is SP. Serbia, among others, has several."""
        found: dict[str, tuple[str, ...]] = {}
        for entries in self.tags.values():
            for entry in entries:
                if entry.iso2:
                    found[entry.iso2] = (*found.get(entry.iso2, ()), entry.code)
        return MappingProxyType(found)

    @property
    def captions(self) -> Mapping[str, CaptionEntry]:
        """Return the captions by their text: `SIPDIS`."""
        return self.files.captions

    @property
    def glossary(self) -> Mapping[str, Term]:
        """Return the terms by their spelling: `EXDIS`, `POLOFF`."""
        return self.files.glossary

    @property
    def office_title_words(self) -> frozenset[str]:
        """Return the words of officials' titles, and the regions and agencies named in them: `COUNSELOR`."""
        return self.files.office_title_words

    @property
    def addressees(self) -> Mapping[str, str]:
        """Return the kinds of known addressees by name: `EU MEMBER STATES COLLECTIVE` is a collective."""
        return self.files.addressees

    @cached_property
    def _post_names(self) -> frozenset[str]:
        names = {*self.spellings, *self.ambiguous_spellings}
        for post in self.posts.values():
            city = post.city.upper().replace("-", " ")
            names |= {post.code, city, post.plad, post.plad.partition(" ")[2]}
        names |= {_plain(name) for name in names}
        names |= {name[:10].rstrip() for name in names}
        return frozenset(_plain(name) for name in names if name)

    def is_post_name(self, name: str) -> bool:
        """Return whether a name in capitals is a post's.

        As spoken (`LA PAZ`), as addressed (`AMEMBASSY LIMA`), or cut to ten letters (`PORT AU PR`).
        """
        return _plain(name) in self._post_names


DEFAULT = Vocabulary()


def cached(
    maxsize: int,
) -> Callable[[Callable[Concatenate[K, Vocabulary, P], T]], Callable[Concatenate[K, Vocabulary, P], T]]:
    """Cache the last `maxsize` results of a function of a key and a vocabulary, on that vocabulary."""

    def decorate(function: Callable[Concatenate[K, Vocabulary, P], T]) -> Callable[Concatenate[K, Vocabulary, P], T]:
        @wraps(function)
        def call(key: K, vocabulary: Vocabulary, /, *args: P.args, **kwargs: P.kwargs) -> T:
            cache = vocabulary.caches.get(function)
            if cache is None:
                uncached = partial(_reordered, function, vocabulary)
                cache = vocabulary.caches.setdefault(function, lru_cache(maxsize=maxsize)(uncached))
            result: T = cache(key, *args, **kwargs)
            return result

        return call

    return decorate


def _reordered(function: Callable[..., T], vocabulary: Vocabulary, key: object, *args: object, **kwargs: object) -> T:
    return function(key, vocabulary, *args, **kwargs)


def derived(function: Callable[[Vocabulary], T]) -> Callable[[Vocabulary], T]:
    """Make the table that a function derives from a vocabulary once, and cache it on that vocabulary."""

    @wraps(function)
    def table(vocabulary: Vocabulary) -> T:
        made: T
        try:
            made = vocabulary.caches[function]
        except KeyError:
            made = vocabulary.caches.setdefault(function, function(vocabulary))
        return made

    return table


@lru_cache(maxsize=4)
def _unpickled(changes: str, folder: Path) -> Vocabulary:
    """Return the vocabulary of changes in JSON."""
    vocabulary = Vocabulary(Changes(**json.loads(changes)), folder)
    return DEFAULT if vocabulary.changes == DEFAULT.changes and folder == FOLDER else vocabulary


def _plain(name: str) -> str:
    return name.replace(".", "").replace("'", "")
