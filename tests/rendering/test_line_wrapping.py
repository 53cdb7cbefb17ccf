"""Which line breaks of a text are the teleprinter's and which the writer's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.rendering.line_wrapping import BlockType, blocks, measure

WIDTH = 62


def shape(text: str, width: int | None = WIDTH, opening: int = 0) -> list[tuple[str, list[str]]]:
    """Return the blocks of a text: type, and the lines as they come out, those that go on being joined."""
    found = []
    for block in blocks(text, width, opening):
        lines: list[str] = []
        for line in block.lines:
            if line.joined:
                lines[-1] += f" {text[line.start : line.end]}"
            else:
                lines.append(text[line.start : line.end])
        found.append((block.type.value, lines))
    return found


WRAPPED = [
    "The barges came back on Friday, four days after the toll was  ",
    "halved, with salt for the upper river and with nothing else to",
    "declare.",
]


def test_full_lines_flow() -> None:
    joined = " ".join(line.strip() for line in WRAPPED)
    assert shape("\n".join(WRAPPED)) == [("prose", [joined])]


def test_short_lines_keep_their_breaks() -> None:
    text = "Present were:\nThe Regent\nThe keeper of the lock"
    assert shape(text) == [("prose", ["Present were:", "The Regent", "The keeper of the lock"])]


def test_text_that_was_never_wrapped_keeps_the_breaks_between_its_sentences() -> None:
    text = "\n".join(WRAPPED)
    assert shape(text, None) == [("prose", [" ".join(line.strip() for line in WRAPPED)])]
    assert shape("The barges came back.\nthe toll was halved.\nSo it ended.", None) == [
        ("prose", ["The barges came back.", "the toll was halved.", "So it ended."])
    ]


def test_what_stood_before_the_first_line_counts() -> None:
    text = "The barges came back on Friday, four days after our\nToll Act was read."
    assert len(shape(text)[0][1]) == 2
    assert len(shape(text, opening=len("12. (SBU) "))[0][1]) == 1


def test_blank_lines_part_blocks() -> None:
    assert shape("One.\n\n \nTwo.") == [("prose", ["One."]), ("prose", ["Two."])]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The toll at the lock was halved on Friday, and the barges of", "both banks came back."),
        ("The toll at the lock was halved on Friday, and the barges, of", "which Zenda has ninety, came back."),
    ],
)
def test_a_sentence_goes_on_over_the_gap_that_a_section_break_left(before: str, after: str) -> None:
    assert shape(f"{before}\n\n\n{after}") == [("prose", [f"{before} {after}"])]


def test_running_prose_goes_on_over_such_a_gap_with_a_capital_too() -> None:
    first = "The envoys met on Friday in the old customs house on the river"
    second = "and heard the keeper of the lock, who is an uncle of Professor"
    assert shape(f"{first}\n{second}\n\nHagedorn.") == [("prose", [f"{first} {second} Hagedorn."])]


@pytest.mark.parametrize(
    ("before", "width"),
    [
        ("XXXXXXXXXXXX told us that the toll is a family", WIDTH),
        ("The envoys met in the old customs house, heard the keeper of the lock, and sent " * 2 + "for our", None),
    ],
)
def test_a_small_letter_goes_on_with_an_unfinished_sentence(before: str, width: int | None) -> None:
    assert len(shape(f"{before}\nmatter. He left.", width)[0][1]) == 1
    assert len(shape(f"{before}.\nmatter. He left.", width)[0][1]) == 2
    assert len(shape(f"{before}\nMatter. He left.", width)[0][1]) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "THE PACT, IF IT IS SIGNED IN THE NORTH, COULD ASSUAGE",
            "THE MILITARY, STABILIZE THE PRICE AND LEAD TO THE VOTE.",
        ),
        ("HE LEFT SATISFIED, AS WE ALL HOPED, THAT HE HAD", "DONE SO IN TIME AND THAT THE NEXT STEP IS THE REGENT'S"),
        ("- THE PAPER NAMES AMONG ITS REASONS THE", "HEARTENING ADVANCE OF THE PEOPLE."),
        ("REGARD FOR THE LOCK AND ITS KEEPERS. WHEN CAPT.", "ROE WAS TOLD OF IT, HE LEFT FOR THE MINES OF ZENDA."),
        ("He then spoke on the telephone to Gen.", "Roe at length."),
    ],
)
def test_prose_goes_on_after_a_line_that_is_not_quite_full(before: str, after: str) -> None:
    assert [lines for _, lines in shape(f"{before}\n{after}", 70)] == [[f"{before} {after}"]]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("THE OLD CUSTOMS HOUSE", "IS THE SEAT OF THE REGENT AND OF THE KEEPER OF THE LOCK."),
        ("SPONSOR: THE DUCHY OF STRELSAU AND RURITANIA", "SUBJECT: THE TOLL AT THE LOCK OF ZENDA AND ITS USE"),
        ("HEDDA QUARSTEN, RIVER MINISTER, RURITANIA", "OTTOKAR LINDVIST, HARBOR MASTER, STRELSAU"),
        ("THE TOLL AT THE LOCK WAS HALVED ON FRIDAY.", "THE BARGES OF BOTH BANKS CAME BACK ON THE SAME DAY."),
        ("15 CENTRAL ST.", "ZENDA 05091"),
        ("OCTOBER 12 9:25 PM LEAVE ZENDA ON BARGE 974", "OCTOBER 13 6:20 AM ARRIVE IN STRELSAU"),
    ],
)
def test_lines_in_capitals_that_are_no_prose_stay(before: str, after: str) -> None:
    assert shape(f"{before}\n{after}", 70) == [("prose", [before, after])]


def test_short_lines_in_small_letters_are_a_list() -> None:
    assert shape("salt from Zenda\ncheese from Ostrelle")[0][1] == ["salt from Zenda", "cheese from Ostrelle"]


def test_a_finished_sentence_ends_a_block() -> None:
    first = "The toll was halved on Friday, and the barges came back home."
    assert shape(f"{first}\n\nthe rest") == [("prose", [first]), ("prose", ["the rest"])]


ITEMS = [
    "- Salt for the upper river\n- Cheese for the lower",
    "-- Salt for the upper river\n\n-- Cheese for the lower",
    "--Salt for the upper river\n--Cheese for the lower",
    "* Salt for the upper river\n* Cheese for the lower",
    "• Salt for the upper river\n• Cheese for the lower",
    "o Salt for the upper river\no Cheese for the lower",
    "1) Salt for the upper river\n2) Cheese for the lower",
    "(1) Salt for the upper river\n(2) Cheese for the lower",
    "a. Salt for the upper river\nb. Cheese for the lower",
    "A. Salt for the upper river\nB. Cheese for the lower",
    "¶A. Salt for the upper river\n¶B. Cheese for the lower",
    "(i) Salt for the upper river\n(ii) Cheese for the lower",
    "   - Salt for the upper river\n   - Cheese for the lower",
]


@pytest.mark.parametrize("text", ITEMS)
def test_items(text: str) -> None:
    found = blocks(text, WIDTH)
    assert [block.type for block in found] == [BlockType.ITEM, BlockType.ITEM]
    assert [text[block.start + block.bullet : block.end] for block in found] == [
        "Salt for the upper river",
        "Cheese for the lower",
    ]


def test_an_item_takes_in_the_line_that_goes_on_and_the_one_that_is_indented() -> None:
    first = "-- Salt for the upper river, which the mines of Zenda send down"
    assert shape(f"{first}\nin spring\n   by barge\nOf cheese nothing is known.") == [
        ("item", [f"{first} in spring by barge"]),
        ("prose", ["Of cheese nothing is known."]),
    ]


def test_an_item_follows_one_of_its_own_shape_even_behind_a_full_line() -> None:
    first = "- Hedda Quarsten, River Minister, with the keeper of the lock"
    assert [kind for kind, _ in shape(f"{first}\n- Ottokar Lindvist")] == ["item", "item"]


@pytest.mark.parametrize(
    "wrapped",
    [
        "The River Minister told us that the toll was a family matter\n-- her own words -- and left.",
        "The toll is due for ships that carry salt and cheese to port\nA. M. Hagedorn keeps.",
    ],
)
def test_a_dash_or_an_initial_put_there_by_the_wrapping_opens_nothing(wrapped: str) -> None:
    assert [kind for kind, _ in shape(wrapped)] == ["prose"]


def test_a_portion_mark_opens_no_list() -> None:
    assert [kind for kind, _ in shape("(C) The toll was halved.\n(U) So they say.")] == ["prose"]


@pytest.mark.parametrize("rule", ["----------", "- - - - - -", "==========", "* * * * *", "--- --------"])
def test_rules(rule: str) -> None:
    assert shape(f"THE TOLL\n{rule}\nIt was halved.") == [
        ("prose", ["THE TOLL"]),
        ("rule", [rule]),
        ("prose", ["It was halved."]),
    ]


TABLES = [
    "Salt        12.00   14.00\nCheese       3.10    4.00",
    "Salt ..........  12.00\nCheese ........   3.10\n                ------\nTotal .........  15.10",
    "Salt\t12.00\nCheese\t3.10",
    "Cargo        Thalers\n-----        -------\nSalt         12.00",
    "Salt        12.00   14.00",
]


@pytest.mark.parametrize("text", TABLES)
def test_tables(text: str) -> None:
    assert [kind for kind, _ in shape(text)] == ["table"]


@pytest.mark.parametrize(
    "text",
    [
        "The toll was halved.   The barges came back.",
        'He said "no."   He left.',
        "One gap   makes no table",
        "-   An item with a wide gap behind its mark",
    ],
)
def test_wide_spaces_in_prose_make_no_table(text: str) -> None:
    assert "table" not in [kind for kind, _ in shape(text)]


def test_prose_around_a_table_stays_prose() -> None:
    text = "It costs:\nSalt        12.00   14.00\nCheese       3.10    4.00\nNobody paid."
    assert [kind for kind, _ in shape(text)] == ["prose", "table", "prose"]


def test_the_measure_of_wrapped_texts() -> None:
    assert measure(["\n".join(WRAPPED)] * 5) == 62
    assert measure(["Never wrapped, one line for each paragraph. " * 10] * 5) is None
    assert measure(["Short.\nLines."]) is None
    assert measure([]) is None


def test_a_few_lines_of_tables_do_not_widen_the_measure() -> None:
    assert measure(["\n".join(WRAPPED[:2] * 30), "x" * 85 + "\nx"]) == 62


TEXTS = st.text(st.sampled_from(" \n\t-.a1()Z¶•=") | st.characters(), max_size=300)


@given(TEXTS, st.sampled_from([None, 55, 69]))
def test_every_character_that_shows_is_in_one_block_in_order(text: str, width: int | None) -> None:
    lines = [text[line.start : line.end] for block in blocks(text, width) for line in block.lines]
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS)
def test_an_items_mark_lies_within_its_first_line(text: str) -> None:
    for block in blocks(text, WIDTH):
        first = block.lines[0]
        assert 0 <= block.bullet <= first.end - first.start
        assert (block.bullet > 0) == (block.type is BlockType.ITEM)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("The barges came back on Friday, and the\nDuke was pleased.", True),
        ("The barges came back on Friday\nwith salt.", True),
        ("The barges came back on Friday\n\nwith salt.", True),
        ("The barges came back on Friday\nDuke Rudolf was pleased.", False),
        ("The barges came back:\nsalt and cheese from the upper river", False),
        ("apples\npears", False),
    ],
)
def test_a_line_broken_in_mid_sentence_is_joined(text: str, joined: bool) -> None:
    assert (len(shape(text, None)[0][1]) == 1) is joined


WORDS = frozenset({"complementation", "long-standing", "salt", "makers"})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a declaration of comple-\nmentation with Zenda", "a declaration of complementation with Zenda"),
        ("the catch of herring, a long-\nstanding wish of all", "the catch of herring, a long-standing wish of all"),
        ("the catch of herring was forty-\ntwo barrels", "the catch of herring was forty-two barrels"),
        ("the catch of herring was a sur-\nprise to many", "the catch of herring was a surprise to many"),
        ("the guild of all the salt-\nmakers in Zenda", "the guild of all the salt-makers in Zenda"),
        ("the catch of herring in 1974-\n1975 was low", "the catch of herring in 1974- 1975 was low"),
        ("the catch of herring -\nso he said", "the catch of herring - so he said"),
    ],
)
def test_words_that_are_hyphenated_at_the_ends_of_lines_are_joined(text: str, read: str) -> None:
    for width in (None, 24):
        if "1974" in text and width is None:
            continue  # what follows is no small letter
        lines = [line for block in blocks(text, width and 55, 30, WORDS) for line in block.lines]
        found = "".join(
            ("" if line.glued or not index else " ") + text[line.start : line.end] for index, line in enumerate(lines)
        )
        assert found == read


def test_one_long_line_with_gaps_and_bullets_with_gaps_are_no_table() -> None:
    line = "The barges   came back   on Friday " * 6
    assert [kind for kind, _ in shape(line, None)] == ["prose"]
    assert [kind for kind, _ in shape("- salt    two barges\n- cheese    one barge", None)] == ["item", "item"]
    assert [kind for kind, _ in shape("salt    two barges\ncheese    one barge", None)] == ["table"]
