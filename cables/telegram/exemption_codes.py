"""Codes of exemptions: why a release under the Freedom of Information Act withholds something of a text.

`B1` to `B9`, with the letters of the seventh (`B7(C)`), also written as the Act does (`(b)(7)(C)`), and the paragraphs
of the executive order by which it stays classified: `1.4(D)`, `3.3(b)(1)`, `25X1`.
"""

from __future__ import annotations

import re

# What a statute is called behind B3, which says that a statute forbids the release: `B3 CIA PERS/ORG`.
_STATUTE = r"(?:[ ](?:CIA|NSA|INA|ARMS|ATOMIC|PERS/ORG|PERS|ORG|EXPORT)(?![\w/])){0,3}"
CODE = (
    rf"(?:B3(?![0-9]){_STATUTE}|B7[ ]?\(?[A-F]\)?|b7[A-F]|[Bb][1-9]"
    r"|\(?[Bb]\)?[ ]?\([1-9]\)(?:[ ]?\([A-Fa-f]\)(?![ ]?\([1-9]\)))?"  # (b)(6) (b)(7)(C) are two
    r"|1\.[45][ ]?\(?[A-Ha-h](?![A-Za-z])\)?|3\.[345][ ]?\([Bb]\)[ ]?\([1-9]\)|25X[1-9])(?![\w])"
)
# Several of them: with commas, slashes, a blank or two, one below the other, or glued as the Act writes them.
_BETWEEN = r"(?:[ \t]{0,8}[,;/&][ \t]{0,8}\n?[ \t]{0,80}|[ ]{1,2}|[ \t]{0,80}\n[ \t]{0,160}|(?=\([Bb]\)))"
CODES = f"{CODE}(?:{_BETWEEN}{CODE}){{0,11}}"

_ONE = re.compile(CODE)
_ACT = re.compile(r"\(?B\)?\(?([1-9])\)?\(?([A-F])?\)?")
_ORDER = re.compile(r"(1\.[45])\(?([A-H])\)?")
_MEANINGS = {
    "B1": "national security",
    "B2": "internal personnel rules",
    "B3": "exempt by a statute",
    "B4": "trade secrets",
    "B5": "deliberations and legal advice",
    "B6": "personal privacy",
    "B7": "law enforcement",
    "B7(A)": "law enforcement: pending proceedings",
    "B7(B)": "law enforcement: fair trial",
    "B7(C)": "law enforcement: personal privacy",
    "B7(D)": "law enforcement: confidential source",
    "B7(E)": "law enforcement: techniques",
    "B7(F)": "law enforcement: safety of a person",
    "B8": "supervision of banks",
    "B9": "oil wells",
    "1.4(A)": "military plans and weapons",
    "1.4(B)": "information of a foreign government",
    "1.4(C)": "intelligence activities and sources",
    "1.4(D)": "foreign relations",
    "1.4(E)": "scientific or economic matters of national security",
    "1.4(F)": "nuclear safeguards",
    "1.4(G)": "vulnerabilities of installations",
    "1.4(H)": "weapons of mass destruction",
    "25X1": "identity of a confidential source",
}
_OF_ORDER_12958 = "1.5("  # its paragraphs are those of 1.4 in the orders that followed
OLDER_THAN_25_YEARS = ("3.3(B)", "25X")


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes of a text that matches `CODES`, each once, as they are counted: `(b)(6)` is `B6`."""
    return tuple(dict.fromkeys(_canonical(code[0]) for code in _ONE.finditer(text)))


def _canonical(code: str) -> str:
    plain = "".join(code.upper().split(" "))
    if found := _ORDER.fullmatch(plain):
        return f"{found[1]}({found[2]})"
    if found := _ACT.match(plain):
        return f"B{found[1]}({found[2]})" if found[2] and found[1] == "7" else f"B{found[1]}"
    return plain


def meaning(code: str) -> str:
    """Return what a code stands for, in a few words; empty of one that is not known."""
    if code.startswith(_OF_ORDER_12958):
        code = code.replace("1.5", "1.4")
    if code.startswith(OLDER_THAN_25_YEARS):
        return _MEANINGS.get(code, "exempt from declassification after 25 years")
    return _MEANINGS.get(code, "")
