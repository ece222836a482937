import os
import stat
from pathlib import Path

import pytest

from bot.keys import (
    KEY_FILE,
    KeyFileError,
    Keys,
    SealError,
    load_keys,
    new_code,
    new_token,
    plain_code,
    wave_mark,
)

KEYS = Keys(b"k" * 32)


def test_the_first_run_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    first = load_keys(tmp_path)
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(file.read_text().strip()) == 64
    assert [p.name for p in file.parent.iterdir()] == [file.name]
    assert load_keys(tmp_path).derive("x") == first.derive("x")


def test_a_given_key_leaves_no_file(tmp_path: Path) -> None:
    given = load_keys(tmp_path, "AB" * 32 + "\n")
    assert given.derive("x") == load_keys(tmp_path, "ab" * 32).derive("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", ["", "secret", "ab" * 31, "ab" * 33, "zz" * 32])
def test_a_given_key_that_is_none_is_refused_without_repeating_it(
    tmp_path: Path, given: str
) -> None:
    with pytest.raises(KeyFileError, match="64 hexadecimal") as refused:
        load_keys(tmp_path, given)
    assert "STRANDLINE_KEY" in str(refused.value)
    assert not given or given not in str(refused.value)


def test_a_cut_key_file_is_refused(tmp_path: Path) -> None:
    load_keys(tmp_path)
    file = tmp_path / KEY_FILE
    file.write_text(file.read_text()[:40])
    with pytest.raises(KeyFileError, match="has 40 characters"):
        load_keys(tmp_path)


def test_a_key_file_of_bytes_is_refused(tmp_path: Path) -> None:
    load_keys(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(b"\xff" * 32)
    with pytest.raises(KeyFileError, match="is not a key file"):
        load_keys(tmp_path)


def test_a_key_file_that_others_can_read_is_refused_with_the_command(
    tmp_path: Path,
) -> None:
    load_keys(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keys(tmp_path)


def test_a_key_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir(parents=True)
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_keys(tmp_path)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(KeyFileError, match="cannot be made"):
        load_keys(tmp_path)


@pytest.mark.parametrize("name", ["identity.db", "answers.db"])
def test_no_new_key_is_made_beside_old_databases(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(KeyFileError, match="Put the key back"):
        load_keys(tmp_path)
    assert not (tmp_path / KEY_FILE).exists()


def test_two_processes_that_make_the_key_at_once_get_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def second_was_first(source: Path, target: Path) -> None:
        Path(target).write_text("cd" * 32)
        Path(target).chmod(0o600)
        link(source, target)

    monkeypatch.setattr(os, "link", second_was_first)
    assert load_keys(tmp_path).derive("x") == Keys(b"\xcd" * 32).derive("x")


def test_keys_marks_and_seals_of_different_purposes_have_nothing_in_common() -> None:
    assert KEYS.derive("a") != KEYS.derive("b")
    assert KEYS.mark("a", "1") != KEYS.mark("b", "1")
    assert KEYS.mark("a", "1", "23") != KEYS.mark("a", "12", "3")
    assert KEYS.pseudonym("telegram", "1") != KEYS.pseudonym("terminal", "1")
    assert KEYS.mark("a", "1") == KEYS.mark("a", "1")
    assert KEYS.mark("a", "1") != Keys(b"j" * 32).mark("a", "1")
    assert wave_mark(b"1" * 32, "t", "1") != wave_mark(b"2" * 32, "t", "1")


def test_a_mark_takes_any_text_even_a_lone_surrogate() -> None:
    assert KEYS.mark("a", "\ud800") != KEYS.mark("a", "\ud801")


def test_what_is_sealed_comes_back_only_under_its_own_label_and_unchanged() -> None:
    sealed = KEYS.seal("contact", b"12345")
    assert b"12345" not in sealed
    assert sealed != KEYS.seal("contact", b"12345")
    assert KEYS.unseal("contact", sealed) == b"12345"
    with pytest.raises(SealError):
        KEYS.unseal("session", sealed)
    with pytest.raises(SealError):
        Keys(b"j" * 32).unseal("contact", sealed)
    with pytest.raises(SealError):
        KEYS.unseal("contact", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(SealError):
        KEYS.unseal("contact", b"short")


def test_a_receipt_opens_with_its_code_however_it_is_typed() -> None:
    sealed = KEYS.seal_for("H4KD-9MWP-TQ3X-7RVC", b"note")
    assert KEYS.unseal_for("h4kd 9mwp tq3x 7rvc", sealed) == b"note"
    assert KEYS.receipt("h4kd9mwptq3x7rvc") == KEYS.receipt("H4KD-9MWP-TQ3X-7RVC")
    with pytest.raises(SealError):
        KEYS.unseal_for("H4KD-9MWP-TQ3X-7RVD", sealed)


def test_codes_and_tokens_are_long_and_never_the_same() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(plain_code(code)) == 16 for code in codes)
    assert not set("".join(codes)) & set("01ILOU")  # letters that people mix up
    tokens = {new_token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(len(token) == 22 for token in tokens)


def test_keys_do_not_show_themselves() -> None:
    assert repr(KEYS) == "Keys(...)"
