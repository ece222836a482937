"""Waves that are planned, their group links, and the groups that are asked.

Rule 1: a group is a partner's staff; nothing here is about a member of them. An address
is that of whoever passes links on, sealed.
Rule 2: a link's own part can be read again while its wave is to come or open, so that
it can be printed; when the wave closes only its mark stays, to tell who comes late
that the wave is over.
"""

from dataclasses import replace

from bot.store.database import Database
from bot.store.records import StaffGroup, WaveLink, WavePlan

_PLAN = "SELECT id, questionnaire, opens, until, state, reminders FROM wave_plan "
_GROUP = "SELECT questionnaire, partner, size, mark, sealed FROM staff_group "
_LINK = "SELECT mark, wave, partner, sealed FROM wave_link "


class Plans:
    """What is to come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- plans --------------------------------------------------------------------

    def add(self, plan: WavePlan) -> None:
        """Store a plan, in place of one of the same id."""
        self._database.run(
            "INSERT OR REPLACE INTO wave_plan "
            "(id, questionnaire, opens, until, state, reminders) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                plan.id,
                plan.questionnaire,
                plan.opens,
                plan.until,
                plan.state,
                int(plan.reminders),
            ),
        )

    def all(self) -> tuple[WavePlan, ...]:
        """Return every plan whose wave is not closed, by its first day."""
        rows = self._database.rows(_PLAN + "ORDER BY opens, id")
        return tuple(_plan(*row) for row in rows)

    def get(self, wave_id: str) -> WavePlan | None:
        """Return the plan of that wave, or None."""
        return next((plan for plan in self.all() if plan.id == wave_id), None)

    def remove(self, wave_id: str) -> bool:
        """Delete a plan that is given up, with its links and what was to be sent."""
        gone = self._database.run("DELETE FROM wave_plan WHERE id = ?", (wave_id,))
        self._database.run("DELETE FROM wave_link WHERE wave = ?", (wave_id,))
        self._database.run("DELETE FROM group_sending WHERE wave = ?", (wave_id,))
        self._database.untidy()
        return gone > 0

    def rename(self, wave_id: str, new_id: str) -> None:
        """Give the links of a plan to another, whose name is of another quarter."""
        self._database.run(
            "UPDATE wave_link SET wave = ? WHERE wave = ?", (new_id, wave_id)
        )
        self._database.run("DELETE FROM wave_plan WHERE id = ?", (wave_id,))

    def end(self, wave_id: str) -> None:
        """Forget a plan whose wave is closed, but for the marks of its links."""
        self._database.run("DELETE FROM wave_plan WHERE id = ?", (wave_id,))
        self._database.run("DELETE FROM group_sending WHERE wave = ?", (wave_id,))
        self._database.run(
            "UPDATE wave_link SET sealed = NULL WHERE wave = ?", (wave_id,)
        )

    def all_doubtful(self) -> int:
        """Note that these files are an older copy: what waits may have begun since."""
        return self._database.run(
            "UPDATE wave_plan SET state = 'restored' WHERE state = 'planned'"
        )

    # --- links --------------------------------------------------------------------

    def add_link(self, link: WaveLink) -> None:
        """Store a group's link."""
        self._database.run(
            "INSERT INTO wave_link (mark, wave, partner, sealed) VALUES (?, ?, ?, ?)",
            (link.mark, link.wave, link.partner, link.sealed),
        )

    def links(self, wave_id: str) -> tuple[WaveLink, ...]:
        """Return the links of a wave, by partner."""
        rows = self._database.rows(
            _LINK + "WHERE wave = ? ORDER BY partner", (wave_id,)
        )
        return tuple(WaveLink(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def link(self, mark: bytes) -> WaveLink | None:
        """Return the link of that mark, also of a wave that is to come or is over."""
        row = self._database.one(_LINK + "WHERE mark = ?", (mark,))
        return None if row is None else WaveLink(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def remove_link(self, mark: bytes) -> None:
        """Delete a link."""
        self._database.run("DELETE FROM wave_link WHERE mark = ?", (mark,))
        self._database.untidy()

    # --- groups -------------------------------------------------------------------

    def groups(self, questionnaire: str) -> tuple[StaffGroup, ...]:
        """Return the groups that are asked a questionnaire, by partner."""
        rows = self._database.rows(
            _GROUP + "WHERE questionnaire = ? ORDER BY partner", (questionnaire,)
        )
        return tuple(StaffGroup(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def group(self, questionnaire: str, partner: str) -> StaffGroup | None:
        """Return one group, or None."""
        found = (g for g in self.groups(questionnaire) if g.partner == partner)
        return next(found, None)

    def set_group(self, group: StaffGroup) -> None:
        """Store a group, in place of what was said of it before."""
        self._database.run(
            "INSERT OR REPLACE INTO staff_group "
            "(questionnaire, partner, size, mark, sealed) VALUES (?, ?, ?, ?, ?)",
            (
                group.questionnaire,
                group.partner,
                group.size,
                group.mark,
                group.sealed,
            ),
        )
        self._database.untidy()

    def remove_group(self, questionnaire: str, partner: str) -> bool:
        """Delete a group with its address; False where there was none."""
        gone = self._database.run(
            "DELETE FROM staff_group WHERE questionnaire = ? AND partner = ?",
            (questionnaire, partner),
        )
        self._database.untidy()
        return gone > 0

    def forget_address(self, mark: bytes) -> int:
        """Delete an address from every group; return how many had it."""
        gone = self._database.run(
            "UPDATE staff_group SET mark = NULL, sealed = NULL WHERE mark = ?", (mark,)
        )
        if gone:
            self._database.untidy()
        return gone


def _plan(*row: object) -> WavePlan:
    *first, reminders = row
    return replace(WavePlan(*first), reminders=bool(reminders))  # type: ignore[arg-type]  # columns of a STRICT table
