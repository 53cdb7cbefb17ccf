"""Parameters of the URLs of lists: each is declared once, in PARAMETERS, with the lists that take it.

From the table are made: the query of a request, the sentences about parameters that a list does not take, the links of
filters, and the names of the parameters that a page knows.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import quote_plus

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import Jinja2
from django.http import QueryDict

from cables import archive_vocabulary
from cables.db.lookups import read_number
from cables.db.prepared import PreparedQuery
from cables.keyset import (
    ArrivalCursor,
    BadCursorError,
    CitationsCursor,
    Cursor,
    DateCursor,
    LogCursor,
    PostCursor,
    RankCursor,
)
from cables.lists.criteria import Criteria
from cables.models import Cable, Event, Post, Tag, Tally
from cables.models.cable import ListedQuerySet
from cables.periods import BAD_DATE, Period
from cables.search.concordance import OccurrenceCursor
from cables.sources import FileFormat
from cables.telegram.overrides import LONGEST_MRN
from cables.telegram.vocabulary import CLASSIFICATIONS

# The lists.
CABLES = "cables"  # of a tag, of a post, by date
SEARCH = "search"
OCCURRENCES = "concordance"
MISSING = "missing"
LOG = "log"

NEWEST, OLDEST, ARRIVED = "newest", "oldest", "arrived"
RELEVANCE, CITATIONS, POST = "relevance", "citations", "post"
ALL, ANY = "all", "any"
STORED, REPAIRED = "stored", "mended"  # kinds of log entries: an import, a repair by a verification
LOG_KINDS: Mapping[str, str] = {STORED: "Taken in", REPAIRED: "Mended", **dict(Event.Kind.choices)}
MOST_TAGS = 8
LAST_PAGE = 10**6
LONGEST = 200  # characters of a value
LONGEST_NAME = 60  # characters of an unknown parameter's name that are repeated
SEPARATORS = re.compile(r"[\s,;+]+")
POSITION = ("after", "before", "page")  # parameters that give a position in a list
FORMER = ("date", "year")  # former names of `since` and `until` together
DAMAGED = "The address of this part of the list was damaged, so this is its beginning."
BAD_POSITION = "“{}” is no place in this list: take the address that its pages give."


# Values of parameters

_tags = PreparedQuery(Tag, lambda slugs: Tag.objects.filter(slug__in=slugs).order_by())
_posts = PreparedQuery(Post, lambda code: Post.objects.filter(code=code).order_by())


class TextField(forms.Field):
    """A text of bounded length, without the NUL that PostgreSQL takes in no value."""

    def clean(self, value: Any) -> str:
        return (value or "").replace("\0", "").strip()[:LONGEST]


class CodeField(TextField):
    """A text in capitals."""

    def clean(self, value: Any) -> str:
        return super().clean(value).upper()


class QueryField(forms.Field):
    """The words of a search as they were typed."""

    def clean(self, value: Any) -> str:
        return value or ""


class JoinedInput(forms.TextInput):
    """A text box that reads a parameter given several times (`tag=PGOV&tag=SNAR`) as one list of words."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return " ".join(data.getlist(name)) if isinstance(data, QueryDict) else data.get(name)


class TagsField(forms.CharField):
    """Words that each name a tag by its code or slug; gives the tags in that order.

    Where it need not be `known`, an unknown tag is an unsaved one, which no cable has.
    """

    widget = JoinedInput

    def __init__(self, *, known: bool, **options: Any) -> None:
        super().__init__(**options)
        self.known = known

    def clean(self, value: Any) -> list[Tag]:
        text = super().clean(value if self.known else (value or "").replace("\0", ""))
        words = [word for word in SEPARATORS.split(text) if word]
        if len(words) > MOST_TAGS:
            raise ValidationError(f"At most {MOST_TAGS} TAGS can be combined.")
        slugs = {slug for word in words for slug in (word, word.upper(), word.lower())}
        tags = {tag.slug.lower(): tag for tag in _tags(sorted(slugs))} if words else {}
        for word in words:
            if self.known and word.lower() not in tags:
                raise ValidationError(f"“{word}” is not among the TAGS. The page TAGS lists those that there are.")
        named = {word.lower(): tags.get(word.lower()) or Tag(slug=word, code=word) for word in words}
        return list(named.values())


class PostField(forms.CharField):
    """A post by its code, whatever the case or the spaces; gives the post.

    Where it need not be `known`, an unknown post is an unsaved one, which sent no cable.
    """

    def __init__(self, *, known: bool, **options: Any) -> None:
        super().__init__(**options)
        self.known = known

    def clean(self, value: Any) -> Post | None:
        text = super().clean(value if self.known else (value or "").replace("\0", ""))
        code = "".join(text.split()).upper()
        if not code:
            return None
        post = _posts.first(code)
        if post is None and self.known:
            raise ValidationError(f"“{text}” is not the code of a post. The page Posts lists those that there are.")
        return post or Post(code=code, known=False)


class PeriodField(forms.CharField):
    """A year, a month or a day in one of the spellings of `Period.parse`; gives the period."""

    def clean(self, value: Any) -> Period | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return Period.parse(text)
        except ValueError as error:
            raise ValidationError(BAD_DATE.format(text)) from error


class MrnField(TextField):
    """The number of a cable in any spelling; gives the canonical one."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        mrn = read_number(text, archive_vocabulary.current()).mrn if text else ""
        if mrn is None:
            raise ValidationError(f"“{text}” is not the number of a cable: write it as 07LIMA3229.")
        return mrn


class OrderField(forms.ChoiceField):
    """One of a list's orders; gives an empty text for the first of them, the default."""

    widget = forms.HiddenInput

    def __init__(self, *orders: str) -> None:
        super().__init__(
            required=False,
            choices=[(order, order) for order in orders],
            error_messages={"invalid_choice": f"“%(value)s” is not an order of this list: it has {', '.join(orders)}."},
        )
        self.first = orders[0]

    def clean(self, value: Any) -> str:
        order: str = super().clean(value)
        return "" if order == self.first else order


class CursorField(forms.Field):
    """A position in a list; gives a cursor of one of the classes, of which each order has its own."""

    widget = forms.HiddenInput

    def __init__(self, name: str, *cursors: type[Cursor]) -> None:
        super().__init__(required=False)
        self.name = name
        self.cursors = cursors

    def clean(self, value: Any) -> Cursor | None:
        if value is None:
            return None
        for cursor in self.cursors:
            try:
                return cursor.parse(value)
            except BadCursorError:
                continue
        raise ValidationError(BAD_POSITION.format(self.name), code="position")


class PageField(forms.Field):
    """The number of a page, counted from 1."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int | None:
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and 0 < int(value[:9]) < LAST_PAGE):
            raise ValidationError("“page” is no page of this list: they are numbered from 1.", code="position")
        return int(value[:9])


# The table

_captions = PreparedQuery(
    Tally,
    lambda: (
        Tally.objects.filter(scope=Tally.Scope.CAPTION, year=0, month=0)
        .order_by("-cables", "key")
        .values_list("key", "cables")
    ),
)


def caption_choices() -> list[tuple[str, str]]:
    """Return the captions that cables have, those of the most cables first, as choices of a form."""
    return [("", "Any"), *((key, f"{key} ({cables:,})") for key, cables in _captions())]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: which lists take it, and which values there.

    `fields` has by list the form field that parses a value or says in a sentence what is wrong with it. `label` is the
    name of a filter on its chip; parameters that only order a list or give a position have none.
    """

    name: str
    meaning: str
    fields: Mapping[str, forms.Field]
    label: str = ""
    repeats: bool = False


def _field(field_class: type[forms.Field], *lists: str, **options: Any) -> dict[str, forms.Field]:
    """Return a field of the class for each of the lists."""
    return {name: field_class(required=False, **options) for name in lists}


PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("q", "The words to look for, as in the search box.", _field(QueryField, SEARCH, OCCURRENCES)),
        Parameter(
            "tag",
            "TAGS by their codes; a cable must bear them all.",
            {
                **_field(
                    TagsField,
                    CABLES,
                    known=True,
                    label="TAGS",
                    help_text="Codes, such as PGOV SNAR; a cable must bear them all.",
                    max_length=400,
                ),
                **_field(TagsField, SEARCH, OCCURRENCES, known=False, max_length=1_000),
            },
            label="TAGS",
            repeats=True,
        ),
        Parameter(
            "tags",
            "Whether a cable must bear all of the TAGS or any.",
            _field(
                forms.ChoiceField,
                *(SEARCH, OCCURRENCES),
                choices=[(ALL, ALL), (ANY, ANY)],
                error_messages={"invalid_choice": "“tags” is all or any, not “%(value)s”."},
            ),
        ),
        Parameter(
            "post",
            "The sending post by its code.",
            {
                **_field(
                    PostField,
                    CABLES,
                    known=True,
                    label="Post",
                    help_text="As in reference numbers: LIMA.",
                    max_length=60,
                ),
                **_field(PostField, SEARCH, OCCURRENCES, known=False, max_length=200),
                **_field(CodeField, MISSING),
            },
            label="Post",
        ),
        Parameter(
            "country",
            "The country of the sending post.",
            _field(TextField, SEARCH, OCCURRENCES),
            label="Country",
        ),
        Parameter(
            "since",
            "The year, month or day from which on a cable was sent.",
            {
                **_field(PeriodField, CABLES, label="From", help_text="2007 or 2007-09", max_length=20),
                **_field(PeriodField, SEARCH, OCCURRENCES, MISSING, max_length=20),
            },
            label="From",
        ),
        Parameter(
            "until",
            "The year, month or day up to which a cable was sent, itself included.",
            {
                **_field(PeriodField, CABLES, label="To", help_text="or 2007-09-24", max_length=20),
                **_field(PeriodField, SEARCH, OCCURRENCES, MISSING, max_length=20),
            },
            label="To",
        ),
        Parameter(
            "classification",
            "The classification of the cable as a whole.",
            _field(
                forms.ChoiceField,
                *(CABLES, SEARCH, OCCURRENCES),
                label="Classification",
                choices=[("", "Any"), *((name, name.capitalize()) for name in CLASSIFICATIONS)],
                error_messages={"invalid_choice": "“%(value)s” is not a classification: choose one from the list."},
            ),
            label="Classification",
        ),
        Parameter(
            "caption",
            "A caption that the cable bears.",
            {
                **_field(
                    forms.ChoiceField,
                    CABLES,
                    label="Caption",
                    choices=caption_choices,
                    error_messages={
                        "invalid_choice": "No cable bears the caption “%(value)s”: choose one from the list."
                    },
                ),
                **_field(TextField, SEARCH, OCCURRENCES),
            },
            label="Caption",
        ),
        Parameter(
            "addressee",
            "An addressee, for action or information.",
            _field(TextField, SEARCH, OCCURRENCES),
            label="Addressee",
        ),
        Parameter("signer", "Who signed the cable.", _field(TextField, SEARCH, OCCURRENCES), label="Signer"),
        Parameter(
            "order",
            "The order of the list.",
            {
                CABLES: OrderField(NEWEST, OLDEST, ARRIVED),
                SEARCH: OrderField(RELEVANCE, NEWEST, OLDEST, ARRIVED),
                OCCURRENCES: OrderField(OLDEST),
                MISSING: OrderField(CITATIONS, POST),
                LOG: OrderField(NEWEST),
            },
        ),
        Parameter(
            "kind",
            "What happened: one kind of entries.",
            _field(
                forms.ChoiceField,
                LOG,
                choices=list(LOG_KINDS.items()),
                error_messages={
                    "invalid_choice": f"“%(value)s” is not a kind of entries: there are {', '.join(LOG_KINDS)}."
                },
            ),
            label="What",
        ),
        Parameter("cable", "The number of the one cable that entries are about.", _field(MrnField, LOG), label="Cable"),
        Parameter(
            "after",
            "Where to go on: the list after this place.",
            {
                CABLES: CursorField("after", DateCursor, ArrivalCursor),
                SEARCH: CursorField("after", DateCursor, ArrivalCursor, RankCursor),
                OCCURRENCES: CursorField("after", OccurrenceCursor),
                MISSING: CursorField("after", CitationsCursor, PostCursor),
                LOG: CursorField("after", LogCursor),
            },
        ),
        Parameter(
            "before",
            "Where to go back from: the list before this place.",
            {CABLES: CursorField("before", DateCursor), SEARCH: CursorField("before", DateCursor)},
        ),
        Parameter("page", "The number of a page of hits by relevance.", _field(PageField, SEARCH)),
    )
}

_BROWSE = ("tag", "post", "date-index", "year", "month", "day")
_LISTS = dict.fromkeys(_BROWSE, CABLES) | {"search": SEARCH, "concordance": OCCURRENCES, "missing": MISSING, "log": LOG}
_NUMBER = "[1-9][0-9]{0,8}"
_OTHERS: Mapping[str, Mapping[str, str]] = {  # what pages that are no lists take, with a pattern of its values
    "tag-index": {"all": "1", "kind": "|".join([Tag.Kind.PERSON, Tag.Kind.TOPIC]), "from": ".{1,100}"},
    "post-index": {"all": "1"},
    "cable": {"after": f"[^ ]{{1,{LONGEST_MRN}}}", "revision": _NUMBER, "as": "sent"},
    "cable-text": {"revision": _NUMBER},
    "cable-json": {"revision": _NUMBER},
    **{f"cable-{format}": {"revision": _NUMBER} for format in FileFormat if format.is_document},
    "cable-history": {"before": _NUMBER},
    "cable-difference": {"from": _NUMBER, "to": _NUMBER},
    "batch": {"after": "[0-9]{1,18}"},
}


@cache
def taken(of_list: str) -> tuple[str, ...]:
    """Return the names of the parameters that a list takes, in the order of the table."""
    return tuple(name for name, parameter in PARAMETERS.items() if of_list in parameter.fields)


@cache
def known_parameters(url_name: str) -> frozenset[str]:
    """Return the names of all parameters that the page or data of that URL name takes.

    The page of a cable takes those of a search too, since URLs of hits carry them for the highlights. Pages without
    parameters give an empty set. Former names (FORMER) are not included: pages that get them redirect.
    """
    page = re.sub("-(json|csv|atom)$", "", url_name) if url_name not in _OTHERS else url_name
    if page in _LISTS:
        return frozenset(taken(_LISTS[page]))
    return frozenset(_OTHERS.get(page, ())) | frozenset(taken(SEARCH) if page == "cable" else ())


def is_canonical(query: str, url_name: str) -> bool:
    """Return whether the page or data of that URL name takes every parameter of a URL's query: each has a value, and
    stands once unless it may be repeated.

    Values of lists are not examined: a `ListQuery` has the problems with them.
    """
    data, known, patterns = QueryDict(query), known_parameters(url_name), _OTHERS.get(url_name, {})
    return sum(map(len, dict(data.lists()).values())) == len(query.split("&")) and all(
        name in known
        and all(values)
        and (len(values) == 1 or (name in PARAMETERS and PARAMETERS[name].repeats))
        and (name not in patterns or re.fullmatch(patterns[name], values[0]) is not None)
        for name, values in data.lists()
    )


# The query of a request


class FilterForm(forms.Form):
    """The parameters of a list as a form; has an error where the dates end before they begin."""

    default_renderer = Jinja2()  # as for the page around it

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since.first > until.last:
            self.add_error("until", f"{until} lies before {since}.")
        return cleaned


class ParameterFilter(django_filters.Filter):
    """A filter with the form field that the table has."""

    def __init__(self, field: forms.Field) -> None:
        super().__init__()
        self._field = field


_NO_CABLES = Cable.objects.none()  # made once: criteria are applied by `Criteria.rows` alone


class ListFilterSet(django_filters.FilterSet):
    """The parameters of a list but for those in `without`, which the page itself fixes."""

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict, without: Iterable[str] = ()) -> None:
        self.base_filters = OrderedDict()  # so that none is copied: they have no state of a request
        super().__init__(data, queryset=_NO_CABLES)
        shared = type(self).base_filters
        self.filters = OrderedDict((name, shared[name]) for name in shared if name not in without)
        self.given = frozenset(data)

    def get_form_class(self) -> type[forms.Form]:
        """Return a form of the fields that are given, or shown with a label: to make all others takes 0.3 ms."""
        fields = self.filters.items()
        names = tuple(name for name, given in fields if name in self.given or given.field.label)
        return _form_class(type(self), names)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Return the values that were understood, by parameter."""
        self.form.is_valid()
        values = {name: value for name, value in self.form.cleaned_data.items() if value}
        if "tag" not in values or values.get("tags") == ALL:
            values.pop("tags", None)  # which says something of several tags only
        return values

    @cached_property
    def criteria(self) -> Criteria:
        """Return the criteria for cables."""
        values = self.values
        return Criteria(
            tags=tuple(values.get("tag", ())),
            any_tag=values.get("tags") == ANY,
            **{name: values[name] for name in _CRITERIA if name in values},
        )

    def filter_queryset(self, queryset: Any) -> ListedQuerySet:
        """Return the rows that meet the criteria. Nothing is joined and made distinct: see `Criteria.rows`."""
        return self.criteria.rows()


_CRITERIA = ("post", "country", "since", "until", "classification", "caption", "addressee", "signer")


@cache
def filterset(of_list: str) -> type[ListFilterSet]:
    """Return the FilterSet of a list."""
    filters = {name: ParameterFilter(PARAMETERS[name].fields[of_list]) for name in taken(of_list)}
    return type("ListFilterSet", (ListFilterSet,), filters)


@lru_cache(maxsize=256)
def _form_class(of_filterset: type[ListFilterSet], names: tuple[str, ...]) -> type[forms.Form]:
    """Return a form of a FilterSet with the fields of these names, which django-filter would make for each request."""
    return type("ListForm", (FilterForm,), {name: of_filterset.base_filters[name].field for name in names})


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """An error in a parameter: a sentence that names it, and the notice on a page."""

    name: str
    sentence: str
    notice: str


class ListQuery:
    """The query of a request for a list: the values of its parameters, the errors in them, and URLs of the same query
    with changes.

    `path` is the path of the list's page. A parameter that the list does not know, and a value that is not understood,
    are left out, and named in `problems`.
    """

    def __init__(self, data: QueryDict, of_list: str, path: str, without: Iterable[str] = ()) -> None:
        self.data = data
        self.path = path
        self.filters = filterset(of_list)(data, without)
        self._layouts: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the values that were understood and are not empty, by parameter."""
        return self.filters.values

    @property
    def criteria(self) -> Criteria:
        """Return the criteria for cables."""
        return self.filters.criteria

    @property
    def order(self) -> str:
        """Return the order of the query; empty where it gives none."""
        order: str = self.values.get("order", "")
        return order

    @property
    def position(self) -> dict[str, Any]:
        """Return the cursor or the number of the page, by its parameter; empty at the beginning of the list."""
        return {name: self.values[name] for name in POSITION if name in self.values}

    # Errors

    @cached_property
    def problems(self) -> list[ParameterProblem]:
        """Return the errors in the parameters, in the order of the URL."""
        return [problem for name in self.data for problem in [self._problem(name)] if problem]

    def _problem(self, name: str) -> ParameterProblem | None:
        texts = list(filter(None, self.data.getlist(name)))
        if name not in self.filters.filters:
            return self._problem_of_unknown(name, texts)
        if error := self.filters.form.errors.as_data().get(name):
            return malformed(name, error[0])
        if len(texts) > 1 and not PARAMETERS[name].repeats:
            sentence = f"“{name}” stands in the address more than once, and is taken once."
            return ParameterProblem(name, sentence, f"{sentence} The last one counts.")
        return None

    def _problem_of_unknown(self, name: str, texts: list[str]) -> ParameterProblem | None:
        if name in FORMER and "since" in self.filters.filters:
            return malformed(name, ValidationError(BAD_DATE.format(texts[-1][:LONGEST]))) if texts else None
        name = name[:LONGEST_NAME]
        return ParameterProblem(
            name,
            f"“{name}” is no parameter of this list: it takes {', '.join(self.filters.filters)}.",
            f"The address asked for “{name}”, which this list does not know: it was left out.",
        )

    @property
    def refusal(self) -> str:
        """Return the sentences of a response 400 to a request for data; empty without errors."""
        return " ".join(dict.fromkeys(problem.sentence for problem in self.problems))

    @property
    def notices(self) -> list[str]:
        """Return the notices of a page about parameters that it left out."""
        return list(dict.fromkeys(problem.notice for problem in self.problems))

    # URLs

    @cached_property
    def parameters(self) -> dict[str, list[str]]:
        """Return the texts of all valid values but the position, by parameter, in the order of the table."""
        return self._parameters()

    def _parameters(self) -> dict[str, list[str]]:
        return {name: texts(value) for name, value in self.values.items() if name not in POSITION}

    @cached_property
    def _encoded(self) -> dict[str, str]:
        """Return each parameter as it stands in a URL, empty where it is not set."""
        names = [name for name in self.filters.filters if name not in POSITION]
        return {name: encode(name, self.parameters.get(name, ())) for name in names}

    def url(self, path: str = "", /, **changes: str | list[str] | None) -> str:
        """Return the URL of this list, or of another path, with some parameters changed, or dropped where None.

        The position is dropped unless it is given. A page has hundreds of URLs, so that only the changes are encoded.
        """
        names = tuple(changes)
        layout = self._layouts.get(names)
        if layout is None:
            layout = self._layouts[names] = self._layout(names)
        parts = [_encode(name, changes[name]) if name else text for name, text in layout]
        query = "&".join([part for part in parts if part])
        return f"{path or self.path}?{query}" if query else path or self.path

    def _layout(self, names: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return the parts of a query in which the parameters of these names change: for each of them its name and "",
        for those that stay between them "" and their text."""
        layout: list[tuple[str, str]] = []
        for is_changed, group in groupby(dict.fromkeys([*self._encoded, *names]), names.__contains__):
            if is_changed:
                layout += [(name, "") for name in group]
            elif text := "&".join(filter(None, map(self._encoded.__getitem__, group))):
                layout.append(("", text))
        return layout


def malformed(name: str, error: ValidationError) -> ParameterProblem:
    """Return the problem with a value from the error of its field."""
    [message] = error.messages
    sentence = message if f"“{name}”" in message else f"“{name}”: {message}"
    return ParameterProblem(name, sentence, DAMAGED if error.code == "position" else f"{message} It was left out.")


def texts(value: Any) -> list[str]:
    """Return a parameter's value as URLs give it."""
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: Any) -> str:
    match value:
        case Tag():
            return value.slug
        case Post():
            return value.code
        case Period():
            return value.iso
    return str(value)


def encode(name: str, values: Iterable[str]) -> str:
    """Return a parameter as it stands in a URL, once for each value that is not empty."""
    return "&".join([f"{name}={_quoted(value)}" for value in values if value])


def _encode(name: str, value: str | list[str] | None) -> str:
    """Return a parameter as it stands in a URL; empty without a value."""
    if isinstance(value, str):
        return f"{name}={_quoted(value)}" if value else ""
    return encode(name, value or ())


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """Return a value as it stands in a URL. Those of facets are the same in most searches."""
    return quote_plus(value, ",")


def canonical_query(data: QueryDict, of_list: str, without: Iterable[str] = ()) -> QueryDict | None:
    """Return the parameters with `since` and `until` in place of their former names; None where these are not given.

    A former name whose value is no date stays, and gets a notice.
    """
    if "since" not in taken(of_list) or "since" in without:
        return None
    former = {name: str(data[name]) for name in FORMER if name in data and is_period(str(data[name]))}
    if not former:
        return None
    changed = QueryDict(mutable=True)
    for name, values in data.lists():
        if name in former:
            period = Period.parse(former[name]).iso
            changed["since"] = changed["until"] = period
        elif name not in ("since", "until"):
            changed.setlist(name, values)
    return changed


def is_period(text: str) -> bool:
    """Return whether the text is a year, a month or a day."""
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def without_empty(data: QueryDict) -> str:
    """Return the parameters that have a value, as the query of a URL with its question mark."""
    query = "&".join(filter(None, (encode(quote_plus(name), values) for name, values in data.lists())))
    return f"?{query}" if query else ""


UrlFor = Callable[..., str]  # a list's URL with some parameters changed, as ListQuery.url
