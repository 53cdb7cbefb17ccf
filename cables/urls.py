"""URLs of the archive's pages. They stay: what was once published keeps leading to the same thing."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView, View

from cables import converters
from cables.lists.formats import CSV, FORMATS, JSON, Format
from cables.views.about import AboutView
from cables.views.batch import BatchView
from cables.views.browse import (
    DateIndexView,
    DayView,
    MonthView,
    PostIndexView,
    PostView,
    TagIndexView,
    TagView,
    YearView,
)
from cables.views.cable import CableView
from cables.views.cable_formats import ENDINGS, no_such_ending
from cables.views.citations import CitationsCsvView, CitationsJsonView, CitationsView, CitationsZipView
from cables.views.concordance import ConcordanceView
from cables.views.difference import DifferenceView
from cables.views.history import HistoryView
from cables.views.home import HomeView
from cables.views.log import LogView
from cables.views.missing import MissingView
from cables.views.robots import robots
from cables.views.search import SearchView
from cables.views.search_help import SearchHelpView
from cables.views.similar import SimilarView
from cables.views.thread import ThreadCsvView, ThreadGraphView, ThreadJsonView, ThreadView

converters.register()


def listed(route: str, view: type[View], name: str, *formats: Format) -> list[URLPattern]:
    """Return the URL of a list's page, and those of the list as data: in the formats given, else in all."""
    data = [
        path(
            f"{route}.{output_format.suffix}",
            view.as_view(output_format=output_format),
            name=f"{name}-{output_format.suffix}",
        )
        for output_format in formats or FORMATS
    ]
    return [path(f"{route}/", view.as_view(), name=name), *data]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", HomeView.as_view(), name="home"),
    path("tag/", TagIndexView.as_view(), name="tag-index"),
    *listed("tag/<slug-of:slug>", TagView, "tag"),
    path("post/", PostIndexView.as_view(), name="post-index"),
    *listed("post/<slug-of:code>", PostView, "post"),
    *listed("date", DateIndexView, "date-index"),
    *listed("date/<year:year>", YearView, "year"),
    *listed("date/<year:year>/<month:month>", MonthView, "month"),
    *listed("date/<year:year>/<month:month>/<day:day>", DayView, "day"),
    *(path(f"cable/<mrn:mrn>.{ending}", view.as_view(), name=view.url_name) for ending, view in ENDINGS.items()),
    path("cable/<mrn:mrn>.<ending:ending>", no_such_ending, name="cable-ending"),
    path("cable/<mrn:mrn>/", CableView.as_view(), name="cable"),
    path("cable/<mrn:mrn>/like/", SimilarView.as_view(), name="cable-like"),
    path("cable/<mrn:mrn>/thread/", ThreadView.as_view(), name="cable-thread"),
    path("cable/<mrn:mrn>/thread.json", ThreadJsonView.as_view(), name="cable-thread-json"),
    path("cable/<mrn:mrn>/thread.csv", ThreadCsvView.as_view(), name="cable-thread-csv"),
    path("cable/<mrn:mrn>/thread.graphml", ThreadGraphView.as_view(), name="cable-thread-graphml"),
    path("cable/<mrn:mrn>/history/", HistoryView.as_view(), name="cable-history"),
    path("cable/<mrn:mrn>/difference/", DifferenceView.as_view(), name="cable-difference"),
    path("batch/<int:pk>/", BatchView.as_view(), name="batch"),
    *listed("log", LogView, "log"),
    *listed("missing", MissingView, "missing", JSON, CSV),
    path("citations/", CitationsView.as_view(), name="citations"),
    path("citations.json", CitationsJsonView.as_view(), name="citations-json"),
    path("citations.csv", CitationsCsvView.as_view(), name="citations-csv"),
    path("citations.zip", CitationsZipView.as_view(), name="citations-zip"),
    *listed("concordance", ConcordanceView, "concordance", JSON, CSV),
    *listed("search", SearchView, "search"),
    path("search/help/", SearchHelpView.as_view(), name="search-help"),
    path("find/", RedirectView.as_view(pattern_name="search", query_string=True, permanent=True), name="find"),
    path("about/", AboutView.as_view(), name="about"),
    path("robots.txt", robots, name="robots"),
]
