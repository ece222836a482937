"""The encoder on sentences of our own, and that nothing beside a text changes it."""

import threading
from hashlib import sha256

import pytest

from bot.models.tone import FOLDER, load_tone

READER = load_tone()
MOST_BYTES = 25_000_000
CLEAR = [
    ("She was brilliant. I can't thank her enough!", "positive"),
    ("Couldn't fault her.", "positive"),
    ("I was on my knees when she came and now we laugh again.", "positive"),
    ("Never once made me feel like a bad mum.", "positive"),
    ("Nobody rang back and we were left to get on with it.", "negative"),
    ("Not helpful.", "negative"),
    ("They never listened to a word we said.", "negative"),
    ("Supervision keeps being cancelled and caseloads are far too high.", "negative"),
    ("The worker was great but the waiting list was awful.", "mixed"),
    ("Some weeks it helped and some weeks it did not.", "mixed"),
]


def test_the_standard_install_reads_with_the_encoder() -> None:
    assert READER.name == "encoder"
    assert READER.version.startswith("encoder-")
    for name in ("plain.onnx", "wide.onnx"):
        assert (FOLDER / name).stat().st_size < MOST_BYTES


@pytest.mark.parametrize(("text", "label"), CLEAR)
def test_plain_sentences_are_read_rightly(text: str, label: str) -> None:
    (tone,) = READER.read([text])
    assert tone.label == label


def test_a_text_is_read_alike_in_any_company() -> None:
    texts = [text for text, _ in CLEAR]
    together = READER.read([*texts, "She came on Tuesday. " * 80])
    alone = [READER.read([text])[0] for text in texts]
    assert together[:-1] == alone


def test_a_text_longer_than_the_model_can_take_is_read_in_parts() -> None:
    (tone,) = READER.read(["They never rang back and I felt so let down. " * 100])
    assert tone.label == "negative"
    assert tone.speaks


def test_curly_quotes_capitals_and_placeholders_change_nothing() -> None:
    plain, curly = READER.read(
        ["she didn't listen, name was rude", "She didn\u2019t listen, [name] was RUDE"]
    )
    assert plain.label == curly.label == "negative"
    assert plain.probability == pytest.approx(curly.probability, abs=0.1)


def test_threads_that_come_at_once_load_one_model() -> None:
    reader = load_tone()
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read(["Not helpful."])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [reader.read(["Not helpful."])] * 4


def test_the_vocabulary_is_the_base_models() -> None:
    """Another vocabulary would give every word another meaning."""
    whole = sha256((FOLDER / "vocab.txt").read_bytes()).hexdigest()
    assert whole.startswith("07eced375cec144d")
