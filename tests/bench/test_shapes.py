from bench.shapes import shapes
from cables.telegram import parse

LENGTH = 20_000


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
