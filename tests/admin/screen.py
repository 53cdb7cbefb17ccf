"""Pages of the administration, with their forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser


class Screen:
    """Page of a response, after redirects."""

    def __init__(self, client: Client, response: Any) -> None:
        self.client = client
        self.response: HttpResponse = response
        self.dom = LexborHTMLParser(response.content.decode())

    @classmethod
    def at(cls, client: Client, address: str) -> Screen:
        """Return the page at a URL."""
        return cls(client, client.get(address, follow=True))

    @classmethod
    def sent(cls, client: Client, address: str, **data: Any) -> Screen:
        """Return the page after posting data to a URL."""
        return cls(client, client.post(address, data, follow=True))

    @property
    def status(self) -> int:
        """Return the status of the response."""
        return self.response.status_code

    def text(self, selector: str = "#content") -> str:
        """Return the text of all elements that the selector matches, with single spaces."""
        return " ".join(" ".join(node.text() for node in self.dom.css(selector)).split())

    def attribute(self, selector: str, name: str) -> str:
        """Return an attribute of the one element that the selector matches."""
        [node] = self.dom.css(selector)
        return node.attributes[name] or ""

    @property
    def messages(self) -> str:
        """Return the messages and errors of the page."""
        return self.text(".messagelist li, .errornote, .errorlist li")

    def fields(self) -> dict[str, str]:
        """Return the fields of the form in the content, as a browser would send them."""
        found = {}
        for node in self.dom.css("#content form input[type=hidden], #content form input[type=text]"):
            found[node.attributes.get("name") or ""] = node.attributes.get("value") or ""
        for node in self.dom.css("#content form textarea"):
            found[node.attributes.get("name") or ""] = node.text().removeprefix("\n")
        return found

    def boxes(self) -> dict[str, str]:
        """Return the values of the boxes to be ticked, by their labels."""
        labels = {node.attributes.get("for"): node.text() for node in self.dom.css("#content form label")}
        boxes = self.dom.css("#content form input[type=checkbox]")
        return {labels[node.attributes.get("id")]: node.attributes.get("value") or "" for node in boxes}

    def send(self, address: str, **data: Any) -> Screen:
        """Return the page after sending this one's form, with these fields filled in."""
        return Screen.sent(self.client, address, **{**self.fields(), **data})
