"""Places: what one kind takes of those of another."""

from __future__ import annotations

import pytest

from cables import places
from cables.places import BusyError


def test_while_an_upload_comes_another_waits_and_forms_are_read() -> None:
    places.uploads.take()
    try:
        with pytest.raises(BusyError):
            places.uploads.take()
        places.contents.take()
        places.contents.give_back()
    finally:
        places.uploads.give_back()
    places.uploads.take()
    places.uploads.give_back()
