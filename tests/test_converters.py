"""Parts of addresses: what they take, and that they give back what they took."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, resolve, reverse

TAKEN = [
    ("/tag/PGOV/", "tag", {"slug": "PGOV"}),
    ("/tag/person-roe-jane/", "tag", {"slug": "person-roe-jane"}),
    ("/post/LIMA/", "post", {"code": "LIMA"}),
    ("/date/2007/", "year", {"year": 2007}),
    ("/date/2007/09/", "month", {"year": 2007, "month": 9}),
    ("/date/2007/09/04/", "day", {"year": 2007, "month": 9, "day": 4}),
    ("/cable/07LIMA3229/", "cable", {"mrn": "07LIMA3229"}),
    ("/cable/07LIMA3229.txt", "cable-text", {"mrn": "07LIMA3229"}),
    ("/cable/07LIMA3229.json", "cable-json", {"mrn": "07LIMA3229"}),
    ("/cable/07.lima.3229.json", "cable-json", {"mrn": "07.lima.3229"}),
    ("/cable/07.lima.3229/", "cable", {"mrn": "07.lima.3229"}),
    ("/cable/07LIMA3229.csl.json", "cable-ending", {"mrn": "07LIMA3229", "ending": "csl.json"}),
    ("/cable/07LIMA3229.pdf", "cable-pdf", {"mrn": "07LIMA3229"}),
    ("/cable/07LIMA3229.doc", "cable-ending", {"mrn": "07LIMA3229", "ending": "doc"}),
    ("/cable/07LIMA3229.csl.json/", "cable", {"mrn": "07LIMA3229.csl.json"}),
]
REFUSED = ["/date/1899/", "/date/2100/", "/date/207/", "/date/2007/9/", "/date/2007/13/", "/date/2007/09/32/"]
REFUSED += ["/date/2007/00/", "/tag/PGOV.json/", "/tag/a b/", "/post/LIMA%00/", "/date/٢٠٠٧/"]


@pytest.mark.parametrize(("path", "name", "parts"), TAKEN)
def test_taken(path: str, name: str, parts: dict[str, str | int]) -> None:
    match = resolve(path)
    assert (match.url_name, match.kwargs) == (name, parts)
    assert reverse(name, kwargs=parts) == path


@pytest.mark.parametrize("path", REFUSED)
def test_refused(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)
