"""What people of the partnership typed: attestations, attached evidence, ratings."""

from typing import cast

from analysis.model import Attached, Attestation
from bot.store.database import Database
from bot.store.records import Rating


class Panel:
    """The partnership's own words beside the evidence."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def attest(self, attestation: Attestation) -> None:
        """Store a named person's attestation of a feature, in place of an older one."""
        self._database.run(
            "INSERT OR REPLACE INTO attestation (feature, vouches, reason, day) "
            "VALUES (?, ?, ?, ?)",
            (attestation.feature, attestation.by, attestation.reason, attestation.on),
        )

    def attestations(self) -> tuple[Attestation, ...]:
        """Return every attestation, by feature."""
        rows = self._database.rows(
            "SELECT feature, vouches, reason, day FROM attestation ORDER BY feature"
        )
        return tuple(Attestation(str(f), str(b), str(r), str(d)) for f, b, r, d in rows)

    def withdraw_attestation(self, feature: str) -> bool:
        """Take an attestation back."""
        return (
            self._database.run("DELETE FROM attestation WHERE feature = ?", (feature,))
            == 1
        )

    def attach(self, attached: Attached, attached_id: str) -> None:
        """Store evidence from elsewhere under a new id."""
        self._database.run(
            "INSERT INTO attached (id, feature, source, n, supporting, vouches, day) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                attached_id,
                attached.feature,
                attached.source,
                attached.n,
                attached.supporting,
                attached.by,
                attached.on,
            ),
        )

    def attached(self) -> tuple[Attached, ...]:
        """Return all attached evidence, by feature and day."""
        rows = self._database.rows(
            "SELECT feature, source, n, supporting, vouches, day FROM attached "
            "ORDER BY feature, day, id"
        )
        return tuple(
            Attached(str(f), str(s), cast("int", n), cast("int", k), str(by), str(day))
            for f, s, n, k, by, day in rows
        )

    def rate(self, rating: Rating) -> None:
        """Store the panel's rating of a row and period, in place of an older one."""
        self._database.run(
            "INSERT OR REPLACE INTO rating "
            "(strand, period, letters, rag, reason, next_steps, vouches, day) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                rating.row,
                rating.period,
                rating.letters,
                rating.rag,
                rating.reason,
                rating.next_steps,
                rating.by,
                rating.on,
            ),
        )

    def ratings(self, period: str) -> tuple[Rating, ...]:
        """Return the panel's ratings for a period, by row."""
        rows = self._database.rows(
            "SELECT strand, period, letters, rag, reason, next_steps, vouches, day "
            "FROM rating WHERE period = ? ORDER BY strand",
            (period,),
        )
        return tuple(Rating(*(str(value) for value in row)) for row in rows)
