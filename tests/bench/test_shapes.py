import pytest

from bench.shapes import Shape, shapes
from cables.telegram import parse

LENGTH = 20_000


@pytest.mark.parametrize("shape", shapes().values(), ids=shapes().keys())
def test_a_shape_has_its_length_and_is_parsed(shape: Shape) -> None:
    text = shape(LENGTH)
    assert 0.7 * LENGTH < len(text) < 3 * LENGTH
    telegram = parse(text)
    for paragraph in telegram.paragraphs:
        for offset in {0, len(paragraph.text) - 1} if paragraph.text else ():
            source = telegram.source_map.to_source(paragraph.start + offset)
            assert text[source] == paragraph.text[offset] or paragraph.text[offset] in "¶\n"
