"""Lines after the signature that are no text: classifications, NNNN, BT, stamps, the archive's notes.

Seen after the signature: `NNNN` (9 cables), `End Cable Text` (6), `##`, the classification again, a note of the
message centre, the stamps and the `Message Attributes` of the National Archives, the marks of newspapers.
"""

from __future__ import annotations

import re

_ATTRIBUTES = "\nMessage Attributes"
_STAMP = "DECLASSIFIED/RELEASED"
_STAMP_LENGTH = len(_STAMP)
# Who set the stamp, on the line before it.
_OFFICIAL = re.compile(r"[A-Z][a-z]{1,20} (?:[A-Z]\. )?[A-Z][A-Za-z'-]{1,20}")

# Lines that are classification, caption or prosign, their letters alone.
_BANNER = re.compile(
    r"(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|(?:TOP)?SECRET|LIMITEDOFFICIALUSE(?:ONLY)?|FOROFFICIALUSEONLY|FOUO|SBU|SENSITIVE"
    r"|NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SIPDIS|BT|N{2,4}){1,6}"
)
_NO_LETTER = re.compile(r"[^A-Z]+")
_LINE = re.compile(
    r"""
      [\W_]*                                                      # rules, hashes, asterisks
    | \#\d{1,6}                                                   # the number after BT
    | N{2,}[A-Z]{0,12}                                            # NNNNMAFVVZCZ
    | <<\s?\d{4,7}\s?>> | ID:?\s+\d+                             # the number of a web site
    | =*\s*CABLE\s+ENDS?\s*=*
    | <{0,2}\s*END\s+OF\s+(?:DOCUMENT|MESSAGE|CABLE|TELEGRAM)\s*>{0,2}
    | END\s+(?:CABLE|MESSAGE|TELEGRAM)(?:\s+TEXT)?\W*
    | PAGE\s+\d{1,2}\b.*
    | (?:19|20)\d\d[A-Z]{2,6}\d{4,6}\s*-.*                        # 2004CARACA01540 - UNCLASSIFIED
    | .*\bDECLASSIFIED/RELEASED\b.* | .*\bSYSTEMATIC\s+REVIEW\b.* | REVIEW\s+\d{1,2}\s+[A-Z]{3}\s+\d{4}
    | TRACK\s+IMPRESI.N:.*
    | UNQUOTE\W* | (?:SECRET|CONFIDENTIAL|UNCLAS\w*)\W+SECTION\b.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AFTERWORD = re.compile(
    r"""
      \W*(?:NOTE\b | DRAFTED\b | CLEARED\b | APPROVED\b | PREPARED\s+BY\b | DECL\b | DERIVED\s+FROM\b)
    | \W*(?:PLEASE\s+)?VISIT\b | HTTPS?: | WWW\. | TRACK\b | FOR\s+MORE\s+(?:INFORMATION|REPORTING)\b
    | \W*(?:CHARGE|AMBASSADOR|CONSUL|DEPUTY\s+CHIEF|PRINCIPAL\s+OFFICER|ACTING)\b [^.\n]{0,40} \Z
    | \W*CORRECTION\b | \W*COPY\b | \W*THIS\s+(?:CABLE|MESSAGE|REPORT)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_banner(line: str) -> bool:
    """Return whether a line is no part of the text wherever it stands at the end of a cable, as blank lines are."""
    if len(line) > 200:
        return False
    line = line.strip()
    if not line or _LINE.fullmatch(line):
        return True
    return bool(_BANNER.fullmatch(_NO_LETTER.sub("", line.upper()))) and not any(
        character.isdigit() for character in line
    )


def is_afterword(line: str) -> bool:
    """Return whether a line begins what may follow a signature but can be text as well: a note, a web address."""
    return bool(_AFTERWORD.match(line))


def text_end(text: str, start: int) -> int:
    """Return where the text ends: before `Message Attributes`, the banners, and stamps with the official's name."""
    found = text.find(_ATTRIBUTES, start)
    end = len(text) if found < 0 else found
    stamped = False
    while end > start:
        line = max(start, text.rfind("\n", start, end) + 1)
        content = text[line:end]
        if not is_banner(content) and not (stamped and _OFFICIAL.fullmatch(content.strip())):
            break
        stamped = content.lstrip()[:_STAMP_LENGTH].upper().startswith(_STAMP)
        end = line - 1
    return max(start, end)
