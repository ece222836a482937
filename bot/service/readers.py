"""What takes details out of words and what reads them, in plain sentences.

Rule 1: every report and `strandline status` say so, by name and version: a figure that
rests on a machine's suggestions is worth what the machine is worth.
Rule 2: an install without its models says in so many words what that costs.
"""

from typing import Final

from bot.models.redaction import Stage
from bot.service.reading import Reading

_STAGES: Final = {
    "full": "the full set of detectors",
    "standard": "the standard set of detectors",
    "rules": "rules alone, because the models are not installed: they miss most names"
    " that nothing announces",
}


class Readers:
    """Says what redacts and what reads in this installation.

    Args:
        stage: Which detectors are at work.
        reading: What reads words; it is asked for its version when that is printed.
    """

    def __init__(self, stage: Stage, reading: Reading) -> None:
        self._stage = stage
        self._reading = reading

    async def sentences(self) -> tuple[str, ...]:
        """Return the sentences, without a line end."""
        detectors = ", ".join(self._stage.detectors)
        tone, themes, weighed = (await self._reading.version()).rsplit(" ", 2)
        redaction = (
            "Personal details are taken out of people's words by"
            f" {_STAGES[self._stage.name]} ({detectors})."
        )
        reading = (
            f"Words are read by these versions: tone {tone}; themes {themes},"
            f" weighed by the question ({weighed})."
        )
        return redaction, reading
