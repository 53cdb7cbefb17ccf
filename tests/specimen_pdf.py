"""The specimens that are PDFs; invented as all others are.

One has the layout of the National Archives' downloads (AAD), one is a SMART telegram as it is released.
`python -m tests.specimen_pdf` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

from tests.sources.pdf_files import pdf

FOLDER = Path(__file__).parent.parent / "fixtures" / "cables"
ARCHIVES, SMART = "79CAPEVARNEY211", "12STRELSAU47"
STAMP = "    Declassified/Released US Department of State EO Systematic Review 20 Mar 2014"
PAGES_OF_ARCHIVES = (
    """
                              Message Text
UNCLASSIFIED

PAGE 01        CAPE V  00211  281610Z
ACTION OES-09

INFO   OCT-01   EUR-12   ADS-00   COM-02   INT-05   DOTE-00   /029 W
                     ------------------041877   281931Z /70
R 281540Z NOV 79
FM AMEMBASSY CAPE VARNEY
TO SECSTATE WASHDC 1338
INFO AMEMBASSY SKARHAVN

UNCLAS CAPE VARNEY 0211

SPECIMEN - INVENTED FOR THIS ARCHIVE, NOT A REAL TELEGRAM

E.O. 12065: N/A
TAGS: EWWT, PBOR, SOCI, QP, QS
SUBJECT: THE KEEPER OF THE VARNEY LIGHT IS COUNTED AGAIN

REF: CAPE VARNEY 203

1. MR. ENOCH PASCOLOW OF GANNET STACK (REFTEL) ROWED BACK ON
TUESDAY WITH A SECOND TAX FORM. THE SKARVLAND CENSUS HAD NOT
ACCEPTED HIS ANSWER, WHICH WAS A DRAWING OF THE GOAT. IT ASKS
HIM TO STATE UNDER WHICH FLAG THE ANIMAL GRAZES.

2. WE EXPLAINED ONCE MORE THAT WE TAKE NO POSITION ON GOATS.
HE HAS THEREFORE WRITTEN TO THE PELLAR HARBOR BOARD, TO THE
SKARVLAND MAIL BOAT AND TO THE MAKERS OF THE LAMP, WHO ARE IN
BIRMINGHAM, AND PROPOSES TO BELONG TO WHICHEVER OF THEM ANS-
WERS FIRST. THE LAMP WILL BURN MEANWHILE FOR SHIPS OF ALL
UNCLASSIFIED
""",
    """
UNCLASSIFIED

PAGE 02        CAPE V  00211  281610Z

NATIONS, AS IT ALWAYS HAS.

3. COMMENT: THE LAMP MAKERS ARE KNOWN TO BE PROMPT.
ELLERKAMP

UNCLASSIFIED

NNNN
""",
    """
                           Message Attributes
Automatic Decaptioning: X
Capture Date: 01 jan 1994
Concepts: LIGHTHOUSES, GOATS, CENSUS
Current Classification: UNCLASSIFIED
Document Number: 1979CAPEV00211
Document Source: CORE
Draft Date: 28 nov 1979
Executive Order: N/A
Film Number: D790000-0211
From: CAPE VARNEY
Office: ACTION OES
Original Classification: UNCLASSIFIED
Page Count: 2
Reference: 79 CAPE VARNEY 203
Subject: THE KEEPER OF THE VARNEY LIGHT IS COUNTED AGAIN
TAGS: EWWT, PBOR, SOCI, QP, QS
To: STATE
Type: TE
""",
)
PAGES_OF_SMART = (
    """
CONFIDENTIAL
NOFORN

MRN:              12 STRELSAU 47
Date/DTG:         Mar 14, 2012 / 141040Z MAR 12
From:             AMEMBASSY STRELSAU
Action:           WASHDC, SECSTATE PRIORITY
                  ZENDA, AMCONSUL ROUTINE
E.O.:             13526
Declass Date:     2022/03/14
Classified By:    Septimus Orlebar, Ambassador
Reason:           1.4 (b), (d)
TAGS:             ETRD, EFIN, ICSR, QR, QV
Captions:         NOFORN, SIPDIS
Reference:        A) 12 ZENDA 31
                  B) 11 STRELSAU 204
Pass Line:        SPECIMEN - INVENTED FOR THIS ARCHIVE, NOT A REAL TELEGRAM
Subject:          The Toll That Went on by Itself

1.  (C/NF) The Minister of Finance asked the Ambassador to call on March
13, locked the door, and asked whether he had heard of a drawer. The
Ambassador said that he had (ref A). The Minister said that he had been
afraid of that.

2.  (C) As he tells it the ministry has known since October (ref B) that
the bargemen of the Sarn still pay. It had meant to let the matter sleep
until the groschen went out of use, which it does in any case once in a
generation. But the groschen was withdrawn on February 26, and on the
next day the bargemen, who had nothing smaller, began to pay in crowns.
At a crown a barge the toll now yields more than it has at any time since

CONFIDENTIAL
NOFORN
                                                       Page 1 of 2
""",
    """
CONFIDENTIAL
NOFORN

1811, and it is the only tax in Ruritania that has never been evaded.

3.  (C/NF) He sees two ways. He can tell the bargemen that the river is
free, whereupon they will ask for four years of groschen back. Or he can
say nothing, and write to Velmarch that it owns half of a drawer. He
would rather that the United States suggested one of the two, so that he
could object to it.

4.  (C) Comment: The Ambassador suggested that the money be given to the
band. It is being considered. End Comment.

Signature:        ORLEBAR

Drafted By:       STRELSAU:Quillfeather, Leopold (specimen)
Cleared By:       ECON:Sallowfield, Ambrose (specimen)
Approved By:      EXEC:Orlebar, Septimus (specimen)
Released By:      STRELSAU:Quillfeather, Leopold (specimen)
Info:             QUILLENZ, AMEMBASSY ROUTINE

Dissemination Rule: Archive Copy

CONFIDENTIAL
NOFORN
                                                       Page 2 of 2
""",
)


def specimens() -> dict[str, bytes]:
    """Return the files by the numbers of their cables."""
    return {
        ARCHIVES: pdf([page.strip("\n") for page in PAGES_OF_ARCHIVES], STAMP),
        SMART: pdf([page.strip("\n") for page in PAGES_OF_SMART]),
    }


def path_of(name: str) -> Path:
    """Return where the specimen of that number is."""
    return FOLDER / f"{name}.pdf"


if __name__ == "__main__":
    for name, content in specimens().items():
        path_of(name).write_bytes(content)
