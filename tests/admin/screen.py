"""A page of the administration as a program reads and fills it in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser


class Screen:
    """The page that an answer holds, after redirects."""

    def __init__(self, client: Client, response: Any) -> None:
        self.client = client
        self.response: HttpResponse = response
        self.dom = LexborHTMLParser(response.content.decode())

    @classmethod
    def at(cls, client: Client, address: str) -> Screen:
        """The page at an address."""
        return cls(client, client.get(address, follow=True))

    @classmethod
    def sent(cls, client: Client, address: str, **data: Any) -> Screen:
        """The page that answers what was sent to an address."""
        return cls(client, client.post(address, data, follow=True))

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.response.status_code

    def text(self, selector: str = "#content") -> str:
        """The text of everything that the selector names, its white space made single."""
        return " ".join(" ".join(node.text() for node in self.dom.css(selector)).split())

    def attribute(self, selector: str, name: str) -> str:
        """An attribute of the one element that the selector names."""
        [node] = self.dom.css(selector)
        return node.attributes[name] or ""

    @property
    def messages(self) -> str:
        """What the page says has happened."""
        return self.text(".messagelist li, .errornote, .errorlist li")

    def fields(self) -> dict[str, str]:
        """The fields of the form in the content, as they would be sent back."""
        found = {}
        for node in self.dom.css("#content form input[type=hidden], #content form input[type=text]"):
            found[node.attributes.get("name") or ""] = node.attributes.get("value") or ""
        for node in self.dom.css("#content form textarea"):
            found[node.attributes.get("name") or ""] = node.text().removeprefix("\n")
        return found

    def send(self, address: str, **data: Any) -> Screen:
        """The page that answers this one's form, with these fields filled in."""
        return Screen.sent(self.client, address, **{**self.fields(), **data})
