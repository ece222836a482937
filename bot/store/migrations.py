"""How the two files came to be, step by step; sqlite-utils applies what is missing.

Rule 1: every table is WITHOUT ROWID, so that no hidden number keeps the order.
Rule 2: on the answer side keys are random or plain labels, and no time is finer
than a quarter; on the identity side it is a day (an hour for deliveries, a minute
where staff sign in).
Rule 3: a step that has been released is never changed; add another.
"""

from sqlite_utils import Database, Migrations


class QuietMigrations(Migrations):
    """Migrations whose record is a WITHOUT ROWID table without a time stamp."""

    migrations_table = "migration"

    def ensure_migrations_table(self, db: Database) -> None:
        """Make the table of applied steps unless it is there."""
        db.execute(
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) "
            "WITHOUT ROWID, STRICT"
        )

    def applied(self, db: Database) -> list[Migrations._AppliedMigration]:
        """Return the steps that this file has been through, by name."""
        if not db["migration"].exists():
            return []
        rows = db.execute("SELECT name FROM migration ORDER BY name").fetchall()
        return [self._AppliedMigration(name=name, applied_at="") for (name,) in rows]

    def _record_applied(self, db: Database, name: str) -> None:
        db.execute("INSERT INTO migration (name) VALUES (?)", (name,))

    @property
    def names(self) -> frozenset[str]:
        """The names of every step that this version knows."""
        return frozenset(step.name for step in self._migrations)


identity = QuietMigrations("identity")
answers = QuietMigrations("answers")


def _create(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement + " WITHOUT ROWID, STRICT")


@identity()
def m001_identity(db: Database) -> None:
    """Sessions, invitations, waves, contacts, accounts and what the panel typed."""
    _create(
        db,
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE delivery (mark BLOB PRIMARY KEY, process BLOB NOT NULL, "
        "until INTEGER NOT NULL)",
        "CREATE TABLE message (id BLOB PRIMARY KEY, owner BLOB NOT NULL, "
        "sealed BLOB NOT NULL, until INTEGER NOT NULL)",
        "CREATE TABLE session (pseudonym BLOB PRIMARY KEY, version INTEGER NOT NULL, "
        "questionnaire TEXT NOT NULL, state BLOB NOT NULL, token BLOB, wave TEXT, "
        "until INTEGER NOT NULL)",
        "CREATE TABLE invitation (token BLOB PRIMARY KEY, "
        "questionnaire TEXT NOT NULL, tier TEXT, district TEXT, "
        "language TEXT NOT NULL, quarter TEXT NOT NULL, person BLOB, "
        "until INTEGER NOT NULL)",
        "CREATE TABLE sent (account TEXT, month TEXT, questionnaire TEXT, "
        "tier TEXT, district TEXT, links INTEGER NOT NULL, "
        "PRIMARY KEY (account, month, questionnaire, tier, district))",
        "CREATE TABLE reach (questionnaire TEXT, kind TEXT, place TEXT, period TEXT, "
        "sent INTEGER, answered INTEGER NOT NULL, closed INTEGER, "
        "PRIMARY KEY (questionnaire, kind, place, period))",
        "CREATE TABLE wave (id TEXT PRIMARY KEY, questionnaire TEXT NOT NULL, "
        "quarter TEXT NOT NULL, until INTEGER NOT NULL, token BLOB, secret BLOB)",
        "CREATE TABLE participation (wave TEXT, mark BLOB, PRIMARY KEY (wave, mark))",
        "CREATE TABLE follow_up (id TEXT PRIMARY KEY, questionnaire TEXT NOT NULL, "
        "tier TEXT, language TEXT NOT NULL, month TEXT NOT NULL, "
        "sealed BLOB NOT NULL)",
        "CREATE TABLE opt_out (mark BLOB PRIMARY KEY)",
        "CREATE TABLE account (id TEXT PRIMARY KEY, role TEXT NOT NULL, "
        "scope TEXT NOT NULL, sealed BLOB)",
        "CREATE TABLE credential (mark BLOB PRIMARY KEY, account TEXT NOT NULL)",
        "CREATE TABLE code (mark BLOB PRIMARY KEY, role TEXT NOT NULL, "
        "scope TEXT NOT NULL, until INTEGER NOT NULL, person BLOB)",
        "CREATE TABLE attestation (feature TEXT PRIMARY KEY, vouches TEXT NOT NULL, "
        "reason TEXT NOT NULL, day TEXT NOT NULL)",
        "CREATE TABLE attached (id TEXT PRIMARY KEY, feature TEXT NOT NULL, "
        "source TEXT NOT NULL, n INTEGER NOT NULL, supporting INTEGER NOT NULL, "
        "vouches TEXT NOT NULL, day TEXT NOT NULL)",
        "CREATE TABLE rating (strand TEXT, period TEXT, letters TEXT NOT NULL, "
        "rag TEXT NOT NULL, reason TEXT NOT NULL, next_steps TEXT NOT NULL, "
        "PRIMARY KEY (strand, period))",
    )
    db.execute("CREATE INDEX message_owner ON message (owner)")


@answers()
def m001_answers(db: Database) -> None:
    """Responses, counters, receipts, queues, and the register of releases."""
    _create(
        db,
        "CREATE TABLE fact (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE response (id TEXT PRIMARY KEY, questionnaire TEXT NOT NULL, "
        "version INTEGER NOT NULL, period TEXT NOT NULL, place TEXT, "
        "language TEXT NOT NULL, mode TEXT NOT NULL, worker_present INTEGER, "
        "quote_consent INTEGER NOT NULL)",
        "CREATE TABLE answer (response TEXT, position INTEGER, "
        "question TEXT NOT NULL, options TEXT NOT NULL, number INTEGER, words TEXT, "
        "skipped INTEGER NOT NULL, PRIMARY KEY (response, position))",
        "CREATE TABLE tally (questionnaire TEXT, question TEXT, option TEXT, "
        "place TEXT, period TEXT, count INTEGER NOT NULL, "
        "PRIMARY KEY (questionnaire, question, option, place, period))",
        "CREATE TABLE receipt (mark BLOB PRIMARY KEY, sealed BLOB NOT NULL, "
        "quarter TEXT NOT NULL)",
        "CREATE TABLE held (id TEXT PRIMARY KEY, kind TEXT NOT NULL, "
        "response TEXT NOT NULL, question TEXT NOT NULL, sealed BLOB NOT NULL, "
        "themes TEXT NOT NULL, until TEXT NOT NULL)",
        "CREATE TABLE quote (id TEXT PRIMARY KEY, response TEXT NOT NULL, "
        "question TEXT NOT NULL, themes TEXT NOT NULL, state TEXT NOT NULL)",
        "CREATE TABLE objection (response TEXT, feature TEXT, "
        "PRIMARY KEY (response, feature))",
        "CREATE TABLE register (cell TEXT, version INTEGER, n INTEGER NOT NULL, "
        "supporting INTEGER NOT NULL, shown TEXT NOT NULL, closed INTEGER NOT NULL, "
        "PRIMARY KEY (cell, version))",
        "CREATE TABLE publication (number INTEGER PRIMARY KEY, strand TEXT NOT NULL, "
        "period TEXT NOT NULL, closed INTEGER NOT NULL, body TEXT NOT NULL)",
        "CREATE TABLE period (id TEXT PRIMARY KEY, kind TEXT NOT NULL, "
        "quarter TEXT NOT NULL, questionnaire TEXT, closed INTEGER NOT NULL)",
    )
    db.execute("CREATE INDEX response_period ON response (period)")


@answers()
def m002_counted(db: Database) -> None:
    """Count apart from responses; the counters that could be dealt out again go.

    Until now each answer was on its response and in a counter by district or grade
    as well, and by those sums responses could be given their districts. What was
    counted then cannot be thinned so that this fails for sure, so all of it goes.
    """
    db.execute("DROP TABLE tally")
    _create(
        db,
        "CREATE TABLE tally (questionnaire TEXT, question TEXT, option TEXT, "
        "kind TEXT, place TEXT, period TEXT, count INTEGER NOT NULL, "
        "PRIMARY KEY (questionnaire, question, option, kind, place, period))",
    )


@answers()
def m003_batches(db: Database) -> None:
    """One mark for what waits unseen in any queue, instead of a state of quotes."""
    _create(
        db,
        "CREATE TABLE waiting (queue TEXT, entry TEXT, PRIMARY KEY (queue, entry))",
    )
    db.execute(
        "INSERT INTO waiting (queue, entry) "
        "SELECT 'quote', id FROM quote WHERE state = 'waiting' UNION ALL "
        "SELECT 'language', id FROM held WHERE kind = 'language'"
    )
    db.execute("UPDATE quote SET state = 'offered' WHERE state = 'waiting'")


@answers()
def m010_clauses(db: Database) -> None:
    """What machines read in words, clause by clause, and what people ticked."""
    _create(
        db,
        "CREATE TABLE reading (response TEXT, question TEXT, version TEXT NOT NULL, "
        "tone TEXT NOT NULL, permille INTEGER NOT NULL, speaks INTEGER NOT NULL, "
        "PRIMARY KEY (response, question))",
        "CREATE TABLE clause (id TEXT PRIMARY KEY, response TEXT NOT NULL, "
        "question TEXT NOT NULL, words TEXT NOT NULL, suggestions TEXT NOT NULL, "
        "state TEXT NOT NULL)",
        "CREATE TABLE ticked (clause TEXT, feature TEXT, response TEXT NOT NULL, "
        "stance TEXT NOT NULL, against INTEGER NOT NULL, "
        "PRIMARY KEY (clause, feature))",
    )


@answers()
def m047_reading_language(db: Database) -> None:
    """Which language a reading found; empty in what was read before it was noted."""
    db.execute("ALTER TABLE reading ADD COLUMN language TEXT NOT NULL DEFAULT ''")


@answers()
def m048_words_by_response(db: Database) -> None:
    """Find a response's clauses, ticks and held words without a look at all of them."""
    db.execute("CREATE INDEX clause_words ON clause (response, question)")
    db.execute("CREATE INDEX ticked_response ON ticked (response)")
    db.execute("CREATE INDEX held_response ON held (response)")


@identity()
def m015_wave_codes(db: Database) -> None:
    """Codes that are dealt to a group of staff, each used once."""
    _create(
        db,
        "CREATE TABLE wave_code (mark BLOB PRIMARY KEY, wave TEXT NOT NULL, "
        "person BLOB)",
    )


@identity()
def m020_ratings(db: Database) -> None:
    """Who agreed a panel's rating, and when."""
    db.execute("ALTER TABLE rating ADD COLUMN vouches TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE rating ADD COLUMN day TEXT NOT NULL DEFAULT ''")


@identity()
def m022_closures(db: Database) -> None:
    """Links that are held back, and what was asked for before."""
    db.execute("ALTER TABLE invitation ADD COLUMN held INTEGER NOT NULL DEFAULT 0")
    _create(
        db,
        "CREATE TABLE request (mark BLOB PRIMARY KEY, sealed BLOB NOT NULL, "
        "until INTEGER NOT NULL)",
    )


@identity()
def m023_sendings(db: Database) -> None:
    """How to reach a family, sealed, and what is to be sent next."""
    _create(
        db,
        "CREATE TABLE contact (token BLOB PRIMARY KEY, mark BLOB NOT NULL, "
        "channel TEXT NOT NULL, language TEXT NOT NULL, sealed BLOB NOT NULL)",
        "CREATE TABLE sending (id TEXT PRIMARY KEY, token BLOB NOT NULL, "
        "kind TEXT NOT NULL, step INTEGER NOT NULL, first INTEGER, "
        "due INTEGER NOT NULL, state TEXT NOT NULL, lease INTEGER)",
    )


@identity()
def m024_api_keys(db: Database) -> None:
    """Keys of case systems, as marks."""
    _create(
        db,
        "CREATE TABLE api_key (mark BLOB PRIMARY KEY, id TEXT NOT NULL, "
        "scopes TEXT NOT NULL, district TEXT NOT NULL, label TEXT NOT NULL, "
        "until INTEGER NOT NULL)",
    )


@identity()
def m030_care(db: Database) -> None:
    """What waits for the named person, who saw to it, and wishes to be contacted."""
    _create(
        db,
        "CREATE TABLE care_wait (kind TEXT PRIMARY KEY, count INTEGER NOT NULL, "
        "since INTEGER NOT NULL, taken TEXT NOT NULL, told INTEGER NOT NULL)",
        "CREATE TABLE care_log (id TEXT PRIMARY KEY, kind TEXT NOT NULL, "
        "deed TEXT NOT NULL, role TEXT NOT NULL, day INTEGER NOT NULL)",
        "CREATE TABLE contact_wish (id TEXT PRIMARY KEY, sealed BLOB NOT NULL, "
        "day INTEGER NOT NULL)",
        "CREATE TABLE acted (period TEXT PRIMARY KEY, words TEXT NOT NULL)",
    )


@identity()
def m031_signed_in_pages(db: Database) -> None:
    """One-time links and sessions of staff who work with the tool."""
    _create(
        db,
        "CREATE TABLE sign_in (mark BLOB PRIMARY KEY, account TEXT NOT NULL, "
        "until INTEGER NOT NULL)",
        "CREATE TABLE desk_session (mark BLOB PRIMARY KEY, account TEXT NOT NULL, "
        "role TEXT NOT NULL, scope TEXT NOT NULL, proof BLOB NOT NULL, "
        "until INTEGER NOT NULL, idle INTEGER NOT NULL, notes BLOB NOT NULL)",
    )


@identity()
def m035_wave_plans(db: Database) -> None:
    """Waves that are to come, their group links, and whom to write to about them."""
    _create(
        db,
        "CREATE TABLE wave_plan (id TEXT PRIMARY KEY, questionnaire TEXT NOT NULL, "
        "opens INTEGER NOT NULL, until INTEGER NOT NULL, state TEXT NOT NULL, "
        "reminders INTEGER NOT NULL)",
        "CREATE TABLE wave_link (mark BLOB PRIMARY KEY, wave TEXT NOT NULL, "
        "partner TEXT NOT NULL, sealed BLOB)",
        "CREATE TABLE staff_group (questionnaire TEXT, partner TEXT, size INTEGER, "
        "mark BLOB, sealed BLOB, PRIMARY KEY (questionnaire, partner))",
        "CREATE TABLE group_sending (id TEXT PRIMARY KEY, wave TEXT NOT NULL, "
        "partner TEXT NOT NULL, account TEXT NOT NULL, step INTEGER NOT NULL, "
        "first INTEGER, due INTEGER NOT NULL, state TEXT NOT NULL, lease INTEGER)",
    )


@identity()
def m040_events(db: Database) -> None:
    """Links of events: one for many families."""
    _create(
        db,
        "CREATE TABLE event (token BLOB PRIMARY KEY, id TEXT NOT NULL, "
        "questionnaire TEXT NOT NULL, district TEXT, language TEXT NOT NULL, "
        "first INTEGER NOT NULL, until INTEGER NOT NULL, opened INTEGER NOT NULL, "
        "most INTEGER NOT NULL, sealed BLOB NOT NULL)",
    )


@identity()
def m041_wipes(db: Database) -> None:
    """Conversations that are to be taken off somebody's phone."""
    _create(
        db,
        "CREATE TABLE wipe (mark BLOB PRIMARY KEY, sealed BLOB NOT NULL, "
        "until INTEGER NOT NULL)",
    )


@identity()
def m043_votes(db: Database) -> None:
    """Votes of partners: ballots under a key of the vote's own, bars once closed."""
    _create(
        db,
        "CREATE TABLE vote (id TEXT PRIMARY KEY, period TEXT NOT NULL, "
        "openly INTEGER NOT NULL, people INTEGER, until INTEGER NOT NULL, "
        "secret BLOB, showing TEXT NOT NULL, beside TEXT)",
        "CREATE TABLE vote_row (vote TEXT, strand TEXT, shown TEXT, "
        "PRIMARY KEY (vote, strand))",
        "CREATE TABLE voter (vote TEXT, mark BLOB, partner TEXT NOT NULL, "
        "PRIMARY KEY (vote, mark))",
        "CREATE TABLE ballot (vote TEXT, mark BLOB, strand TEXT, "
        "choice TEXT NOT NULL, PRIMARY KEY (vote, mark, strand))",
    )


@identity()
def m044_actions(db: Database) -> None:
    """What partners agreed to do, feature by feature."""
    _create(
        db,
        "CREATE TABLE action (id TEXT PRIMARY KEY, period TEXT NOT NULL, "
        "strand TEXT NOT NULL, feature TEXT NOT NULL, words TEXT NOT NULL, "
        "partners TEXT NOT NULL, post TEXT NOT NULL, due TEXT NOT NULL, "
        "state TEXT NOT NULL, note TEXT NOT NULL)",
    )


@identity()
def m050_equality_waiting(db: Database) -> None:
    """Answers about who answers, until ten can be counted together."""
    _create(
        db,
        "CREATE TABLE equality_waiting (id TEXT PRIMARY KEY, question TEXT NOT NULL, "
        "sealed BLOB NOT NULL)",
    )


@answers()
def m050_equality(db: Database) -> None:
    """Who answers: one counter a question, option and year."""
    _create(
        db,
        "CREATE TABLE equality (question TEXT, option TEXT, year TEXT, "
        "count INTEGER NOT NULL, PRIMARY KEY (question, option, year))",
    )


@identity()
def m051_care_again(db: Database) -> None:
    """On which day what waits was taken, and how often nobody answered the bell."""
    db.execute("ALTER TABLE care_wait ADD COLUMN taken_on INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE care_wait ADD COLUMN rings INTEGER NOT NULL DEFAULT 0")
