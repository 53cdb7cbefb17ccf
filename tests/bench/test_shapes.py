from time import process_time

from bench.parser import read
from bench.shapes import shapes
from cables.telegram import parse

LENGTH = 20_000
LONGEST_TIME = 1.5  # seconds; the slowest takes a tenth of it, and where time grows with the square many do not end


def test_shapes_have_their_length() -> None:
    lengths = {name: len(shape(LENGTH)) for name, shape in shapes().items()}
    assert {name: length for name, length in lengths.items() if not 0.7 * LENGTH < length < 3 * LENGTH} == {}


def test_shapes_are_parsed() -> None:
    offenders = []
    for name, shape in shapes().items():
        text = shape(LENGTH)
        telegram = parse(text)
        for paragraph in telegram.paragraphs:
            for offset in {0, len(paragraph.text) - 1} if paragraph.text else ():
                source = telegram.source_map.to_source(paragraph.start + offset)
                if text[source] != paragraph.text[offset] and paragraph.text[offset] not in "¶\n":
                    offenders.append((name, source))
    assert offenders == []


def test_shapes_are_read_in_time() -> None:
    seconds = {}
    for name, shape in shapes().items():
        text = shape(LENGTH)
        start = process_time()
        read(text)
        seconds[name] = process_time() - start
    assert {name: taken for name, taken in seconds.items() if taken > LONGEST_TIME} == {}
