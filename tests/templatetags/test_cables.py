"""What the administration's templates share with the public pages."""

from django.template import engines

from cables.rendering.text_diff import diff, with_context


def test_a_difference_is_escaped_once() -> None:
    made = engines["django"].from_string("{% load cables %}{% text_diff shown %}{{ '<i>'|words }}")
    shown = made.render({"shown": with_context(diff("one two", "one <b>"))})
    assert "<del>two</del><ins>&lt;b&gt;</ins>" in shown
    assert shown.endswith("&lt;i&gt;")
