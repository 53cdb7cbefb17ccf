"""`/cable/07LIMA3229/thread/`: the conversation around a cable, as a picture, as a table and as data."""

from __future__ import annotations

import csv
import io
from abc import abstractmethod
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from cables.archive_version import Version, page_version
from cables.lists import formats
from cables.models import Cable
from cables.references import thread_picture
from cables.references.thread import DEPTH, Link, Member, Thread, thread_of
from cables.views import missing_cable
from cables.views.base import ConditionalView

COLUMNS = ("citing", "cited", "labels", "paragraph", "sentence")
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GRAPH_KEYS = (
    *(
        ("held", "node", "boolean"),
        ("date", "node", "string"),
        ("post", "node", "string"),
        ("subject", "node", "string"),
    ),
    *(("depth", "node", "int"), ("address", "node", "string"), ("labels", "edge", "string")),
)


class BaseThreadView(ConditionalView):
    """The thread of a stored cable. The number of queries does not depend on its size."""

    url_name = "cable-thread"

    def version(self) -> Version | None:
        modified = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("modified_at", flat=True).first()
        return page_version(modified) if modified else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the thread, or a redirect to it under the number's canonical spelling."""
        cable = Cable.objects.select_related("post").filter(mrn=mrn).first()
        if cable is None:
            return missing_cable.response_without_cable(request, mrn, self.url_name)
        return self.respond(cable, thread_of(cable))

    @abstractmethod
    def respond(self, cable: Cable, thread: Thread) -> HttpResponse:
        """Return the thread in this form."""


class ThreadView(BaseThreadView):
    """The page."""

    def respond(self, cable: Cable, thread: Thread) -> HttpResponse:
        context = {
            "cable": cable,
            "thread": thread,
            "depth": DEPTH,
            "wide": thread_picture.wide(thread),
            "narrow": thread_picture.narrow(thread),
            "held": sum(member.is_held for member in thread.members),
            "format_links": [
                (name, f"/cable/{cable.mrn}/thread.{ending}")
                for name, ending in (("CSV", "csv"), ("JSON", "json"), ("GraphML", "graphml"))
            ],
        }
        return render(self.request, "cables/thread.html", context)


class ThreadJsonView(BaseThreadView):
    """JSON: the members in order of date, and the links."""

    url_name = "cable-thread-json"

    def respond(self, cable: Cable, thread: Thread) -> HttpResponse:
        members = [member_as_data(member, self.request) for member in thread.members]
        data = {
            "mrn": thread.mrn,
            "depth": DEPTH,
            "members": members,
            "links": [link_as_data(link) for link in thread.links],
            "left_out": thread.left_out,
            "more_than_left_out": thread.more,
        }
        return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


class ThreadCsvView(BaseThreadView):
    """CSV: a line a link."""

    url_name = "cable-thread-csv"

    def respond(self, cable: Cable, thread: Thread) -> HttpResponse:
        lines = io.StringIO()
        table = csv.DictWriter(lines, COLUMNS)
        table.writeheader()
        for link in thread.links:
            record = link_as_data(link) | {"labels": " ".join(link.labels)}
            table.writerow({name: formats.cell(record[name]) for name in COLUMNS})
        response = HttpResponse(lines.getvalue(), content_type="text/csv; charset=utf-8; header=present")
        response["Content-Disposition"] = f'attachment; filename="{cable.mrn}-thread.csv"'
        return response


class ThreadGraphView(BaseThreadView):
    """GraphML: a graph whose edges lead from who cites to what is cited."""

    url_name = "cable-thread-graphml"

    def respond(self, cable: Cable, thread: Thread) -> HttpResponse:
        written = io.StringIO()
        xml = XMLGenerator(written, "utf-8")
        xml.startDocument()
        xml.startElement("graphml", AttributesImpl({"xmlns": GRAPHML}))
        for name, of, kind in GRAPH_KEYS:
            xml.startElement("key", AttributesImpl({"id": name, "for": of, "attr.name": name, "attr.type": kind}))
            xml.endElement("key")
        xml.startElement("graph", AttributesImpl({"id": thread.mrn, "edgedefault": "directed"}))
        for member in thread.members:
            xml.startElement("node", AttributesImpl({"id": member.mrn}))
            _write_data(xml, member_as_data(member, self.request), "node")
            xml.endElement("node")
        for link in thread.links:
            xml.startElement("edge", AttributesImpl({"source": link.citing, "target": link.cited}))
            _write_data(xml, {"labels": " ".join(link.labels)}, "edge")
            xml.endElement("edge")
        xml.endElement("graph")
        xml.endElement("graphml")
        response = HttpResponse(written.getvalue(), content_type="application/graphml+xml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{cable.mrn}-thread.graphml"'
        return response


def _write_data(xml: XMLGenerator, record: dict[str, Any], of: str) -> None:
    for name, owner, _ in GRAPH_KEYS:
        value = record.get(name)
        if owner == of and value not in (None, ""):
            xml.startElement("data", AttributesImpl({"key": name}))
            text = str(value).lower() if isinstance(value, bool) else str(value)
            xml.characters(formats.printable(text))
            xml.endElement("data")


def member_as_data(member: Member, request: HttpRequest) -> dict[str, Any]:
    """Return a member as data; `date` is None where it is not known."""
    cable = member.cable
    known = cable is not None and cable.date_source != Cable.DateSource.MRN
    return {
        "mrn": member.mrn,
        "held": member.is_held,
        "depth": member.depth,
        "post": member.post,
        "date": cable.date.isoformat() if cable and known else None,
        "subject": cable.subject if cable else None,
        "address": request.build_absolute_uri(f"/cable/{member.mrn}/"),
        "cites": member.cites,
        "cited_by": member.cited_by,
    }


def link_as_data(link: Link) -> dict[str, Any]:
    """Return a link as data, with the first sentence in which it cites."""
    sentence = link.sentence
    excerpt = f"{sentence.excerpt.before}{sentence.excerpt.hit}{sentence.excerpt.after}" if sentence else None
    return {
        "citing": link.citing,
        "cited": link.cited,
        "labels": list(link.labels),
        "paragraph": sentence.number if sentence else None,
        "sentence": excerpt,
    }
