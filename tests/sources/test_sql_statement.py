"""What a dump of a database begins with, and what prose does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.recognise import HEAD, FileFormat, recognise
from cables.sources.sql_statement import is_dump
from tests.sources.builders import BODY, HEADING

TELEGRAM = f"{HEADING}\n\n{BODY}\n"
ROWS = [
    "INSERT INTO c (refid, content) VALUES ('07LIMA1', 'A');\n",
    "INSERT INTO `c` VALUES ('07LIMA1', 'A');\n",
    "INSERT [dbo].[c] ([refid], [content]) VALUES (N'07LIMA1', N'A')\nGO\n",
    "INSERT OR IGNORE INTO \"my cables\" VALUES('07LIMA1','A');\n",
    "COPY public.c (refid, content) FROM stdin;\n07LIMA1\tA\n\\.\n",
    "CREATE TABLE IF NOT EXISTS c (\n  refid text\n);\n",
    "CREATE TABLE c(refid, content);\n",
    "CREATE TABLE c(\n  `refid` text,\n",
    "CREATE TABLE [dbo].[c](\n\t[refid] [nvarchar](20) NOT NULL,\n",
]
BEFORE = [
    "",
    "BEGIN;\n",
    "BEGIN\n",
    "BEGIN TRANSACTION;\n",
    "START TRANSACTION;\n",
    "USE x;\n",
    "USE [x]\nGO\n",
    "SET NAMES utf8;\n",
    "SET FOREIGN_KEY_CHECKS=0;\n",
    "SET @OLD_MODE=@@SQL_MODE, SQL_MODE='A;B';\n",
    'SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";\nSET time_zone = "+00:00";\n',
    "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n",
    "SET ANSI_NULLS ON\nGO\nSET IDENTITY_INSERT [dbo].[c] ON \nGO\n",
    "/*!40101 SET NAMES utf8 */;\n/*!40000 ALTER TABLE `c` DISABLE KEYS */;\n",
    "/****** Object:  Table [dbo].[c]    Script Date: 1/2/2012 ******/\n",
    "DROP TABLE IF EXISTS `c`;\n",
    "DROP TABLE IF EXISTS c\nGO\n",
    "DELETE FROM c;\nDELETE FROM c WHERE a = 'x;y';\n",
    "TRUNCATE c;\n",
    "TRUNCATE TABLE public.c RESTART IDENTITY;\n",
    "LOCK TABLES `c` WRITE;\n",
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
    "\\connect cables\n\\restrict x\n",
    "-- exported by hand\n\n",
    "# exported by hand\n#\n",
    "REM INSERTING into C\nSET DEFINE OFF;\n",
    "CREATE DATABASE IF NOT EXISTS `x` DEFAULT CHARACTER SET utf8;\nUSE `x`;\n",
    "CREATE SCHEMA x;\nALTER SCHEMA x OWNER TO y;\nCOMMENT ON SCHEMA x IS 'a;b';\n",
    "CREATE FUNCTION f() RETURNS int AS $$ begin; return 1; end; $$ LANGUAGE plpgsql;\n",
    "GRANT ALL ON SCHEMA x TO y;\n",
    "IF NOT EXISTS (SELECT 1 FROM x)\nBEGIN\nPRINT 'x'\nEND;\nGO\n",
]


@pytest.mark.parametrize("before", BEFORE)
def test_a_dump_is_known_whatever_stands_before_its_rows(before: str) -> None:
    assert [rows for rows in ROWS if not is_dump(before + rows)] == []
    assert [rows for rows in ROWS if not is_dump((before + rows).replace("\n", "\r\n"))] == []


@pytest.mark.parametrize("before", [text for text in BEFORE if not text.startswith(("--", "#", "/*"))][1:])
def test_statements_without_rows_are_no_text(before: str) -> None:
    assert is_dump(before)


def test_a_dump_whose_rows_begin_behind_what_is_read_of_it_is_known() -> None:
    assert is_dump(("SET a = 1;\n" * HEAD)[:HEAD])
    assert is_dump(f"SET a = 1;\nCREATE FUNCTION f() AS $$ {'x;' * HEAD}"[:HEAD])


@pytest.mark.parametrize(
    "before",
    [
        "",
        "BEGIN TEXT:\n",
        "BEGIN\n",
        "USE OF FORCE; A NOTE\n",
        "USE CAUTION;\n",
        "SET FORTH BELOW; SEE PARA 2\n",
        "COPY FOR INFO\n",
        "COPY TO FILE FROM STDIN\n",
        "INSERT INTO PARA 3 (LAST LINE) VALUES.\n",
        "Insert into the record\n",
        "CREATE TABLE OF CONTENTS\n",
        "CREATE TABLE OF (ALL) CONTENTS\n",
        "DELETE FROM PARA 3 LINE 2 QUOTE X UNQUOTE;\n",
        "DELETE FROM PARA;\n",
        "DROP TABLE TENNIS;\n",
        "DROP THE TABLE;\n",
        "SELECT COMMITTEE ON X;\n",
        "UPDATE ON ZENDA SET OF TALKS;\n",
        "LOCK TABLES AND CHAIRS;\n",
        "TRUNCATE THE REPORT;\n",
        "-- \n",
        "-- a note; and another\n",
        "-- MySQL notes\n",
        "# Title\n\n",
        "/* a note */\n",
        "GO\n",
    ],
)
def test_prose_and_telegrams_are_no_dump(before: str) -> None:
    assert recognise((before + TELEGRAM).encode()) is FileFormat.TEXT
    assert not is_dump(before + "The Duke came; he went.\n" * 500)


def test_what_a_database_program_writes_first_is_a_dump() -> None:
    for first in ("-- PostgreSQL database dump\n", "-- MySQL dump 10.13  Distrib 8.0\n", "-- phpMyAdmin SQL Dump\n"):
        assert is_dump(f"--\n{first}--\n\n-- {'x' * HEAD}")


@given(st.text(st.sampled_from("INSERT INTO c(VALUES);'\"$`-/*#\n \\;"), max_size=200))
def test_whatever_a_text_begins_with_is_a_dump_or_none(head: str) -> None:
    assert is_dump(head) in (True, False)
