"""What opens a body without being numbered: rules, portion marks, remarks on handling, a summary's heading.

A header field that no keyword ends, ends where a line begins in one of these ways.
"""

from __future__ import annotations

import re

HANDLING = (
    r"SENSITIVE[ ,]{1,2}BUT[ ,]{1,2}UNCL|NOT FOR INTERNET|(?:THIS|THE FOLLOWING) (?:CABLE|MESSAGE|TELEGRAM|IS)\b|"
    r"ENTIRE TEXT|PLEASE (?:PROTECT|HANDLE)|COUNTRY TEAM[. ]|\((?:SBU|U|LOU)\)[ \t]*(?![A-Z0-9 ]{1,24}\d)"
)
_SECTION = r"(?:BEGIN )?(?:SUMMARY|INTRODUCTION|COMMENT)(?: (?:AND|&) [A-Z ]{4,20})?[ \t]*(?:[:.\n-]|\Z)"
LINE = re.compile(
    rf"[ \t]*(?:[-=*_]{{4,}}|¶|{HANDLING}|{_SECTION}|"
    r"\((?:C|S|TS)(?:/{1,2}[A-Z]+)?\)[ \t]*[^\n]{40}|\d{1,2}[.)][ \t]*\("
    r"|PARTICIPANTS?[ \t]*:|ACTION REQUEST|C O R R E C T E D|(?:NOFORN|SIPDIS|SENSITIVE)[ \t]*(?:\n|\Z))"
)
"""Matches at the beginning of a line, of the text in capitals, that belongs to no header field."""

WITHIN = re.compile(rf"{HANDLING}|[-=*_]{{4,}}|{_SECTION}")
"""Finds, within a line in capitals, where a remark on handling or a summary is run on after a field."""
