"""The composition root: the one place that wires the parts together.

Rule 1: settings and the area file are read here, once; every part gets what it
needs as an argument.
Rule 2: which redactor, which store and which channels there are is decided here and
nowhere else.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from aiohttp import web

from analysis.maturity import shipped_model
from analysis.model import MaturityModel
from bot.area import Area, example_area, load_area, parse_area
from bot.jobs import Jobs
from bot.keys import Keys, load_keys
from bot.models.queue_reading import load_queue_reader
from bot.models.redaction import UnionRedactor, load_redactor
from bot.notify import NotifyAccount, NotifyPost
from bot.scheduler import ringing
from bot.service.about_you import AboutYou
from bot.service.accounts import CARER, COORDINATOR, Accounts
from bot.service.acted import YouSaid
from bot.service.apikeys import ApiAccess
from bot.service.backups import opened
from bot.service.bell import COMMAND, ByEmail, ByMessage, CareBell, Way
from bot.service.care import CareQueue
from bot.service.care_lines import review_lines
from bot.service.clauses import Clauses
from bot.service.clean import Clean
from bot.service.close import Closing
from bot.service.closures import Closures
from bot.service.contact_wish import ContactWishes
from bot.service.definitions import (
    offering,
    own_questionnaires,
    without_words,
)
from bot.service.erase import Erase
from bot.service.errors import ServiceError, UnavailableError
from bot.service.events import Events
from bot.service.evidence import Evidence
from bot.service.followup import Wishes
from bot.service.group_reminders import GroupReminders
from bot.service.groups import Groups
from bot.service.handover import Handover
from bot.service.held import HeldWords
from bot.service.intake import Intake
from bot.service.invite import Invite
from bot.service.optout import OptOut
from bot.service.pages import Pages, for_pages
from bot.service.quotes import Quotes
from bot.service.readers import Readers
from bot.service.reading import Reading
from bot.service.reminders import Reminders
from bot.service.respond import Respond
from bot.service.setup import Links, Setup
from bot.service.signin import SignIns
from bot.service.simulate import Doors, Simulator
from bot.service.spoken import language_warnings, offered_languages
from bot.service.status import status_lines
from bot.service.tryout import TRY_MARK, trying_out
from bot.service.vote import Votes
from bot.service.vote_phones import VotePhones
from bot.service.wave_plans import WavePlans
from bot.service.waves import Waves
from bot.service.withdrawals import Withdrawals
from bot.service.workshop import Workshop
from bot.settings import Settings
from bot.store import CorruptError, StoreError, Writer
from bot.store.copies import check
from bot.store.using import Using, began, ended, settle
from bot.telegram.channel import Account, TelegramChannel
from bot.telegram.desk import Services
from bot.telegram.ports import CHANNEL
from bot.telegram.waves import Waving
from bot.web import House, Manners, Offer, make_site, serving
from bot.web.about_you import AboutYouPages
from bot.web.api import Api
from bot.web.desk import Desk, entering
from bot.web.desk.acting import Acting
from bot.web.desk.answering import Answering
from bot.web.desk.caring import Caring
from bot.web.desk.closing import Closing as CasePages
from bot.web.desk.events import EventPages
from bot.web.desk.loading import Loading
from bot.web.desk.reading import Reading as ReadingPages
from bot.web.desk.showing import Showing
from bot.web.desk.votes import VotePages
from bot.web.desk.waving import Waving as WavePages
from bot.web.desk.workshop import WorkshopPages
from bot.web.limits import Limits
from bot.web.speaking import Speaking
from bot.web.stopping import Stopping
from bot.web.vote.phones import Phones
from bot.web.vote.wall import Projected
from bot.webhook import Hook, Webhook
from surveys.loading import shipped
from surveys.model import Questionnaire

PROBE_SECONDS: Final = 5
DAMAGE_SECONDS: Final = 0.2
RECOVERED: Final = (
    "Strandline was not ended in order last time. What was half written has been taken"
    " back; nothing that was acknowledged is missing, and what was not comes again."
)
# Lies in a data folder whose answers are made up; every summary then says so.
MADE_UP: Final = "MADE-UP-ANSWERS.txt"


@dataclass(frozen=True, slots=True)
class App:
    """The open service, wired."""

    settings: Settings
    area: Area
    definitions: Mapping[str, Questionnaire]
    model: MaturityModel
    writer: Writer
    respond: Respond
    pages: Pages
    clean: Clean
    keys: Keys
    invite: Invite
    closures: Closures
    reminders: Reminders
    group_reminders: GroupReminders
    optout: OptOut
    access: ApiAccess
    events: Events
    waves: Waves
    wave_plans: WavePlans
    groups: Groups
    accounts: Accounts
    sign_ins: SignIns
    erase: Erase
    closing: Closing
    held: HeldWords
    care: CareQueue
    wishes: ContactWishes
    acted: YouSaid
    about_you: AboutYou
    votes: Votes
    phones: VotePhones
    workshop: Workshop
    quotes: Quotes
    clauses: Clauses
    reading: Reading
    evidence: Evidence
    intake: Intake
    simulator: Simulator
    redactor: UnionRedactor
    readers: Readers
    example: bool  # no area file yet: the example holds
    using: Using

    @property
    def jobs(self) -> Jobs:
        """Everything that the clock brings about."""

        async def follow_up(now: datetime) -> bool:
            return bool(await self.invite.follow_ups(now))

        steps = (
            self.respond.settle,
            self.pages.settle,
            self.closing.tick,
            self.about_you.forget,
            self.care.forget,
            self.wave_plans,
            follow_up,
            self.reminders,
            self.group_reminders,
            self.reading,
            self.votes.tick,
        )
        return Jobs(steps)

    async def close(self) -> None:
        """Store what still waits in memory, and let go of the files."""
        try:
            await self.respond.close()
            await self.pages.close()
            await self.writer.close()
        finally:
            self.using.let_go()


def build(settings: Settings) -> App:
    """Open the data folder and wire the service.

    Raises:
        AreaError: The area file has mistakes; it names them all.
        ServiceError: A questionnaire of the area has mistakes.
        StoreError: The databases cannot be used.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    area, example = area_of(settings)
    model = shipped_model()
    known = definitions_of(settings, area)
    # Where nobody would look at words of harm, nobody is asked for words.
    definitions = known if area.care is not None else without_words(known)
    using = settle(settings.data)
    try:
        keys = load_keys(settings.data, settings.key)
        store, keys = opened(settings.data, keys)
    except BaseException:
        using.let_go()
        raise
    writer = Writer(store)
    journal = Withdrawals(keys, settings.data, (settings.backups,))
    redactor = redactor_of(area)
    setup = Setup(
        definitions=definitions,
        area=area,
        redactor=redactor,
        links=Links(telegram=settings.bot_username, web=settings.public_url),
    )
    respond = Respond(writer, keys, setup)
    invite = Invite(writer, keys, setup, journal)
    account = notify_of(settings)
    channels = () if account is None else account.channels
    reminders = Reminders(writer, keys, setup)
    group_reminders = GroupReminders(writer, keys, setup)
    if account is not None:
        posts = dict.fromkeys(channels, NotifyPost(account))
        reminders.use(posts)
        group_reminders.use(posts)
    events = Events(writer, keys, setup)
    waves = Waves(writer, keys, setup)
    closing = Closing(writer, setup, journal)
    care = CareQueue(writer, area)
    closures = Closures(writer, keys, setup, channels)
    reading = Reading(
        writer,
        model,
        load_queue_reader,
        {q.id: q.theme for one in known.values() for q in one.questions if q.theme},
    )
    readers = Readers(redactor.describe(), reading)
    evidence = Evidence(
        writer,
        model,
        _named(settings, area),
        known,
        readers,
    )
    votes = Votes(writer, keys, area, evidence, settings.public_url)
    return App(
        settings=settings,
        area=area,
        definitions=definitions,
        model=model,
        writer=writer,
        respond=respond,
        pages=Pages(writer, keys, for_pages(setup, closures.channels)),
        clean=Clean(writer, keys),
        keys=keys,
        invite=invite,
        events=events,
        closures=closures,
        reminders=reminders,
        group_reminders=group_reminders,
        access=ApiAccess(writer, keys, setup),
        optout=OptOut(keys, Wishes(writer, keys, setup, journal)),
        waves=waves,
        wave_plans=WavePlans(writer, keys, setup),
        groups=Groups(writer, keys, setup, channels),
        accounts=Accounts(writer, keys),
        sign_ins=SignIns(writer, keys),
        erase=Erase(writer, keys, journal),
        closing=closing,
        held=HeldWords(writer, keys),
        care=care,
        wishes=ContactWishes(writer, keys, area, care),
        acted=YouSaid(writer, redactor),
        about_you=AboutYou(writer, keys, area, settings.data),
        votes=votes,
        phones=VotePhones(writer, keys, area, votes),
        workshop=Workshop(writer, keys, area, model, redactor, evidence),
        quotes=Quotes(writer, model, area.quote_batch),
        clauses=Clauses(writer, model, area.quote_batch, keep=area.keep_ticked),
        reading=reading,
        evidence=evidence,
        intake=Intake(writer, respond, area, definitions),
        simulator=Simulator(
            respond,
            Doors(invite, events, waves),
            closing,
            closures,
            area,
            definitions,
        ),
        redactor=redactor,
        readers=readers,
        example=example,
        using=using,
    )


def notify_of(settings: Settings) -> NotifyAccount | None:
    """Return what GOV.UK Notify knows this installation by, if it does."""
    if settings.notify_key is None:
        return None
    return NotifyAccount(
        key=settings.notify_key,
        server=settings.notify_url,
        sms=settings.notify_sms,
        email=settings.notify_email,
    )


def mark_made_up(settings: Settings) -> None:
    """Note that the folder holds made-up answers from now on."""
    (settings.data / MADE_UP).write_text(
        "Some of the answers in this folder were made up by `strandline simulate`."
        " Every summary made from it says so.\n",
        encoding="utf-8",
    )


def _named(settings: Settings, area: Area) -> Area:
    if not (settings.data / MADE_UP).exists():
        return area
    return replace(area, council=f"{area.council} (made-up answers)")


def area_of(settings: Settings) -> tuple[Area, bool]:
    """Return the area, and whether it is the example for want of a file.

    Raises:
        AreaError: The file has mistakes.
    """
    if settings.area_file.exists():
        return load_area(settings.area_file), False
    area, _ = parse_area(example_area())
    if area is None:
        raise ServiceError("The example of an area file is broken: install anew.")
    return area, True


def definitions_of(settings: Settings, area: Area) -> Mapping[str, Questionnaire]:
    """Return the shipped questionnaires, and the council's own before them.

    Each is offered in those of the area's languages that it can be asked in.

    Raises:
        ServiceError: Some of its own have mistakes; it names them all.
    """
    found = {**shipped(), **own_questionnaires(settings.data, shipped_model())}
    return offering(found, area.languages)


def redactor_of(area: Area) -> UnionRedactor:
    """Return the best redactor that this installation has."""
    return load_redactor(deny=area.deny, allow=area.allow)


# --- running --------------------------------------------------------------------


async def serve(
    app: App, stop: asyncio.Event, tell: Callable[[str], None], *, trial: bool = False
) -> None:
    """Run every channel and the clock until ``stop`` is set, then end in order.

    Raises:
        TokenRefusedError: Telegram does not know the token.
        OSError: The webhook's port is taken.
        CorruptError: A data file is damaged; it says what to do.
    """

    async def well() -> bool:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await app.writer.run(lambda store: store.releases.count())
        except (StoreError, TimeoutError):
            return False
        return True

    found = app.settings
    channel = telegram_of(app, tell) if found.telegram_token else None
    jobs = jobs_of(app, channel)
    await app.writer.run(check)
    if not began(found.data):
        tell(RECOVERED)
    damage = asyncio.create_task(_damage(app.writer, stop))
    async with AsyncExitStack() as open_now:
        house = house_of(app, well)
        if found.public_url is None:
            house.answering = await open_now.enter_async_context(trying_out(app.pages))
        site = make_site(house, routes_of(app))
        port = await open_now.enter_async_context(serving(found.host, found.port, site))
        await open_now.enter_async_context(ringing(jobs.ring))
        urgent = await pressing(app, datetime.now(UTC))
        tell(greeting(app, port, trial=trial, pressing=urgent))
        if channel is None:
            await stop.wait()
        else:
            await channel.run(stop)
    damage.cancel()
    if app.writer.damage is not None:
        raise app.writer.damage
    ended(found.data)


async def _damage(writer: Writer, stop: asyncio.Event) -> None:
    """End the service once a file turns out to be damaged; nothing is acknowledged."""
    while writer.damage is None:  # noqa: ASYNC110  # the writer's thread sets it
        await asyncio.sleep(DAMAGE_SECONDS)
    stop.set()


def looking(app: App) -> str:
    """Return where the named person looks: the signed-in page, or a command."""
    public = app.settings.public_url
    return COMMAND if public is None else f"{public}/desk/care"


def ways_of(app: App) -> tuple[Way, ...]:
    """Return how the named person is told, beside Telegram."""
    found, ways = app.settings, list[Way]()
    account = notify_of(found)
    if found.care_email is not None and account is not None:
        post = NotifyPost(account)
        deputy = found.care_deputy_email or ""
        ways.append(ByEmail(post, found.care_email, deputy, looking(app)))
    if found.care_webhook is not None and found.care_webhook_secret is not None:
        hook = Hook(
            found.care_webhook,
            found.care_webhook_secret,
            found.care_webhook_inside,
            looking(app),
        )
        ways.append(Webhook(hook))
    return tuple(ways)


def jobs_of(app: App, channel: TelegramChannel | None) -> Jobs:
    """Return everything that the clock brings about, with the channels there are."""
    ways = ways_of(app)
    if channel is None:
        return Jobs((*app.jobs.jobs, CareBell(app.care, ways)))

    app.reminders.use({CHANNEL: channel})
    app.group_reminders.use({CHANNEL: channel})

    async def tell(words: str, wider: bool) -> bool:  # noqa: FBT001 # a `ByMessage`
        """Tell whoever sees to care; the coordinators too while nobody answers."""
        named = await app.accounts.reachable(CARER)
        if wider or not named:
            named = (*named, *await app.accounts.reachable(COORDINATOR))
        there = [person for person in named if person.channel == CHANNEL]
        for person in there:
            channel.tell(person, words)
        return bool(there)

    ways = (*ways, ByMessage(tell, looking(app)))
    wiper = () if channel.wiper is None else (channel.wiper,)
    return Jobs((*app.jobs.jobs, *wiper, CareBell(app.care, ways)))


def house_of(app: App, well: Callable[[], Awaitable[bool]]) -> House:
    """Return what the pages of this installation are given."""
    found = app.settings
    return House(
        answering=app.pages,
        erasing=app.erase,
        well=well,
        area=app.area,
        offers=offers_of(app.definitions.values()),
        key=app.keys.derive("page numbers"),
        manners=Manners(
            public=found.public_url,
            telegram=found.bot_username if found.telegram_token else None,
            idle=timedelta(minutes=found.idle_minutes),
            hsts=found.hsts_seconds,
            folder=found.data,
        ),
        limits=Limits(found.page_limit, found.miss_limit, found.proxies),
    )


def routes_of(app: App) -> list[web.RouteDef]:
    """Return the addresses beside the pages: the API, stop, what Notify tells."""
    api = Api(app.closures, app.access, f"Strandline, {app.area.council}")
    stopping = Stopping(app.optout, app.settings.notify_callback)
    speaking = Speaking(app.wishes, app.acted)
    return [
        *api.routes(),
        *stopping.routes(),
        *speaking.routes(),
        *Phones(app.phones, app.area).routes(),
        *Projected(app.votes, app.area).routes(),
        *AboutYouPages(app.about_you).routes(),
        *desk_routes(app),
    ]


def desk_routes(app: App) -> list[web.RouteDef]:
    """Return the signed-in pages; an area's place on the front page is its place here.

    How one is added: docs/desk.md.
    """
    desk = Desk(app.accounts, app.sign_ins)
    handover = Handover(app.closures, app.sign_ins, app.keys)
    closing = CasePages(desk, handover, app.invite, app.area, app.definitions)
    return [
        *entering.routes(desk, partial(standing, app)),
        *closing.routes(),
        *EventPages(desk, app.events, app.area, app.definitions).routes(),
        *Loading(desk, app.closures, app.area).routes(),
        *Caring(
            desk, app.care, app.held, app.wishes, app.area, app.definitions
        ).routes(),
        *WavePages(desk, app.wave_plans, app.groups, app.waves, app.area).routes(),
        *Showing(desk, app.evidence, app.waves).routes(),
        *Answering(desk, app.about_you).routes(),
        *Acting(desk, app.acted).routes(),
        *ReadingPages(desk, app.quotes, app.clauses).routes(),
        *VotePages(desk, app.votes, app.area).routes(),
        *WorkshopPages(desk, app.workshop, app.area).routes(),
    ]


def offers_of(definitions: Iterable[Questionnaire]) -> Mapping[str, Offer]:
    """Return what the first page of each kind of link offers."""
    offers: dict[str, Offer] = {}
    for questionnaire in definitions:
        kind = str(questionnaire.audience)
        before = offers.get(kind, Offer())
        tongues = (*before.languages, *questionnaire.languages)
        offers[kind] = Offer(
            tuple(dict.fromkeys(tongues)), before.easy or questionnaire.easy
        )
    return offers


def telegram_of(app: App, tell: Callable[[str], None]) -> TelegramChannel:
    """Return the Telegram channel of this installation."""
    found = app.settings
    account = Account(
        token=found.telegram_token or "",
        server=found.telegram_api,
        username=found.bot_username,
        webhook=found.bot_mode == "webhook",
        webhook_port=found.webhook_port,
        webhook_url=found.webhook_url,
        page=found.public_url,
        training=app.area.keep_ticked,
    )
    channel = TelegramChannel(
        account,
        app.respond,
        desk=Services(
            accounts=app.accounts,
            invite=app.invite,
            waves=app.waves,
            evidence=app.evidence,
            erase=app.erase,
            area=app.area,
            definitions=app.definitions,
            status=partial(standing, app),
            care=app.care,
            wishes=app.wishes,
            about_you=app.about_you,
            sign_ins=app.sign_ins,
            votes=app.votes,
            phones=app.phones,
            events=app.events,
            waving=Waving(app.wave_plans, app.groups, app.waves),
            page=found.public_url,
        ).desk,
        help_lines=tuple(line.text for line in app.area.help_lines),
        languages=offered_languages(app.definitions),
        passing=(UnavailableError, CorruptError),
        ready=lambda mode: tell(f"Telegram is connected ({mode})."),
    )
    channel.keep_clean(app.clean)
    return channel


async def standing(app: App, now: datetime) -> tuple[str, ...]:
    """Return how the service is doing: what is overdue first, then plain counts."""
    return (
        *await pressing(app, now),
        *await status_lines(app.writer),
    )


async def pressing(app: App, now: datetime) -> tuple[str, ...]:
    """Return what somebody has to see to now, wherever they look."""
    return (
        *await app.care.lines(now),
        *review_lines(app.area, now),
        *await app.wave_plans.lines(),
    )


def greeting(
    app: App, port: int | None, *, trial: bool, pressing: Sequence[str] = ()
) -> str:
    """Return what the person who started the service reads: what to do next."""
    found = app.settings
    lines = [
        f"Strandline is running for {app.area.council}.",
        f"Everything is kept in {found.data}/, encrypted, on this machine.",
    ]
    if found.key is None:
        lines.append(
            f"The key lies beside it, in {found.data}/keys/: fine to try things out."
            " For real answers keep it elsewhere (docs/settings.md, STRANDLINE_KEY)."
        )
    here = f"http://{found.host}:{port}"
    if port is not None:
        lines.append(f"The pages: {found.public_url or here}")
        lines.append(f"Whether it is well: {here}/health")
    lines += language_warnings(app.area, app.definitions)
    lines += pressing
    lines += ["", "What to do next:"]
    steps = []
    if port is not None and found.public_url is None:
        steps.append(
            f"See what a family sees: open {here}/s/{TRY_MARK}family-closure in a"
            " browser on this machine; nothing of it is kept"
        )
    steps += [
        (
            "Press Enter to answer the family survey here; nothing of it is kept"
            if trial
            else "Answer the family survey in a terminal, with nothing kept:"
            " .venv/bin/strandline talk family-closure --dry-run"
        ),
        "See what comes out at the end, with made-up answers: make demo",
    ]
    if app.example:
        steps.append(
            "Make it yours: .venv/bin/strandline init, then edit"
            f" {found.area_file} and start again"
        )
    if found.public_url is None:
        steps.append(
            "Hand out links of pages: put a proxy with TLS in front and set"
            " STRANDLINE_PUBLIC_URL=https://... (docs/web.md)"
        )
    if found.telegram_token is None:
        steps.append(
            "Add Telegram: ask @BotFather for a token, then start with"
            " TELEGRAM_BOT_TOKEN=... make run"
        )
    else:
        steps.append(
            "Give yourself a role in Telegram: .venv/bin/strandline grant administrator"
        )
    lines += [f"  {number}. {step}" for number, step in enumerate(steps, 1)]
    return "\n".join([*lines, "", "Stop it with Ctrl-C."])
