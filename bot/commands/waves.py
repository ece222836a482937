"""Commands about a year of staff waves: plan, change, groups, links and cards."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from bot.app import App
from bot.commands.people import UNLINKED, questionnaire_of
from bot.commands.shell import WAVE, FailedError, now, say, with_app, write
from bot.service.accounts import LEAD
from bot.service.opening import EVERYBODY
from bot.service.wave_cards import cards
from bot.service.wave_days import CHECK, WINDOW, Wanted, said
from bot.service.wave_plans import Planned
from exports.card import FORMATS, SIZES
from surveys.model import Audience

ALL = "everybody"  # how the group of all who are in no other is written
_DAY = click.DateTime(formats=("%Y-%m-%d",))
_ASKS = click.option("--questionnaire", default=CHECK, show_default=True)


@click.group()
def wave() -> None:
    """Plan, open, close and list the rounds in which staff are asked."""


@wave.command("open")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.option("--questionnaire", default="staff-check", show_default=True)
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 90))
@click.option(
    "--invited",
    type=click.IntRange(1),
    help="How many people get the link; without it the response rate is unknown.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
async def open_wave(
    app: App,
    wave_id: str,
    questionnaire: str,
    days: int,
    invited: int | None,
    as_json: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Open WAVE (such as 2026-Q4-check) and print its link."""
    questionnaire_of(app, questionnaire, Audience.STAFF)
    moment = now()
    until: date = (moment + timedelta(days=days)).date()
    made = await app.waves.open(
        wave_id, questionnaire, now=moment, until=until, asked=invited
    )
    if as_json:
        click.echo(
            json.dumps(
                {
                    "wave": wave_id,
                    "token": made.token,
                    "telegram_link": made.telegram_link,
                    "web_link": made.web_link,
                    "until": until.isoformat(),
                }
            )
        )
        return
    click.echo(made.web_link or made.telegram_link or f"/start {made.token}")
    if not (made.web_link or made.telegram_link):
        say(UNLINKED)
    say(f"Send this one link to everybody. It is open until {until:%d %B %Y}.")


@wave.command("codes")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.option("--count", required=True, type=click.IntRange(1, 2000))
@click.option("--partner", help="Whose staff get them; an id of the area file.")
@with_app
async def deal_codes(app: App, wave_id: str, count: int, partner: str | None) -> None:
    """Deal one-time codes for WAVE: print them, cut them up, hand them out at random.

    Each opens the questions once, and counts as one person asked: do not give
    --invited as well. Who got which code is for nobody to write down.
    """
    for code in await app.waves.codes(wave_id, count, partner=partner, now=now()):
        click.echo(code)
    where = app.settings.public_url or "the address of the pages"
    say(f"They are typed in at {where.rstrip('/')}/staff. They are shown only now.")


@wave.command("close")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@with_app
async def close_wave(app: App, wave_id: str) -> None:
    """Close WAVE for good: its figures are final from then on."""
    await app.waves.close(wave_id, now())
    click.echo(f"{wave_id} is closed.")


@wave.command("plan")
@click.argument("year", type=click.IntRange(2000, 2099), required=False)
@_ASKS
@click.option("--opens", type=_DAY, help="One wave alone: its first day.")
@click.option("--until", type=_DAY, help="Its last day; two weeks if left out.")
@click.option("--dry-run", is_flag=True, help="Only show what would be planned.")
@with_app
async def plan(
    app: App,
    year: int | None,
    questionnaire: str,
    opens: datetime | None,
    until: datetime | None,
    dry_run: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Plan the waves of YEAR: three checks and the yearly keyworker view.

    They begin on the first Monday of March, June, October (the view) and November, and
    take answers for two weeks. They open and close by themselves. With --opens one
    wave is planned instead.
    """
    if (year is None) == (opens is None):
        raise click.UsageError("Give a year, or the first day of one wave (--opens).")
    if opens is None:
        made = await app.wave_plans.year(year or 0, now(), dry_run=dry_run)
    else:
        first = opens.date()
        last = first + WINDOW if until is None else until.date()
        wanted = [Wanted(questionnaire, first, last)]
        made = await app.wave_plans.plan(wanted, now(), dry_run=dry_run)
    _show(made)
    if dry_run:
        say("Nothing is planned yet: leave out --dry-run.")


@wave.command("move")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.option("--opens", type=_DAY, help="Another first day.")
@click.option("--until", type=_DAY, help="Another last day.")
@with_app
async def move(
    app: App, wave_id: str, opens: datetime | None, until: datetime | None
) -> None:
    """Change the days of WAVE. Its links stay good, printed or not.

    One that is open can only end sooner or later.
    """
    if opens is None and until is None:
        raise click.UsageError("Give another first day (--opens) or last (--until).")
    _show(
        await app.wave_plans.move(
            wave_id,
            now(),
            opens=None if opens is None else opens.date(),
            until=None if until is None else until.date(),
        )
    )


@wave.command("cancel")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@with_app
async def cancel(app: App, wave_id: str) -> None:
    """Give up WAVE before it opens; its links lead nowhere from then on."""
    await app.wave_plans.cancel(wave_id, now())
    click.echo(f"{wave_id} is cancelled. Cards that were printed for it are waste.")


@wave.command("remind")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.argument("wanted", type=click.Choice(("on", "off")))
@with_app
async def remind(app: App, wave_id: str, wanted: str) -> None:
    """Let the groups of WAVE be reminded, twice at most, or not."""
    await app.wave_plans.remind(wave_id, wanted=wanted == "on")
    click.echo(f"Reminders of {wave_id} are {wanted}.")


@wave.command("group")
@click.argument("partner")
@_ASKS
@click.option("--size", type=int, help="How many people get the link.")
@click.option("--email", help="Who passes the link on; needs GOV.UK Notify.")
@click.option("--no-email", is_flag=True, help="Write to that address no more.")
@click.option("--remove", is_flag=True, help="Leave the group out from now on.")
@with_app
async def group(
    app: App,
    partner: str,
    questionnaire: str,
    size: int | None,
    email: str | None,
    no_email: bool,  # noqa: FBT001 # click gives flags by name
    remove: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Name a group that is asked: the staff of PARTNER, with a link of their own.

    PARTNER is an id of the area file, or "everybody" for all who are in no other group.
    With --size the response rate will be known, once every group has said it.
    """
    moment, of = now(), EVERYBODY if partner == ALL else partner
    if remove:
        gone = await app.groups.remove(questionnaire, of)
        click.echo(f"{partner} is left out." if gone else f"{partner} was no group.")
        return
    if size is not None or not (email or no_email):
        for warning in await app.groups.size(questionnaire, of, size, moment):
            say(warning)
    if email or no_email:
        await app.groups.contact(questionnaire, of, email, moment)
    click.echo(f"{partner} is asked {questionnaire}.")


@wave.command("groups")
@_ASKS
@with_app
async def groups(app: App, questionnaire: str) -> None:
    """List the groups: id, how many they are, whether an address is written to."""
    found = await app.groups.all(questionnaire)
    for one in found:
        size = "size not said" if one.size is None else str(one.size)
        written = "email" if one.mark else "no email"
        click.echo(f"{one.partner or ALL}\t{size}\t{written}")
    if not found:
        say("No group is named: there is one link for everybody.")


@wave.command("lead")
@click.argument("partner")
@with_app
async def lead(app: App, partner: str) -> None:
    """Print a one-time code for whoever passes PARTNER's links on, in Telegram.

    They are written to when a wave opens, reminded twice at most, and see nothing else.
    """
    known = [one.id for one in app.area.partners]
    if partner not in known:
        raise click.UsageError(
            f"The partner {partner!r} is not known. Write {', '.join(known)}."
        )
    click.echo(await app.accounts.grant(LEAD, scope=partner, now=now()))
    say("Give this code to one person. They send the bot: /join and the code.")


@wave.command("links")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
async def links(app: App, wave_id: str, as_json: bool) -> None:  # noqa: FBT001 # click gives flags by name
    """Print the links of WAVE, a group a line, parted by a tab.

    On pages somebody can answer with a group's link more than once: where each answer
    has to be one person's, deal codes instead.
    """
    found = await app.wave_plans.links(wave_id)
    if as_json:
        shown = [
            {"partner": one.partner or ALL, "link": one.link, "size": one.size}
            for one in found
        ]
        click.echo(json.dumps(shown))
        return
    for one in found:
        click.echo(f"{one.partner or ALL}\t{one.link}")


@wave.command("cards")
@click.argument("wave_id", metavar="WAVE", type=WAVE)
@click.option(
    "--size", default="poster", show_default=True, type=click.Choice(tuple(SIZES))
)
@click.option(
    "--format", "kind", default="pdf", show_default=True, type=click.Choice(FORMATS)
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="A folder."
)
@with_app
async def print_cards(app: App, wave_id: str, size: str, kind: str, out: Path) -> None:
    """Print the links of WAVE as posters (A4) or cards (A6), one for each group."""
    found = await app.wave_plans.links(wave_id)
    shown = {one.id: one for one in await app.wave_plans.outlook()}
    made = cards(app.area, shown[wave_id], found, size, kind)
    if not made:
        raise FailedError(
            "There is no address to print: set STRANDLINE_PUBLIC_URL or BOT_USERNAME."
        )
    for document in made:
        click.echo(write(out, document))


@wave.command("list")
@with_app
async def list_waves(app: App) -> None:
    """List the waves, the latest first: id, what they ask, state, days."""
    found = await app.wave_plans.outlook()
    for one in found:
        first = "" if one.opens is None else f"{one.opens} to "
        parts = [one.id, one.questionnaire, one.state, f"{first}{one.until}"]
        if one.opens is not None and not one.reminders:
            parts.append("no reminders")
        click.echo("\t".join(parts))
    for line in await app.wave_plans.lines():
        say(line)
    if not found:
        say("There is no wave yet. Plan a year of them with: strandline wave plan YEAR")


def _show(made: Planned) -> None:
    for one in made.plans:
        opens, until = date.fromordinal(one.opens), date.fromordinal(one.until)
        click.echo(f"{one.id}\t{one.questionnaire}\t{said(opens)} to {said(until)}")
    for warning in made.warnings:
        say(warning)


COMMANDS = (wave,)
