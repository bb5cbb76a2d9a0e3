from __future__ import annotations

import re
from collections.abc import Sequence

from opsonin import Edit, edits_between
from opsonin_bench.quality.tracing import Traced, traced, visible_words, words_behind

_PAGE = (
    "<html><head><title>Heart</title></head><body><nav>Heart failure</nav>"
    '<p class="heart">Heart <b>failure</b> kills &amp; hurts.</p></body></html>'
)


def _paragraph(markup: str) -> str:
    found = re.search(r"<p [^>]*>(.*)</p>", markup)
    return re.sub(r"<[^>]*>", "", found[1]).replace("&amp;", "&") if found else ""


def _compare(before: str, after: str) -> Sequence[Edit]:
    return edits_between(before, after, reason="extracted")


def test_letters_tell_which_copy_of_a_word_was_taken() -> None:
    words = visible_words(_PAGE)
    numbers = words_behind(_PAGE, words, _paragraph)
    assert numbers is not None
    behind = [_PAGE[slice(*words[n - 1])] for n in dict.fromkeys(numbers.tolist()) if n]
    assert behind == ["Heart", "failure", "kills", "hurts"]
    assert words[numbers[0] - 1][0] == _PAGE.index("Heart <b>")


def test_a_text_led_back_to_its_own_place_is_right() -> None:
    assert traced(_PAGE, _paragraph, _compare) == Traced(22, 22, 22, pages=1)


def test_a_text_led_back_to_another_copy_is_wrong() -> None:
    def to_menu(before: str, after: str) -> Sequence[Edit]:
        menu = before.index("Heart failure")
        rest = after.removeprefix("Heart failure")
        return [Edit(0, menu, "", "x"), Edit(menu + 13, len(before), rest, "x")]

    found = traced(_PAGE, _paragraph, to_menu)
    assert (found.letters, found.covered) == (22, 22)
    # The rest is replaced by the rest of the page, in which it stands.
    assert found.right == 10


def test_a_text_that_depends_on_the_case_of_words_is_left_out() -> None:
    def shouted(markup: str) -> str:
        return _paragraph(markup) if "Heart <b>" in markup else "nothing"

    assert traced(_PAGE, shouted, _compare) == Traced(left_out=1)
    assert traced(_PAGE, lambda _markup: "", _compare) == Traced(left_out=1)
