"""Damage to texts is reported, and rows derived from damaged texts are not changed."""

from __future__ import annotations

import zlib

import pytest

from cables.models import Reference, Revision
from tests.builders import stored_cable
from tests.ingest.archive import TEXTS, all_differences


@pytest.mark.usefixtures("archive")
class TestTexts:
    """Damage to texts, which nothing can repair."""

    def remaining(self) -> list[str]:
        """Check that repair changes no text; return the sentences about the damage, which stay the same."""
        reported = all_differences()
        assert not any(each.derivable for each in reported)
        before = list(Revision.objects.order_by("pk").values_list("pk", "checksum", "size"))
        assert all_differences(repair=True) == reported
        assert all_differences() == reported
        assert list(Revision.objects.order_by("pk").values_list("pk", "checksum", "size")) == before
        return [each.sentence for each in reported]

    def test_another_text(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA22", number=1).update(content=zlib.compress(b"Mud."))
        assert self.remaining() == ["07LIMA22: the text of revision 1 has another checksum than when it came."]

    def test_a_text_that_cannot_be_read(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA22", number=2).update(content=b"Mud.")
        assert self.remaining() == ["07LIMA22: the text of revision 2 cannot be decompressed."]

    def test_another_checksum(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA22", number=2).update(checksum="0" * 64)
        assert self.remaining() == ["07LIMA22: the text of revision 2 has another checksum than when it came."]

    def test_another_fingerprint(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA22", number=2).update(fingerprint="0" * 32)
        assert self.remaining() == ["07LIMA22: the text of revision 2 has other words than its fingerprint says."]

    def test_another_encoding(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA20").update(encoding="mud")
        assert self.remaining() == ["07LIMA20: the text of revision 1 has an encoding that does not exist, mud."]

    def test_another_size(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA20").update(size=3)
        size = len(TEXTS[0])
        assert self.remaining() == [f"07LIMA20: the text of revision 1: its size is 3 and should be {size}."]

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_text_that_is_missing(self, number: int) -> None:
        Revision.objects.filter(cable__mrn="07LIMA22", number=number).delete()
        assert self.remaining() == [
            f"07LIMA22: revision {number} is lacking.",
            f"Batch {Revision.objects.earliest('pk').import_run_id} (test) took 7 texts, of which 6 are held.",
        ]

    def test_a_cable_without_a_text(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA20").delete()
        assert self.remaining()[0] == "07LIMA20: no text of it is held."

    def test_a_damaged_text_leaves_damaged_rows_alone(self) -> None:
        Revision.objects.filter(cable__mrn="07LIMA20").update(checksum="0" * 64)
        Reference.objects.filter(cable__mrn="07LIMA20").update(target_mrn="MUD", link="none", target=None)
        Reference.objects.filter(cable__mrn="07LIMA21", position=1).update(link="none", target=None)
        assert {each.mrn for each in all_differences(repair=True) if each.derivable} >= {"07LIMA21"}
        assert Reference.objects.filter(cable__mrn="07LIMA20", target_mrn="MUD").exists()
        assert Reference.objects.get(cable__mrn="07LIMA21", position=1).target == stored_cable("07LIMA20")
