"""Words of office titles."""

from __future__ import annotations

import pytest

from cables.telegram.office_titles import is_title
from cables.telegram.vocabulary import DEFAULT


@pytest.mark.parametrize(
    "word", ["DCM", "a.i.", "Counselor", "COUNSEL0R", "Pol/Econ", "Pol-Mil", "EconOff", "d'Affaires"]
)
def test_words_of_titles(word: str) -> None:
    assert is_title(word, DEFAULT)


@pytest.mark.parametrize("word", ["Marie", "Hector", "Sapt", "R.F.", "J", "Kim-Scott", "O'Elphberg"])
def test_words_of_names(word: str) -> None:
    assert not is_title(word, DEFAULT)
