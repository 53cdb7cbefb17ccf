"""Addresses of the archive's pages. They stay: what was once published keeps leading to the same thing."""

from django.urls import URLPattern, URLResolver, path

from cables import converters
from cables.views.about import AboutView
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
from cables.views.find import FindView
from cables.views.home import HomeView
from cables.views.missing import MissingCsvView, MissingView
from cables.views.robots import robots
from cables.views.texts import CableJsonView, CableTextView

converters.register()

urlpatterns: list[URLPattern | URLResolver] = [
    path("", HomeView.as_view(), name="home"),
    path("tag/", TagIndexView.as_view(), name="tag-index"),
    path("tag/<slug-of:slug>/", TagView.as_view(), name="tag"),
    path("post/", PostIndexView.as_view(), name="post-index"),
    path("post/<slug-of:code>/", PostView.as_view(), name="post"),
    path("date/", DateIndexView.as_view(), name="date-index"),
    path("date/<year:year>/", YearView.as_view(), name="year"),
    path("date/<year:year>/<month:month>/", MonthView.as_view(), name="month"),
    path("date/<year:year>/<month:month>/<day:day>/", DayView.as_view(), name="day"),
    path("cable/<mrn:mrn>.txt", CableTextView.as_view(), name="cable-text"),
    path("cable/<mrn:mrn>.json", CableJsonView.as_view(), name="cable-json"),
    path("cable/<mrn:mrn>/", CableView.as_view(), name="cable"),
    path("missing/", MissingView.as_view(), name="missing"),
    path("missing.csv", MissingCsvView.as_view(), name="missing-csv"),
    path("find/", FindView.as_view(), name="find"),
    path("about/", AboutView.as_view(), name="about"),
    path("robots.txt", robots, name="robots"),
]
