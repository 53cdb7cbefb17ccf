"""A page for assertions: texts and URLs by CSS selector."""

from __future__ import annotations

from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode


class Page:
    """The page at a URL, which must respond with `status`."""

    def __init__(self, client: Client, path: str, status: int = 200) -> None:
        response = client.get(path)
        assert response.status_code == status, (path, response.status_code)
        self.dom = LexborHTMLParser(response.content.decode())

    def nodes(self, selector: str) -> list[LexborNode]:
        """Return every element that the selector names."""
        return self.dom.css(selector)

    def texts(self, selector: str) -> list[str]:
        """Return the text of each element that the selector names, its white space made single."""
        return [" ".join(node.text().split()) for node in self.nodes(selector)]

    def text(self, selector: str) -> str:
        """Return the text of the one element that the selector names."""
        (text,) = self.texts(selector)
        return text

    def hrefs(self, selector: str) -> list[str]:
        """Return the address that each link leads to which the selector names."""
        return [node.attributes.get("href") or "" for node in self.nodes(selector)]
