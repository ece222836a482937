"""Texts written before their writer saw any list: half tuned on, half only measured on."""

import pytest

from bot.models.redaction import load_redactor
from tools.measure_redaction import PROBES, Text, measure, read_probes

FRESH = tuple(read_probes(PROBES.with_name("probes_fresh.txt")))
HALF = len(FRESH) // 2


@pytest.mark.parametrize(
    ("stage", "texts", "names"),
    [
        ("rules", FRESH[:HALF], 0.90),
        ("standard", FRESH[:HALF], 0.95),
        ("rules", FRESH[HALF:], 0.85),
        ("standard", FRESH[HALF:], 0.91),
    ],
    ids=["rules, tuned on", "standard, tuned on", "rules, kept", "standard, kept"],
)
def test_figures_do_not_fall(stage: str, texts: tuple[Text, ...], names: float) -> None:
    tally = measure(load_redactor(stage=stage), texts)
    assert tally.labelled["NAME"] > 150
    assert tally.recall("NAME") >= names
    assert tally.recall("PHONE") >= 0.9
    assert tally.share_masked <= 0.015
