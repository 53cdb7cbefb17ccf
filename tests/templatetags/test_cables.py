"""What the administration's templates share with the public pages."""

from django.template import engines

from cables.rendering.text_diff import around, collate


def test_a_difference_is_escaped_once() -> None:
    made = engines["django"].from_string("{% load cables %}{% collation shown %}{{ '<i>'|words }}")
    shown = made.render({"shown": around(collate("one two", "one <b>"))})
    assert "<del>two</del><ins>&lt;b&gt;</ins>" in shown
    assert shown.endswith("&lt;i&gt;")
