"""The light reader and the reader of this install, on sentences of our own."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading.tone import LABELS
from bot.models.tone import FOLDER, ToneModelError, load_tone

MOST_BYTES = 1_000_000
CLEAR = [
    ("She was brilliant and we are so grateful for all her help.", "positive"),
    ("I would recommend the group to anyone, thank you.", "positive"),
    ("The staff were kind and they listened to us.", "positive"),
    ("Nobody rang back and we were left waiting for months.", "negative"),
    ("They were rude, they did not listen and nothing was done.", "negative"),
    ("The worst service I have had, a waste of time.", "negative"),
]


@pytest.fixture
def light_only(tmp_path: Path) -> Path:
    for name in ("light.npz", "calibration.json"):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def test_without_the_encoder_the_light_reader_reads_and_says_so(
    light_only: Path,
) -> None:
    reader = load_tone(light_only)
    assert reader.name == "light"
    assert reader.version.startswith("light-")
    tones = reader.read([text for text, _ in CLEAR])
    assert [tone.label for tone in tones] == [label for _, label in CLEAR]
    assert all(0 <= tone.probability <= 1 for tone in tones)


def test_the_light_file_stays_under_a_megabyte() -> None:
    assert (FOLDER / "light.npz").stat().st_size < MOST_BYTES


def test_another_file_is_another_version(light_only: Path) -> None:
    before = load_tone(light_only).version
    calibration = light_only / "calibration.json"
    text = calibration.read_text()
    calibration.write_text(text.replace('"temperature": ', '"temperature": 1'))
    assert load_tone(light_only).version != before
    calibration.write_text(text)
    assert load_tone(light_only).version == before
    with (light_only / "light.npz").open("ab") as file:
        file.write(b"x")
    assert load_tone(light_only).version != before


def test_an_install_without_any_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ToneModelError, match="install strandline anew"):
        load_tone(tmp_path)
    shutil.copy(FOLDER / "calibration.json", tmp_path)
    with pytest.raises(ToneModelError, match="install strandline anew"):
        load_tone(tmp_path)


@pytest.mark.parametrize("text", ["", " ", "...", "10/10", "\U0001f44d", "\ud800"])
def test_what_has_no_letters_has_no_tone_to_tell(light_only: Path, text: str) -> None:
    (tone,) = load_tone(light_only).read([text])
    assert not tone.speaks
    assert tone.person


def test_words_that_no_reader_knows_are_not_spoken_of(light_only: Path) -> None:
    (tone,) = load_tone(light_only).read(["qwx vbnm zzkt"])
    assert not tone.speaks


def test_a_list_of_texts_is_read_as_each_alone(light_only: Path) -> None:
    reader = load_tone(light_only)
    texts = [text for text, _ in CLEAR]
    assert reader.read(texts) == [reader.read([text])[0] for text in texts]
    assert reader.read([]) == []


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_has_a_tone(text: str) -> None:
    (tone,) = READER.read([text])
    assert tone.label in LABELS
    assert 0 <= tone.probability <= 1


READER = load_tone()
