"""The conversation around a cable: its members, the links between them, and its picture."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cables.models import Cable
from cables.references import thread_picture
from cables.references.thread import Link, Member, Thread, thread_of
from tests.builders import store, telegram
from tests.stored_archives import stored_once

archived = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@stored_once
def archive() -> None:
    """Store a line of five cables, a missing one that the second cites, and one that has no part in it."""
    store(
        telegram("07ZENDA11", date="2007-01-01"),
        telegram(
            "07ZENDA22", date="2007-02-01", refs=["ZENDA 11", "STRELSAU 9"], paragraphs=["(U) As ref B says, salt."]
        ),
        telegram("07STRELSAU33", date="2007-03-01", refs=["ZENDA 22"]),
        telegram("07ZENDA44", date="2007-04-01", refs=["STRELSAU 33", "QUILLENZ 8"]),
        telegram("07ZENDA55", date="2007-05-01", refs=["ZENDA 44"]),
        telegram("07QUILLENZ99", date="2007-05-02"),
    )


def thread(mrn: str, **bounds: int) -> Thread:
    return thread_of(Cable.objects.get(mrn=mrn), **bounds)


class TestMembers:
    pytestmark = archived

    def test_they_are_ancestors_and_descendants_in_order_of_date(self) -> None:
        found = thread("07STRELSAU33")
        assert [(member.mrn, member.depth, member.is_held) for member in found.members] == [
            ("07ZENDA11", -2, True),
            ("07STRELSAU9", -2, False),
            ("07ZENDA22", -1, True),
            ("07STRELSAU33", 0, True),
            ("07ZENDA44", 1, True),
            ("07ZENDA55", 2, True),
        ]
        assert (found.left_out, found.more) == (0, False)
        assert found.member("07ZENDA22").cites == ["07ZENDA11", "07STRELSAU9"]
        assert found.member("07ZENDA22").cited_by == ["07STRELSAU33"]

    def test_they_end_at_a_depth(self) -> None:
        assert [member.mrn for member in thread("07STRELSAU33", depth=1).members] == [
            "07ZENDA22",
            "07STRELSAU33",
            "07ZENDA44",
        ]

    def test_the_nearest_are_shown_and_the_others_counted(self) -> None:
        found = thread("07STRELSAU33", most=3)
        assert len(found.members) == 3
        assert found.left_out == 3
        assert found.member("07STRELSAU33").depth == 0

    def test_links_have_labels_and_words(self) -> None:
        links = {(link.citing, link.cited): link for link in thread("07ZENDA22").links}
        missing = links["07ZENDA22", "07STRELSAU9"]
        assert missing.labels == ("B",)
        assert missing.sentence
        assert missing.sentence.excerpt.hit == "ref B"
        assert missing.sentence.href == "/cable/07ZENDA22/#p1"
        assert links["07ZENDA22", "07ZENDA11"].sentence is None

    def test_a_cable_alone_is_its_own_thread(self) -> None:
        found = thread("07QUILLENZ99")
        assert ([member.mrn for member in found.members], found.links) == (["07QUILLENZ99"], [])

    def test_cables_that_cite_each_other_end_it(self) -> None:
        store(
            telegram("06OSTRELLE5", date="2006-05-05", refs=["06 OSTRELLE 6"]),
            telegram("06OSTRELLE6", date="2006-05-05", refs=["06 OSTRELLE 5"]),
        )
        assert {member.mrn for member in thread("06OSTRELLE5").members} == {"06OSTRELLE5", "06OSTRELLE6"}

    def test_queries_do_not_grow_with_it(self) -> None:
        def queries(mrn: str) -> int:
            cable = Cable.objects.get(mrn=mrn)
            with CaptureQueriesContext(connection) as captured:
                thread_of(cable)
            return len(captured)

        few = queries("07ZENDA22")
        store(
            *(telegram(f"08ZENDA{n}", date="2008-05-05", refs=["07 ZENDA 22", f"QUILLENZ {n}"]) for n in range(1, 30))
        )
        assert queries("07ZENDA22") == few <= 6


def member(mrn: str, day: int, *, held: bool = True) -> Member:
    post = mrn[2:].rstrip("0123456789")
    cable = Cable(mrn=mrn, subject="SALT AND MORE SALT FROM THE MINES OF THE UPPER SARN") if held else None
    return Member(mrn, 0, post, cable, datetime.date(2000, 1, 1) + datetime.timedelta(days=day))


class TestPicture:
    @given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 15), st.booleans()), min_size=1, max_size=40))
    def test_every_member_has_a_place_of_its_own(self, drawn: list[tuple[int, int, bool]]) -> None:
        members = [
            member(f"07TOWN{chr(65 + post)}{n + 1}", day, held=held) for n, (day, post, held) in enumerate(drawn)
        ]
        members.sort(key=lambda each: each.day or datetime.date.min)
        links = [Link(later.mrn, earlier.mrn, ()) for earlier, later in pairwise(members)]
        found = Thread(members[0].mrn, members, links, 0, False)
        for picture in (thread_picture.wide(found), thread_picture.narrow(found)):
            assert len(picture.dots) == len(members)
            assert len(picture.curves) == len(links)
            assert all(0 <= dot.x <= picture.width and 0 <= dot.y <= picture.height for dot in picture.dots)
            places = sorted((dot.y, dot.x) for dot in picture.dots)
            apart = [other[1] - one[1] for one, other in pairwise(places) if one[0] == other[0]]
            assert all(distance >= thread_picture.CLOSEST - 0.2 for distance in apart)
            assert sum(dot.own for dot in picture.dots) == 1
        assert len(thread_picture.wide(found).lanes) <= thread_picture.MOST_LANES

    def test_the_earlier_stands_at_the_left(self) -> None:
        members = [member("07ZENDA1", 0), member("07STRELSAU2", 40), member("07ZENDA3", 90)]
        picture = thread_picture.wide(Thread("07ZENDA1", members, [], 0, False))
        places = {dot.member.mrn: dot.x for dot in picture.dots}
        assert places["07ZENDA1"] < places["07STRELSAU2"] < places["07ZENDA3"]

    def test_a_long_stretch_without_a_member_is_cut_short_and_said(self) -> None:
        days = (0, 30, 60, 7000, 7030)
        found = Thread("07ZENDA1", [member(f"07ZENDA{n + 1}", day) for n, day in enumerate(days)], [], 0, False)
        [cut] = thread_picture.wide(found).cuts
        assert cut.text == "19 years"
        assert cut.width < thread_picture.WIDTH
