"""Word of a wave to whoever passes its links on: when it opens, then twice at most.

Rule 1: nobody knows who has answered, so a group is reminded and never a person. It is
the group's own lead or address that is written to, else the coordinators.
Rule 2: a message is claimed, sent and noted as `bot/service/outgoing.py` says; when it
is claimed everything is looked at again: the wave is open, reminders are wanted, there
is still somebody to write to, and they have not said stop.
Rule 3: the next one is put down only when the one before has gone; in working hours
alone; never after the wave's last day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.keys import SealError
from bot.service.contacts import address_mark, stop_code
from bot.service.doubts import LEASE_MINUTES
from bot.service.groups import address_of
from bot.service.hours import local_day
from bot.service.notify import EMAIL, GROUP, TELEGRAM, Message
from bot.service.opening import (
    OPEN,
    Recipient,
    chat_of,
    groups_of,
    message_id,
    recipients,
)
from bot.service.outgoing import Outgoing, next_due
from bot.service.setup import ENGLISH, day, text
from bot.service.wave_days import said
from bot.service.wave_plans import GroupLink, links_of
from bot.store import GroupSending, Store, WavePlan
from bot.store.conversations import hour_of, minute_of
from bot.store.sending_claims import SendingClaims

MOST_GROUPS: Final = 20
REMINDER_DAYS: Final = (5, 10)  # after the first message; two, never more


@dataclass(frozen=True, slots=True)
class _Letter:
    """A message that may go, and to whom."""

    sending: GroupSending
    to: Recipient
    message: Message

    @property
    def channel(self) -> str:
        return self.message.channel


class GroupReminders(Outgoing[_Letter]):
    """Sends what is due about waves."""

    def _claims(self, store: Store) -> SendingClaims:
        return store.group_sendings

    def _claim(self, store: Store, now: datetime) -> _Letter | None:
        """Take one message that may still go; what may not any more is given up."""
        for sending in store.group_sendings.due(hour_of(now)):
            letter = self._letter(store, sending, now)
            if letter is None:
                store.group_sendings.finish(sending.id)
            elif letter.channel in self._posts:
                lease = minute_of(now) + LEASE_MINUTES
                store.group_sendings.claim(sending.id, hour_of(now), lease)
                return letter
        return None

    def _doubtful(self, store: Store, now: datetime) -> list[_Letter]:
        minute = minute_of(now)
        found = []
        for sending in store.group_sendings.doubtful(minute, minute + LEASE_MINUTES):
            letter = self._letter(store, sending, now)
            if letter is None:
                store.group_sendings.finish(sending.id)
            elif letter.channel in self._posts:
                found.append(letter)
        return found

    def _message(self, letter: _Letter) -> Message:
        return letter.message

    def _lost(self, store: Store, letter: _Letter) -> None:
        store.group_sendings.finish(letter.sending.id)
        if letter.to.mark:
            store.plans.forget_address(letter.to.mark)

    def _sent(
        self, store: Store, letter: _Letter, now: datetime, *, learnt: bool = False
    ) -> None:
        sending = letter.sending
        if not store.group_sendings.finish(sending.id):
            return  # the wave was closed while it was under way
        plan = store.plans.get(sending.wave)
        rules = self._setup.area.sending
        following = next_due(sending, REMINDER_DAYS, rules, local_day(now))
        if plan is None or following is None:
            return
        first, due = following
        if local_day(due).toordinal() > plan.until:
            return
        reminder = replace(
            sending,
            id=message_id(self._keys, plan.id, letter.to, sending.step + 1),
            step=sending.step + 1,
            first=first.toordinal(),
            due=hour_of(due),
            state="uncertain" if learnt else "waiting",
        )
        store.group_sendings.add(reminder, minute_of(due) if learnt else None)

    # --- what is said, and to whom ------------------------------------------------

    def _letter(
        self, store: Store, sending: GroupSending, now: datetime
    ) -> _Letter | None:
        """Return a message with its address; None where it may not go any more."""
        plan, wave = store.plans.get(sending.wave), store.waves.get(sending.wave)
        if plan is None or wave is None or plan.state != OPEN or not wave.open:
            return None
        if day(now) > wave.until or (sending.step and not plan.reminders):
            return None
        to = next(
            (
                one
                for one in recipients(store, self._keys, plan.questionnaire)
                if message_id(self._keys, plan.id, one, sending.step) == sending.id
            ),
            None,
        )
        found = None if to is None else self._address(store, plan, to)
        if to is None or found is None:
            return None
        channel, address = found
        if store.follow_ups.opted_out(address_mark(self._keys, channel, address)):
            return None
        words = self._words(store, plan, to, sending.step)
        if not words:
            return None
        title = self._title(plan)
        if channel == EMAIL:
            code = stop_code(self._keys, channel, address)
            stop = self._setup.links.stop_link(code) or ""
            words = f"{words}\n\n{text('group_stop', ENGLISH, stop=stop)}"
        message = Message(
            channel=channel,
            address=address,
            reference=sending.id,
            kind=GROUP,
            language=ENGLISH,
            subject=text("group_subject", ENGLISH, title=title),
            text=words,
            token="",
        )
        return _Letter(sending, to, message)

    def _address(
        self, store: Store, plan: WavePlan, to: Recipient
    ) -> tuple[str, str] | None:
        """Return the channel and address of somebody, or None."""
        if to.account:
            known = {account.id: sealed for account, sealed in store.accounts.all()}
            sealed = known.get(to.account)
            chat = "" if sealed is None else chat_of(self._keys, sealed)
            return (TELEGRAM, chat) if chat else None
        group = store.plans.group(plan.questionnaire, to.partner)
        try:
            return None if group is None else (EMAIL, address_of(self._keys, group))
        except SealError:
            return None

    def _words(self, store: Store, plan: WavePlan, to: Recipient, step: int) -> str:
        links = links_of(store, self._keys, self._setup, plan.id)
        until = said(date.fromordinal(plan.until))
        key = "reminder" if step else "open"
        if to.partner or not to.account:
            link = next((one for one in links if one.partner == to.partner), None)
            return "" if link is None else self._passed_on(plan, key, link, until)
        alone = self._alone(store, plan)
        found = [one for one in links if one.partner in alone]
        lines = [
            text("coordinator_group", ENGLISH, group=one.label, link=one.link)
            for one in found
        ]
        if not lines:
            return ""
        head = text(f"coordinator_{key}", ENGLISH, wave=plan.id, until=until)
        if len(lines) > MOST_GROUPS:  # more would not fit into one message
            rest = text("coordinator_rest", ENGLISH, wave=plan.id)
            lines = [*lines[:MOST_GROUPS], rest]
        return "\n\n".join((head, *lines))

    def _passed_on(self, plan: WavePlan, key: str, link: GroupLink, until: str) -> str:
        return text(
            f"group_{key}",
            ENGLISH,
            title=self._title(plan),
            until=until,
            group=link.label,
            link=link.link,
        ).strip()

    def _alone(self, store: Store, plan: WavePlan) -> frozenset[str]:
        """Return the groups for which nobody is written to but the coordinators."""
        cared = {
            one.partner
            for one in recipients(store, self._keys, plan.questionnaire)
            if one.partner or one.mark
        }
        return frozenset(groups_of(store, plan.questionnaire)) - cared

    def _title(self, plan: WavePlan) -> str:
        questionnaire = self._setup.definitions.get(plan.questionnaire)
        if questionnaire is None:
            return plan.id
        return questionnaire.title.in_language(ENGLISH)
