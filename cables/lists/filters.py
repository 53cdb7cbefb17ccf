"""What narrows a list of cables, and from which index the narrowed list is read."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.renderers import Jinja2
from django.http import QueryDict

from cables.db.prepared import PreparedQuery
from cables.models import Cable, CableCaption, CableTag, Post, Tag, Tally
from cables.models.cable import CLASSIFICATIONS, ListedQuerySet
from cables.periods import Period

MOST_TAGS = 8
SEPARATORS = re.compile(r"[\s,;+]+")

Scope = tuple[str, str]


class JoinedInput(forms.TextInput):
    """A text box that reads a parameter given several times (`tag=PGOV&tag=SNAR`) as one list of words."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return " ".join(data.getlist(name)) if isinstance(data, QueryDict) else data.get(name)


class TagsField(forms.CharField):
    """Words that each name a tag by its code or slug; gives the tags in that order."""

    widget = JoinedInput

    def clean(self, value: Any) -> list[Tag]:
        words = [word for word in SEPARATORS.split(super().clean(value)) if word]
        if len(words) > MOST_TAGS:
            raise ValidationError(f"At most {MOST_TAGS} TAGS can be combined.")
        slugs = {slug for word in words for slug in (word, word.upper(), word.lower())}
        known = {tag.slug.lower(): tag for tag in Tag.objects.filter(slug__in=slugs)} if words else {}
        for word in words:
            if word.lower() not in known:
                raise ValidationError(f"“{word}” is not among the TAGS. The page TAGS lists those that there are.")
        return list(dict.fromkeys(known[word.lower()] for word in words))


class PostField(forms.CharField):
    """A post by its code, whatever the case or the spaces; gives the post."""

    def clean(self, value: Any) -> Post | None:
        written = super().clean(value)
        if not written:
            return None
        post = Post.objects.filter(code="".join(written.split()).upper()).first()
        if post is None:
            raise ValidationError(f"“{written}” is not the code of a post. The page Posts lists those that there are.")
        return post


class PeriodField(forms.CharField):
    """A year, a month or a day; gives the period."""

    def clean(self, value: Any) -> Period | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return Period.parse(written)
        except ValueError as error:
            raise ValidationError(f"“{written}” is no date: write it as 2007, 2007-09 or 2007-09-24.") from error


_captions = PreparedQuery(
    Tally,
    lambda: (
        Tally.objects.filter(scope=Tally.Scope.CAPTION, year=0, month=0)
        .order_by("-cables", "key")
        .values_list("key", "cables")
    ),
)


def caption_choices() -> list[tuple[str, str]]:
    """The captions that cables bear, those of the most cables first."""
    return [(key, f"{key} ({cables:,})") for key, cables in _captions()]


@dataclass(frozen=True)
class Criteria:
    """What all cables of a list have in common: what its page is about, and what the reader filters by."""

    tags: tuple[Tag, ...] = ()
    post: Post | None = None
    classification: str | None = None
    caption: str | None = None
    since: Period | None = None
    until: Period | None = None

    def and_also(self, other: Criteria) -> Criteria:
        """Both criteria at once; where they differ in a post, a class, a caption or dates, the other's."""
        return Criteria(
            tags=tuple(dict.fromkeys(self.tags + other.tags)),
            post=other.post or self.post,
            classification=other.classification or self.classification,
            caption=other.caption or self.caption,
            since=other.since or self.since,
            until=other.until or self.until,
        )

    @property
    def scopes(self) -> list[Scope]:
        """The tallies that count cables of one criterion each; the archive's where there is none but dates."""
        scopes: list[Scope] = [(Tally.Scope.TAG, str(tag.pk)) for tag in self.tags]
        if self.post:
            scopes.append((Tally.Scope.POST, str(self.post.pk)))
        if self.classification:
            scopes.append((Tally.Scope.CLASSIFICATION, self.classification))
        if self.caption:
            scopes.append((Tally.Scope.CAPTION, self.caption))
        return scopes or [(Tally.Scope.ARCHIVE, "")]

    @cached_property
    def narrowest(self) -> Scope:
        """The scope of the fewest cables: the list is read from its index. Takes a query where there are several."""
        scopes = self.scopes
        if len(scopes) == 1:
            return scopes[0]
        wanted = Q()
        for scope, key in scopes:
            wanted |= Q(scope=scope, key=key)
        totals = Tally.objects.filter(wanted, year=0, month=0).values_list("scope", "key", "cables")
        sizes = {(scope, key): cables for scope, key, cables in totals}
        return min(scopes, key=lambda scope: sizes.get(scope, 0))

    @property
    def span(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day, None where that end is open."""
        return self.since.first if self.since else None, self.until.last if self.until else None

    @property
    def by_month(self) -> bool:
        """Whether the dates begin and end with a month, as tallies do."""
        return not (self.since and self.since.day) and not (self.until and self.until.day)

    @property
    def year(self) -> int | None:
        """The one year in which all dates lie, if there is one."""
        return self.since.year if self.since and self.until and self.since.year == self.until.year else None

    def dated(self, period: Period) -> Criteria:
        """The same within another period."""
        return replace(self, since=period, until=period)

    def rows(self) -> ListedQuerySet:
        """The rows of the list, in no order: links of the narrowest tag or caption, else cables."""
        scope, key = self.narrowest
        rows: ListedQuerySet
        if scope == Tally.Scope.TAG:
            rows = CableTag.objects.filter(tag=int(key))
        elif scope == Tally.Scope.CAPTION:
            rows = CableCaption.objects.filter(caption=key)
        else:
            rows = Cable.objects.all()
        for tag in self.tags:
            if (scope, key) != (Tally.Scope.TAG, str(tag.pk)):
                rows = rows.with_tag(tag)
        if self.caption and scope != Tally.Scope.CAPTION:
            rows = rows.with_caption(self.caption)
        if self.post:
            rows = rows.from_post(self.post)
        if self.classification:
            rows = rows.classified(self.classification)
        return rows.between(*self.span).order_by()


class FilterForm(forms.Form):
    """The filters as a form; says so where the dates end before they begin."""

    default_renderer = Jinja2()  # as of the page around it

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since.first > until.last:
            self.add_error("until", f"{until} lies before {since}.")
        return cleaned


class TagsFilter(django_filters.Filter):
    """Narrows by one or several TAGS, all of which a cable must bear."""

    field_class = TagsField


class PostFilter(django_filters.Filter):
    """Narrows by the sending post."""

    field_class = PostField


class PeriodFilter(django_filters.Filter):
    """Narrows by a date given as exactly as the reader likes."""

    field_class = PeriodField


class CableFilter(django_filters.FilterSet):
    """The filters of a list whose page is about `page`; the fields in `without` are not for the reader to set."""

    tag = TagsFilter(label="TAGS", help_text="Codes, such as PGOV SNAR; a cable must bear them all.", max_length=400)
    post = PostFilter(label="Post", help_text="As in reference numbers: LIMA.", max_length=60)
    since = PeriodFilter(label="From", help_text="2007 or 2007-09", max_length=20)
    until = PeriodFilter(label="To", help_text="or 2007-09-24", max_length=20)
    classification = django_filters.ChoiceFilter(
        label="Classification",
        choices=[(name, name.capitalize()) for name in CLASSIFICATIONS],
        empty_label="Any",
        error_messages={"invalid_choice": "“%(value)s” is not a classification: choose one from the list."},
    )
    caption = django_filters.ChoiceFilter(
        label="Caption",
        choices=caption_choices,
        empty_label="Any",
        error_messages={"invalid_choice": "No cable bears the caption “%(value)s”: choose one from the list."},
    )

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict, page: Criteria, without: Iterable[str] = ()) -> None:
        super().__init__(data, queryset=Cable.objects.none())
        self.page = page
        for name in without:
            del self.filters[name]

    @cached_property
    def criteria(self) -> Criteria:
        """The page's own criteria and the reader's; the page's alone where a field was not understood."""
        if not self.is_valid():
            return self.page
        values = self.form.cleaned_data
        return self.page.and_also(
            Criteria(
                tags=tuple(values.get("tag") or ()),
                post=values.get("post"),
                classification=values.get("classification") or None,
                caption=values.get("caption") or None,
                since=values.get("since"),
                until=values.get("until"),
            )
        )

    def filter_queryset(self, queryset: Any) -> ListedQuerySet:
        """The rows that meet the criteria. Nothing is joined and made distinct: see `Criteria.rows`."""
        return self.criteria.rows()
