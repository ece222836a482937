"""Commands about people who sign in to the pages by a name, and their links."""

import click

from bot.app import App
from bot.commands.shell import FailedError, now, say, with_app
from bot.service.accounts import RIGHTS, named
from bot.service.signin import LINK_MINUTES

_ROLE = click.Choice(sorted(RIGHTS))
_DISTRICT = click.option(
    "--district", default="", help="Only this one; an id of the area file."
)


@click.group()
def people() -> None:
    """Make accounts for the signed-in pages, and one-time links to them."""


@people.command("add")
@click.argument("name")
@click.argument("role", type=_ROLE)
@_DISTRICT
@with_app
async def add_person(app: App, name: str, role: str, district: str) -> None:
    """Make an account called NAME, such as a.khan, with ROLE, for the pages.

    People who use the Telegram bot need none: `strandline grant` gives them a role, and
    /web in the bot signs them in.
    """
    _known(app, district)
    await app.accounts.add(name, role, scope=district)
    click.echo(f"{named(name).key} is {role}.")
    say(f"For a link to sign in with: strandline people sign-in {named(name).key}")


@people.command("change")
@click.argument("name")
@click.argument("role", type=_ROLE)
@_DISTRICT
@with_app
async def change_person(app: App, name: str, role: str, district: str) -> None:
    """Give NAME another ROLE or district; they are signed out everywhere."""
    _known(app, district)
    await app.accounts.change(name, role, scope=district)
    click.echo(f"{named(name).key} is {role}.")


@people.command("list")
@with_app
async def list_people(app: App) -> None:
    """List every account: name or channel, role, district."""
    found = await app.accounts.everybody()
    for name, account in found:
        click.echo(f"{name}\t{account.role}\t{account.scope or 'all districts'}")
    if not found:
        say("There is no account yet. Make one with: strandline people add NAME ROLE")


@people.command("sign-in")
@click.argument("name")
@with_app
async def sign_in(app: App, name: str) -> None:
    """Print a link that signs NAME in to the pages, once, within 15 minutes."""
    account = await app.accounts.named(name)
    token = await app.sign_ins.link(account, now())
    found = app.settings
    address = found.public_url or f"http://{found.host}:{found.port}"
    click.echo(f"{address.rstrip('/')}/desk/in/{token}")
    say(
        f"It works once, for {LINK_MINUTES} minutes, for whoever opens it first: give"
        f" it to {named(name).key} alone."
    )


@people.command("remove")
@click.argument("name")
@with_app
async def remove_person(app: App, name: str) -> None:
    """Take the account of NAME away; they are signed out at once."""
    if not await app.accounts.remove(named(name)):
        raise FailedError(f"There is nobody called {named(name).key}.")
    click.echo(f"{named(name).key} has no account any more.")


def _known(app: App, district: str) -> None:
    known = [one.id for one in app.area.districts]
    if district and district not in known:
        raise click.UsageError(
            f"There is no district {district!r}; write {', '.join(known)}."
        )


COMMANDS = (people,)
