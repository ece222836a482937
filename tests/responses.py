"""Responses of people who answered by themselves, as tests make them up."""

from collections.abc import Iterable

from surveys.model import Answer, Mode, Response


def response_of(  # what a response says, in full
    response_id: str,
    answers: Iterable[Answer],
    period: str,
    questionnaire: str = "family-closure",
    *,
    group: str | None = None,
    quote_consent: bool = False,
) -> Response:
    """Return a response in English, typed in with no worker there."""
    return Response(
        id=response_id,
        questionnaire=questionnaire,
        version=1,
        period=period,
        group=group,
        language="en",
        mode=Mode.SELF,
        worker_present=False,
        quote_consent=quote_consent,
        answers=tuple(answers),
    )
