"""References: a case system's numbers pass, whatever may be a person's does not."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.references import looks_like

FINE = (
    "EH-2026-00412",
    "EHM/2026/0041",
    "case-77",
    "LCC-EH-0012345",
    "FAM.12",
    "112020",
    "2026-0412",
    "20261122001",
    "A1",
    "eh2026q4-0012",
    "550e8400-e29b-41d4-a716-446655440000",
    "deadbeefcafe0123",
    "OS-2026-00412",
    "B-2026-0041",
    "ISBL-12345678",
    "EHS-4",
    "S1234567",
)
TELLING = {
    "smith-42": "a name",
    "John.Smith.1": "a name",
    "jsmith01": "a name",
    "johnsmith1": "a name",
    "JohnSmith42": "a name",
    "Oluwaseun-7": "a name",
    "MARY12": "a name",
    "4010232137": "an NHS number",
    "401-023-2137": "an NHS number",
    "case/401.023.2137": "an NHS number",
    "07700900123": "a phone number",
    "0116-232-3232": "a phone number",
    "447700900123": "a phone number",
    "12-03-1984": "a date, which may be one of birth",
    "12/3/84": "a date, which may be one of birth",
    "12031984": "a date, which may be one of birth",
    "19840312": "a date, which may be one of birth",
    "EH-1984-03-12": "a date, which may be one of birth",
    "LE4-5TH": "a postcode",
    "le45th": "a postcode",
    "AB123456C": "a National Insurance number",
    "ab-12-34-56-c": "a National Insurance number",
    "4O1O232l37": "an NHS number",
    "4O1-O23-2137": "an NHS number",
    "case/40I.023.2137": "an NHS number",
    "O77OO900123": "a phone number",
    "l2-O3-I984": "a date, which may be one of birth",
    "AB12O4S6C": "a National Insurance number",
    "LE4-STH": "a postcode",
    "LES-4TH": "a postcode",
    "sm1th-42": "a name",
    "J0hn-7": "a name",
    "0luwaseun-7": "a name",
    "no-figures": "words",
    "safeguarding1": "words",
}


@pytest.mark.parametrize("reference", FINE)
def test_numbers_of_a_case_system_pass(reference: str) -> None:
    assert looks_like(reference) is None


@pytest.mark.parametrize(("reference", "what"), TELLING.items())
def test_what_may_tell_who_it_is_does_not(reference: str, what: str) -> None:
    assert looks_like(reference) == what


@given(st.uuids(version=4))
def test_every_uuid_passes(number: uuid.UUID) -> None:
    assert looks_like(str(number)) is None
    assert looks_like(number.hex.upper()) is None


@given(st.text(max_size=80))
def test_it_answers_on_every_text(text: str) -> None:
    assert looks_like(text) is None or isinstance(looks_like(text), str)
