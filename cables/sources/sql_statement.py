"""Statements of SQL: which a dump begins with, and what those that create and fill a table name.

The forms are those of mysqldump, pg_dump, sqlite3, phpMyAdmin and SQL Server's scripts, and of what people write.
"""

from __future__ import annotations

import re

_WORD = r"""(?:"[^"\n]{1,100}"|`[^`\n]{1,100}`|\[[^\]\n]{1,100}\]|[\w$@#]{1,100})"""
NAME = rf"{_WORD}(?:\s?\.\s?{_WORD}){{0,3}}"
_TABLE = rf"(?P<table>{NAME})"
_COLUMNS = r"\s*(?:\((?P<columns>[^()]{1,4000})\))?\s*"
_INTO = r"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w{1,20})\s+){0,3}(?:INTO\s+)?"
INSERT = re.compile(
    rf"\s*{_INTO}{_TABLE}{_COLUMNS}(?:OVERRIDING\s+\w{{1,20}}\s+VALUE\s+)?VALUES\s*(?=\()", re.IGNORECASE
)
INSERT_BEGINS = re.compile(rf"\s*{_INTO}{NAME}(?=\s|\(|\Z)", re.IGNORECASE)
COPY = re.compile(rf"\s*COPY\s+{_TABLE}{_COLUMNS}FROM\s+stdin\b[^;]{{0,200}};\s*$", re.IGNORECASE)
COPY_ROW = re.compile(
    r"\d+\t(?:\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d\d-\d\d)(?: [\d:.+-]{0,30})?\t(?:[^\t\n]{0,1000}\t){4}[^\t\n]*\\n"
)
_NEW_TABLE = (
    r"CREATE\s+(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|VIRTUAL|OR\s+REPLACE)\s+){0,2}TABLE\s+"
    r"(?:IF\s+NOT\s+EXISTS\s+)?"
)
CREATE = re.compile(rf"\s*{_NEW_TABLE}{_TABLE}\s*(?:USING\s+\w{{1,20}}\s*)?\(", re.IGNORECASE)
_STRING = re.compile(r"'[^']*+'")
_WITHIN = re.compile(r"\([^()]*+\)")
_COLUMN = re.compile(r"""(?:\A|,)\s*["`\[]?([^\W\d]\w{0,100})["`\]]?(?=\s+["`\[]?[A-Za-z]|\s*[,)])""")
_NO_COLUMNS = frozenset(["PRIMARY", "UNIQUE", "CONSTRAINT", "FOREIGN", "CHECK", "KEY", "INDEX", "FULLTEXT", "SPATIAL"])

# Where rows begin, or their table: more than prose can have.
_ROWS = re.compile(
    rf"(?:{_INTO}{NAME}\s*(?:\([^()]{{1,4000}}(?:\)\s*(?:OVERRIDING\b|VALUES\b|SELECT\b)|\Z)|VALUES\s*(?:\(|\Z)"
    rf"|SET\s+{_WORD}\s*=|SELECT\s+[^;]{{1,4000}};)"
    rf"|COPY\s+{NAME}\s*(?:\([^()]{{1,4000}}(?:\)|\Z)\s*)?(?:FROM\s+(?:stdin|'|PROGRAM)|\Z)"
    rf"|{_NEW_TABLE}{NAME}\s*(?:\(\s*(?:{_WORD}[ \t]+{_WORD}|{_WORD}\s*(?:,[^;()]{{0,4000}})?(?:\)\s*;|\Z)|\Z)"
    r"|AS\s+SELECT\b|USING\s+\w+\s*\())",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?:\s++|(?:--|#|REM(?:ARK)?[ \t]|PROMPT[ \t])[^\n]*+(?:\n|\Z)|/\*(?s:.)*?\*/[ \t]*;?)*+")
# Programs that write their name into the first comment: then nothing else need stand at the beginning.
_DUMPED = re.compile(
    r"\s*+(?:--|#|/\*)[\s#*-]{0,200}+(?:PostgreSQL|MySQL|MariaDB|SQLite|phpMyAdmin|Adminer|HeidiSQL) "
    r"[^\n]{0,60}?(?:dump|\d\.\d)",
    re.IGNORECASE,
)
# Statements that need no semicolon: a line of a client's own, or a batch of SQL Server.
_LINE = re.compile(
    r"(?:\\(?:connect|c|set|encoding|restrict|unrestrict|echo|timing|pset|i)\b[^\n]*|GO(?:\s+\d+)?"
    rf"|USE\s+{_WORD}|SET\s+(?:[A-Z_]{{3,40}}\s+(?:{NAME}\s+)?(?:ON|OFF)|DEFINE\s+\S+)"
    r"|BEGIN(?:\s+TRAN(?:SACTION)?)?|PRINT\s+N?'[^'\n]*'|(?:EXEC|EXECUTE)\s+\S[^\n]*|\.\w+[^\n]*|WHENEVER\s+SQLERROR[^\n]*"
    rf"|DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?{NAME}|TRUNCATE\s+TABLE\s+{NAME}|DELETE\s+(?:FROM\s+)?\[{NAME})"
    r"[ \t]*(?:;|\r?$)",
    re.IGNORECASE | re.MULTILINE,
)
_KIND = (
    r"(?:(?:UNIQUE|CLUSTERED|NONCLUSTERED|FULLTEXT|SPATIAL|MATERIALIZED|GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|PUBLIC)"
    r"\s+){0,3}(?:TABLES?|DATABASE|SCHEMA|INDEX|VIEW|SEQUENCE|FUNCTION|PROCEDURE|TRIGGER|TYPE|DOMAIN|EXTENSION|ROLE|USER"
    r"|AGGREGATE|OPERATOR|CAST|COLLATION|LANGUAGE|SYNONYM|LOGIN|EVENT|SERVER|RULE|POLICY|PUBLICATION|DEFAULT\s+PRIVILEGES"
    r"|TABLESPACE|SESSION|SYSTEM|TEXT\s+SEARCH)\b"
)
_OPENING = re.compile(
    rf"(?:SET\s+(?:(?:SESSION|GLOBAL|LOCAL)\s+)?(?:{NAME}\s*(?:=|:=|TO\b)|NAMES\b|CHARACTER\s+SET\b|TIME\s+ZONE\b"
    r"|TRANSACTION\b|CONSTRAINTS\b|CHARSET\b)"
    rf"|USE\s+{NAME}\s*;|(?:BEGIN|COMMIT|ROLLBACK|END)(?:\s+(?:TRANSACTION|WORK|IMMEDIATE|EXCLUSIVE|DEFERRED|TRAN))?\s*;"
    r"|START\s+TRANSACTION\b"
    rf"|(?:DROP|ALTER)\s+{_KIND}|CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:DEFINER\s*=\s*\S+\s+)?{_KIND}"
    rf"|DELETE\s+FROM\s+{NAME}\s*(?:WHERE\b|;)|TRUNCATE\s+(?:TABLE\s+)?{NAME}\s*(?:,|;|RESTART|CASCADE|CONTINUE)"
    rf"|LOCK\s+TABLES?\s+{NAME}\s+(?:READ|WRITE|IN\b|AS\b|LOW_PRIORITY)|UNLOCK\s+TABLES\s*;"
    rf"|PRAGMA\s+\w+|SELECT\s+(?:pg_catalog\.|setval|set_config|@|\d|'|\w+\s*\(|\*\s+FROM\b)"
    rf"|(?:GRANT|REVOKE)\s+[^;]{{1,300}}\b(?:ON|TO|FROM)\b|COMMENT\s+ON\s+{_KIND}|UPDATE\s+{NAME}\s+SET\b"
    r"|DELIMITER\s|DECLARE\s+@|IF\s+(?:NOT\s+)?(?:EXISTS\s*\(|OBJECT_ID)|DO\s+\$|ANALYZE\b|VACUUM\b|FLUSH\s+\w+"
    r"|(?:DISABLE|ENABLE)\s+TRIGGER\b)",
    re.IGNORECASE,
)
_REST = re.compile(
    r"(?:[^;'\"`$]++|'[^']*+'|\"[^\"]*+\"|`[^`]*+`|\$\w*+\$(?s:.)*?\$\w*+\$|\$)*+(?:;|^GO\b)", re.MULTILINE
)

_MAY_BE_CUT = 4000  # characters, from which on the last line may be no whole one


def is_dump(head: str) -> bool:
    """Return whether a text that begins so is a dump of a database, or rows of one.

    What stands before the first rows, or the statement that creates their table, must be statements and comments.
    """
    if COPY_ROW.match(head) or _DUMPED.match(head):
        return True
    position, statements = 0, 0
    while True:
        position = _end(_COMMENTS, head, position)
        if position == len(head):
            return statements > 0
        if _ROWS.match(head, position):
            return True
        if line := _LINE.match(head, position):
            position = line.end()
        elif opening := _OPENING.match(head, position):
            # Back to the beginning of the last word: it may end with the semicolon.
            if not (rest := _REST.match(head, opening.end() - opening[0].endswith(";"))):
                return statements > 0
            position = rest.end()
        else:
            return statements > 0 and len(head) > _MAY_BE_CUT and "\n" not in head[position:]
        statements += 1


def _end(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def name(quoted: str) -> str:
    """Return the name of a table or column without its quotes and its schema."""
    return quoted.strip().rpartition(".")[2].strip().strip('"`[]')


def named(columns: str) -> tuple[str, ...]:
    """Return the columns that stand between the brackets behind the name of a table."""
    return tuple(map(name, columns.split(",")))


def is_whole(definition: str) -> bool:
    """Return whether all brackets of a CREATE TABLE are closed, of which this is what follows the first."""
    bare = _STRING.sub("", definition)
    return bare.count(")") > bare.count("(")


def created(definition: str) -> tuple[str, ...]:
    """Return the columns of a CREATE TABLE, of which this is what follows the first bracket."""
    bare = _WITHIN.sub("", _WITHIN.sub("", _STRING.sub("", definition)))
    names = [found[1] for found in _COLUMN.finditer(bare)]
    return tuple(each for each in names if each.upper() not in _NO_COLUMNS)
