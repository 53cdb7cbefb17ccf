"""Senders and recipients as notes name them."""

from __future__ import annotations

import csv

import pytest

from cables.citations.parties import CITY_NAMES, PartyKind, party_at
from cables.telegram.vocabulary import DEFAULT

PLACE, POST, OWN, STATE, POSTS, FOREIGN = PartyKind


@pytest.mark.parametrize(
    ("text", "kind", "post", "name"),
    [
        ("Cape Varney 12", PLACE, "CAPEVARNEY", "Cape Varney"),
        ("Cape\nVarney", PLACE, "CAPEVARNEY", "Cape Varney"),
        ("Strel-\nsau", PLACE, "STRELSAU", "Strelsau"),
        ("São Paulo", PLACE, "SAOPAULO", "São Paulo"),
        ("Port-au-Prince", PLACE, "PORTAUPRINCE", "Port-au-Prince"),
        ("KIEV", PLACE, "KIEV", "KIEV"),
        ("Kyiv", PLACE, "KYIV", "Kyiv"),
        ("AmEmbassy Strelsau to", POST, "STRELSAU", "AmEmbassy Strelsau"),
        ("U.S. Embassy in Strelsau", POST, "STRELSAU", "U.S. Embassy in Strelsau"),
        ("the Embassy in Ruritania", POST, "STRELSAU", "Embassy in Ruritania"),
        ("U.S. Embassy, Puerto Lirio,", POST, "PUERTOLIRIO", "U.S. Embassy, Puerto Lirio"),
        ("Embassy Rome’s", POST, "ROME", "Embassy Rome"),
        ("American Consulate General Hong Kong", POST, "HONGKONG", "American Consulate General Hong Kong"),
        ("Mission to the United Nations", POST, "USUNNEWYORK", "Mission to the United Nations"),
        ("ambassade des États-Unis à Madrid", POST, "MADRID", "ambassade des États-Unis à Madrid"),
        ("US-Botschaft Berlin", POST, "BERLIN", "US-Botschaft Berlin"),
        ("Ambasciata USA a Roma", POST, "ROME", "Ambasciata USA a Roma"),
        ("the Embassy said", OWN, None, "Embassy"),
        ("Department of State", STATE, "STATE", "Department of State"),
        ("U.S. Dep’t of State", STATE, "STATE", "U.S. Dep’t of State"),
        ("Sec’y of State", STATE, "STATE", "Sec’y of State"),
        ("SecState", STATE, "STATE", "SecState"),
        ("Département d’État", STATE, "STATE", "Département d’État"),
        ("all diplomatic and consular posts", POSTS, None, "all diplomatic and consular posts"),
        ("British Embassy Moscow", FOREIGN, None, "British Embassy Moscow"),
        ("ambassade de France à Bamako", FOREIGN, None, "ambassade de France à Bamako"),
        ("FCO 7", FOREIGN, None, "FCO"),
    ],
)
def test_a_party_is_recognised(text: str, kind: PartyKind, post: str | None, name: str) -> None:
    party = party_at(text, 0, DEFAULT)
    assert party is not None
    assert (party.kind, party.post, party.name) == (kind, post, name)


@pytest.mark.parametrize("text", ["state of the art", "strelsau", "Orlebeck", "embassy", "3229", "Unlisted Town"])
def test_other_words_are_no_party(text: str) -> None:
    assert party_at(text, 0, DEFAULT) is None


def test_cities_in_other_languages_are_posts() -> None:
    with CITY_NAMES.open(encoding="utf-8", newline="") as lines:
        unknown = [row for row in csv.DictReader(lines) if row["post"] not in DEFAULT.posts]
    assert unknown == []
