"""What is searched."""

from __future__ import annotations

from cables.models import Cable
from tests.builders import store, telegram
from tests.stored_archives import stored_once

SALT = telegram(
    "05ZENDA11",
    date="2005-03-02",
    subject="SALT RISES",
    tags="ECON, PREL, QR",
    classification="S E C R E T",
    captions=["NOFORN"],
    paragraphs=[
        "(U) The barges wait at the lock.",
        "(S/NF) Salt is dear. The miners say that the price of salt will fall by the winter, and the barges with it.",
        "(C) Nobody buys it.",
    ],
)
CHEESE = telegram(
    "06STRELSAU20",
    date="2006-07-01",
    subject="CHEESE AND SALT",
    tags="ETRD, PREL",
    classification="C O N F I D E N T I A L",
    paragraphs=["(C) Cheese needs salt.", "(U) See reftel.", "(U) The toll on cheese is halved."],
    refs=["05 ZENDA 11"],
)
TOLL = telegram(
    "06ZENDA30",
    date="2006-09-09",
    subject="THE TOLL",
    tags="ECON",
    paragraphs=["(U) The toll stays."],
    refs=["04 HENTZAU 7"],
)


@stored_once
def archive() -> None:
    """Store three cables of two fictional posts."""
    store(SALT, CHEESE, TOLL)


@stored_once
def many() -> list[str]:
    """Store more cables than one page takes; return their numbers in order of their dates."""
    store(*(telegram(f"07ZENDA{serial}", date=f"2007-03-{serial % 28 + 1:02}") for serial in range(1, 51)))
    return list(Cable.objects.order_by("date", "pk").values_list("mrn", flat=True))
