"""Commands about people: links for families, roles, withdrawal."""

import json
from dataclasses import replace

import click

from bot.app import App
from bot.commands.shell import FailedError, now, say, with_app
from surveys.model import Audience

UNLINKED = (
    "There is no link yet: set STRANDLINE_PUBLIC_URL to the address of the pages, or"
    " BOT_USERNAME to your bot's name. Sent to the bot as a message, the line above"
    " works as well."
)


def _one_of(what: str, said: str, known: tuple[str, ...]) -> str:
    if said not in known:
        raise click.UsageError(
            f"{what} {said!r} is not known. Write {', '.join(known)}."
        )
    return said


def questionnaire_of(app: App, said: str, *audiences: Audience) -> str:
    """Return a questionnaire's id, or end the command as wrong usage."""
    known = tuple(
        sorted(q.id for q in app.definitions.values() if q.audience in audiences)
    )
    return _one_of("The questionnaire", said, known)


@click.command()
@click.option("--questionnaire", default="family-closure", show_default=True)
@click.option("--tier", required=True, help="Which service; ids of the area file.")
@click.option("--district", required=True, help="Where; ids of the area file.")
@click.option("--language", default="en", show_default=True)
@click.option("--easy", is_flag=True, help="Begin in easy read, on the web pages.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
async def invite(
    app: App,
    questionnaire: str,
    tier: str,
    district: str,
    language: str,
    easy: bool,  # noqa: FBT001 # click gives flags by name
    as_json: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Make a link for one family, or a young person in it, to be used once."""
    questionnaire_of(app, questionnaire, Audience.FAMILY, Audience.YOUNG)
    _one_of("The tier", tier, tuple(t.id for t in app.area.tiers))
    _one_of("The district", district, tuple(d.id for d in app.area.districts))
    _one_of("The language", language, app.definitions[questionnaire].languages)
    if easy and not app.definitions[questionnaire].easy:
        raise click.UsageError(f"{questionnaire} has no easy read version.")
    if easy and app.settings.public_url is None:
        raise FailedError(
            "Only a link to the web pages can begin in easy read: set"
            " STRANDLINE_PUBLIC_URL. In Telegram people tap Easy read."
        )
    made = await app.invite.create(
        questionnaire, tier, district, language=language, now=now()
    )
    if easy and made.web_link is not None:
        # It goes with the link, not into the store: nothing keeps who read it.
        link = f"{made.web_link}?words=easy"
        message = made.message.replace(made.web_link, link)
        made = replace(made, web_link=link, message=message)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "token": made.token,
                    "telegram_link": made.telegram_link,
                    "web_link": made.web_link,
                    "message": made.message,
                }
            )
        )
        return
    click.echo(made.web_link or made.telegram_link or f"/start {made.token}")
    if not (made.web_link or made.telegram_link):
        say(UNLINKED)
    click.echo()
    click.echo(made.message)


@click.command()
@click.argument(
    "role", type=click.Choice(["administrator", "coordinator", "carer", "keyworker"])
)
@with_app
async def grant(app: App, role: str) -> None:
    """Print a one-time code that gives its user ROLE.

    The person sends the code to the bot as /join CODE. It works once, for a week.
    """
    click.echo(await app.accounts.grant(role, now=now()))
    say("Give this code to one person. They send the bot: /join and the code.")


@click.command()
@click.argument("code")
@with_app
async def withdraw(app: App, code: str) -> None:
    """Delete the answers that the receipt CODE belongs to."""
    if not await app.erase.withdraw(code, now()):
        raise FailedError(
            "No answers belong to this code. It may have been used already, or"
            " mistyped: it has four groups of four letters and figures."
        )
    click.echo(
        "The answers are deleted. Figures made from now on are without them; what was"
        " already published stays as it is."
    )


COMMANDS = (invite, grant, withdraw)
