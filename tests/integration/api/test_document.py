"""The API's document: what it says is what happens, whatever is sent.

STRANDLINE_EXAMPLES=2000 sends that many requests to each address; the default is the
quick form.
"""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.web.limits import Limits
from bot.web.openapi import CLOSURES
from tests.integration.api.desk import CLOSURE, Desk

EXAMPLES = os.environ.get("STRANDLINE_EXAMPLES", "60")
CONFIG = Path(__file__).with_name("schemathesis.toml")


async def document(desk: Desk) -> dict[str, object]:
    address = f"{desk.address}/api/v1/openapi.json"
    async with desk.http.get(address) as answer:
        assert answer.status == 200
        found: dict[str, object] = await answer.json()
        return found


async def test_the_document_names_the_fields_and_choices_of_this_area(
    desk: Desk,
) -> None:
    found = await document(desk)
    assert found["openapi"] == "3.1.0"
    text = str(found)
    for said in ("keyworker", "nw_leicestershire", "2026-09", "safe_to_contact"):
        assert said in text
    assert "2026-08" not in text
    assert (await desk.close(CLOSURE)).status == 201


async def test_without_a_way_to_write_there_is_no_contact_in_it(desk: Desk) -> None:
    desk.council.closures.channels = ()
    text = str(await document(desk))
    assert "safe_to_contact" not in text
    given = {**CLOSURE, "phone": "07700900123", "safe_to_contact": True}
    answer = await desk.close(given)
    assert answer.status == 422
    assert [e["field"] for e in answer.json["errors"]] == ["phone", "safe_to_contact"]
    assert all("nothing can be sent" in e["reason"] for e in answer.json["errors"])


@pytest.mark.slow
async def test_schemathesis_finds_no_answer_that_the_document_does_not_name(
    desk: Desk, tmp_path: Path
) -> None:
    desk.api.limits = Limits(0, 0)
    run = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        str(CONFIG),
        "run",
        f"{desk.address}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {desk.key}",
        "--max-examples",
        EXAMPLES,
        "--phases",
        "examples,coverage,fuzzing",
        "--seed",
        "1",
        "--no-color",
        "--generation-database",
        ":memory:",
        "--request-timeout",
        "10",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(run.communicate(), 60 + int(EXAMPLES) * 2)
    print(said.decode())  # noqa: T201  # the figures are the point
    assert run.returncode == 0, said.decode()[-6000:]
    assert CLOSURES  # it is in the document that was read
    assert desk.council.store.status().invitations > 0  # some were good
