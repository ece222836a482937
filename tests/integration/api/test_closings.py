"""How many cases were closed, sent by the case system: all or none, and again."""

from collections.abc import Mapping

from tests.integration.api.desk import Desk
from tests.integration.closures.stand_in import NOW

PATH = "/api/v1/closings"
TIER: Mapping[str, object] = {"period": "2026-Q4", "tier": "keyworker", "closed": 31}
PLACE: Mapping[str, object] = {"period": "2026", "district": "blaby", "closed": 87}


async def closed(desk: Desk) -> dict[tuple[str, str, str], int | None]:
    found = await desk.council.writer.run(
        lambda store: store.reach.of(("2026", "2026-Q4"))
    )
    return {(r.kind, r.group, r.period): r.closed for r in found}


async def test_counts_are_noted_and_later_ones_replace_them(desk: Desk) -> None:
    both = {"counts": [TIER, PLACE]}
    for _ in range(3):
        assert (await desk.post(PATH, both)).status == 204
    noted = {("tier", "keyworker", "2026-Q4"): 31, ("district", "blaby", "2026"): 87}
    assert await closed(desk) == noted
    more = {"counts": [{**TIER, "closed": 40.0, "questionnaire": "family-closure"}]}
    assert (await desk.post(PATH, more)).status == 204
    assert await closed(desk) == {**noted, ("tier", "keyworker", "2026-Q4"): 40}


async def test_one_mistake_stops_all_and_every_mistake_is_named(desk: Desk) -> None:
    wrong = {
        "counts": [
            TIER,
            {**PLACE, "district": "Smith"},
            {**TIER, "period": "2026"},
            {**TIER, "closed": -1},
            {**TIER, "closed": True},
            {**TIER, "district": "blaby"},
            {**TIER, "name": "Ann"},
            {"period": "2026-Q4", "closed": 3},
            {**TIER, "questionnaire": "staff-check"},
            "31",
        ]
    }
    answer = await desk.post(PATH, wrong)
    assert answer.status == 422
    fields = {one["field"].partition(".")[0] for one in answer.json["errors"]}
    assert fields == {f"counts[{number}]" for number in range(1, 10)}
    said = str(answer.json)
    assert "Smith" not in said
    assert "Ann" not in said
    assert await closed(desk) == {}


async def test_what_is_no_list_of_counts_is_refused(desk: Desk) -> None:
    refused: tuple[Mapping[str, object], ...] = (
        {},
        {"counts": []},
        {"counts": [TIER] * 201},
        {"counts": [TIER, TIER]},
        {"counts": [TIER], "reference": "EH-2026-00412"},
        {"counts": TIER},
    )
    for given in refused:
        assert (await desk.post(PATH, given)).status == 422
    assert (await desk.post(PATH, {"counts": [TIER]}, key="strandline_x")).status == 401
    assert await closed(desk) == {}


async def test_a_key_counts_only_with_its_scope_and_in_its_district(desk: Desk) -> None:
    holds = await desk.access.make("holds-1", scopes=("hold",), now=NOW)
    assert (await desk.post(PATH, {"counts": [PLACE]}, key=holds)).status == 403
    own = await desk.access.make("blaby-1", district="blaby", now=NOW)
    assert (await desk.post(PATH, {"counts": [PLACE]}, key=own)).status == 204
    for other in ({**PLACE, "district": "melton"}, TIER):
        answer = await desk.post(PATH, {"counts": [PLACE, other]}, key=own)
        assert answer.status == 403
    async with desk.http.get(desk.address + PATH) as answered:
        assert answered.status == 405
