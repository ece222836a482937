"""Only what is surely English is read by machine."""

import threading

import pytest

from bot.models import language
from bot.models.language import Languages
from surveys.details import Rules
from tools.measure_language import measure_sentences, read_sentences

LANGUAGES = Languages()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dziękuję bardzo za pomoc, pani była wspaniała", "pl"),
        ("Ne-a ajutat foarte mult cu copiii", "ro"),
        ("Aad ayaad ugu mahadsan tihiin caawimaada", "so"),
        ("તેમણે અમારી ખૂબ મદદ કરી", "gu"),
        ("ਉਨ੍ਹਾਂ ਨੇ ਸਾਡੀ ਬਹੁਤ ਮਦਦ ਕੀਤੀ", "pa"),
        ("انہوں نے ہماری بہت مدد کی", "ur"),
        ("তারা আমাদের অনেক সাহায্য করেছে", "bn"),
        ("لقد ساعدونا كثيرا مع الأطفال", "ar"),
        ("Вони дуже допомогли нашій родині", "uk"),
        ("Labai ačiū už pagalbą mano šeimai", "lt"),
        ("Bize çok yardımcı oldular, teşekkürler", "tr"),  # noqa: RUF001 - Turkish
    ],
)
def test_languages_of_early_help_are_named(text: str, code: str) -> None:
    tongue = LANGUAGES.identify(text)
    assert tongue.code == code
    assert tongue.name == language.NAMES[code]
    assert tongue.probability >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Temne amari khub madad kari",
        "bahu saras kaam karyu tame",
        "Ohna ne saadi bahut madad kiti",
        "unhon ne hamari bohat madad ki",
        "Diolch yn fawr iawn am eich help",
        "Elle nous a beaucoup aidés avec les enfants",
        "她帮了我们很多",
        "Dziękuję bardzo",
        "amar chele ekhon school e jay",
        "grazie mille per l'aiuto",
        "no me gusto nada",
        "shukran jazeelan",
        "ndatenda nerubatsiro",
    ],
)
def test_what_nobody_can_tell_is_never_english(text: str) -> None:
    tongue = LANGUAGES.identify(text)
    assert tongue.code is None
    assert tongue.name == "cannot tell"


@pytest.mark.parametrize(
    "text",
    [
        *("No.", "Nil", "N/A", "Good", "ok", "ta xx", "", "👍", "10/10", "Mum"),
        "she helped us loads, shukran",
        "woz gd realy gud suport thx",
        "CAMHS SENCO EHCP",
        "comunication was terible",
        "Kacper and Priya came with Mrs Okonkwo",
        "she said дякую and smiled at all of us",
        "she said [name] was the one who helped",
    ],
)
def test_english_as_it_is_written_stays_english(text: str) -> None:
    assert LANGUAGES.identify(text).code == "en"


def test_our_sentences_in_many_languages() -> None:
    right, missed, english = measure_sentences(LANGUAGES)
    assert english == 0
    assert right / (right + missed) >= 0.96


def test_no_sentence_in_another_language_goes_past_a_person() -> None:
    rules = Rules()
    passed = [t for _, t in read_sentences() if not rules.redact(t).review]
    assert passed == []


def test_without_lingua_nothing_foreign_is_taken_for_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(language, "is_installed", lambda: False)
    languages = Languages()
    assert languages.identify("she was lovely").code == "en"
    assert languages.identify("Dziękuję bardzo za pomoc").code is None
    assert languages.identify("Дуже дякую вам").code is None


def test_one_detector_serves_many_threads() -> None:
    languages = Languages()
    said: list[str | None] = []
    threads = [
        threading.Thread(
            target=lambda: said.append(languages.identify("Bardzo dobrze było").code)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["pl"] * 4


def test_half_a_sign_does_not_stop_it() -> None:
    assert LANGUAGES.identify("\ud800 she helped us a lot").code == "en"
