"""docs/disclosure.md is what the rules print, up to date."""

import re

from tools.build_disclosure_docs import PAGE, render


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == render(), "run: make docs"


def test_every_size_from_ten_to_sixty_is_worked_out_with_both_ends() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", render(), re.MULTILINE)
    for n in range(10, 61):
        said = [counts for size, counts in rows if int(size) == n]
        assert sum("(all)" in counts for counts in said) == 1
        assert sum("(none)" in counts for counts in said) == 1
        assert len(said) >= 4
