"""Every sentence of a report is worked out from the release."""

from dataclasses import replace

import pytest

from analysis import clashes, phrases
from analysis.findings import MOST
from analysis.model import Instrument, Polarity, Stage, Status
from analysis.panel import LETTERS, PanelRating
from analysis.release import Release, Share, Shown, ShownCut
from analysis.report import compose, compose_all
from exports import render
from tests.unit.exports.reading import docx_text
from tests.unit.exports.samples import (
    BASELINE,
    BEFORE,
    GAPS,
    LARGE,
    MIXED,
    QUOTES,
    RELEASES,
    SMALL,
    WORDS,
)


@pytest.mark.parametrize(
    ("release", "lead"),
    [
        (
            MIXED,
            (
                "The evidence does not yet support Developing (1 of 1 strengths evidenced "
                "and 1 of 4 failings below it gone), not even on the features that people "
                "can be asked about; Developing is ruled out by one feature."
            ),
        ),
        (
            LARGE,
            (
                "The evidence supports Mature, and so does the part of it that people can "
                "be asked about; nothing found rules out Mature."
            ),
        ),
        (
            replace(MIXED, supported_so_far=Stage.MATURING, not_ruled_out=Stage.MATURE),
            (
                "The evidence does not yet support Developing (1 of 1 strengths evidenced "
                "and 1 of 4 failings below it gone); on the features that people can be "
                "asked about, it supports Maturing so far; nothing found rules out Mature."
            ),
        ),
        (
            GAPS,
            (
                "The evidence supports no stage yet and rules none out: nothing that could "
                "settle a feature of this row has been answered or attached."
            ),
        ),
    ],
)
def test_the_lead_says_what_is_and_what_is_not_supported(
    release: Release, lead: str
) -> None:
    assert compose(release, WORDS).lead == lead


def test_a_mixed_rating_is_said_where_the_rule_allows_one() -> None:
    lead = compose(replace(LARGE, mixed_rating="D M"), WORDS).lead
    assert lead.endswith("; a mixed rating of D M is within the rule.")


def test_who_answered_and_who_did_not() -> None:
    assert compose(MIXED, WORDS).asked == (
        (
            "Answered: about 65 families at closing and fewer than 10 families three "
            "months on."
        ),
        (
            "Of the families invited at closing, 25% answered; of the cases closed, 80% "
            "were invited. Those who did not answer may see it differently."
        ),
        (
            "Of the service tiers, shown are Keyworker support and Lead worker; too few "
            "answers to show Family Help."
        ),
        "Too few of the families asked have answered to speak for the rest.",
    )


def test_a_row_without_a_survey_says_so() -> None:
    assert compose(GAPS, WORDS).asked == (
        "Nobody is asked about this row: it rests on papers and attached evidence.",
    )


def test_an_unknown_response_rate_is_said() -> None:
    asked = compose(replace(MIXED, response_rate=None, coverage=None), WORDS).asked
    assert asked[1] == (
        "How many of the families invited at closing answered is not known. Those who "
        "did not answer may see it differently."
    )


def test_a_rate_about_too_few_is_hidden_rather_than_unknown() -> None:
    asked = compose(SMALL, WORDS).asked
    assert asked[1].startswith(
        "How many of the families invited at closing answered cannot be shown."
    )


def test_a_row_of_papers_reports_the_response_of_the_staff_who_were_asked() -> None:
    release = replace(
        GAPS,
        respondents={Instrument.STAFF_CHECK: 120},
        response_rate=Share(62),
        coverage=None,
    )
    assert (
        compose(release, WORDS)
        .asked[1]
        .startswith("Of the staff invited to the temperature check, 62% answered.")
    )


def test_a_contradicted_range_never_reads_as_meeting_its_bar() -> None:
    feature = next(f for f in MIXED.features if f.status is Status.CONTRADICTED)
    bar = MIXED.bars[feature.stage.value]
    at_bar = replace(feature, shown=replace(feature.shown, high=bar))
    features = tuple(at_bar if f is feature else f for f in MIXED.features)
    report = compose(replace(MIXED, features=features), WORDS)
    (row,) = (r for t in report.themes for r in t.rows if r.id == feature.id)
    assert row.interval.endswith(f"to below {bar}%")
    tag = phrases.tag(at_bar)
    assert f"below {bar}%" in tag
    assert "at most" not in tag


def test_every_code_that_is_printed_is_explained() -> None:
    report = compose(MIXED, WORDS)
    codes = dict(report.legend)
    assert codes["Q7"] == "Confident to keep the changes"
    printed = {s.split()[0] for f in MIXED.features for s in f.sources}
    assert printed & set(WORDS.questions) <= set(codes)
    assert list(codes) == ["P1", "Q1", "Q7", "W10"]


def test_findings_show_good_news_and_bad_news() -> None:
    found = compose(MIXED, WORDS).findings
    assert [line.features[0] for line in found] == [
        "FE-M1",
        "FE-E6",
        "FE-X10",
        "FE-M11",
    ]
    assert 3 <= len(found) <= MOST


@pytest.mark.parametrize("name", RELEASES)
def test_every_finding_is_a_sentence_that_ends_in_its_evidence(name: str) -> None:
    release = RELEASES[name]
    report = compose(release, WORDS)
    loud = clashes.loudest(release, WORDS)
    for line in report.findings:
        assert line.text.endswith(").")
        sources = {
            s for f in release.features if f.id in line.features for s in f.sources
        }
        assert line == loud or line.tag.split(",")[0] in sources


def test_findings_in_words() -> None:
    by_feature = {
        line.features[0]: line.text for line in compose(MIXED, WORDS).findings
    }
    assert by_feature["FE-M1"] == (
        "“It is clear to families from the start who their worker is” is evidenced: "
        "enough people bear it out to pass the 60% bar for Maturing (Q1 closing, "
        "about 65 answers, 80%, at least 70%)."
    )
    assert by_feature["FE-E6"] == (
        "The failing “Families have to tell their story over and over” persists: more "
        "people report it than the 25% limit allows (P1 closing, about 35 answers, "
        "55%, at least 40%)."
    )
    assert by_feature["FE-X10"] == (
        "“Families feel able to keep the changes going” is mixed: the answers neither "
        "settle nor rule out the 75% bar for Mature, better than at the last asking "
        "(Q7 closing, about 60 answers, 77%, between 65% and 85%; with Q7 three months "
        "on)."
    )


def test_contradicted_and_gone_in_words() -> None:
    only = [f for f in MIXED.features if f.id in {"FE-M11", "FE-E7"}]
    report = compose(replace(MIXED, features=tuple(only), contradictions=()), WORDS)
    assert [line.text for line in report.findings] == [
        (
            "The failing “Families often could not say who their worker is” counts as "
            "gone: too few people still report it to pass the 25% limit (Q1 closing, about "
            "65 answers, 5% or less, at most 15%)."
        ),
        (
            "“Families tell their story once” is contradicted: too few people bear it out "
            "to meet the 60% bar for Maturing (P1 closing, about 35 answers, 30%, below 45%; "
            "with W10 keyworker view)."
        ),
    ]


def test_without_figures_there_are_no_findings() -> None:
    assert compose(SMALL, WORDS).findings == ()
    assert compose(GAPS, WORDS).findings == ()


def test_the_two_findings_of_the_overview_are_best_and_worst() -> None:
    row = compose_all([MIXED], WORDS).rows[0]
    assert row.bullets[0].startswith("“It is clear to families")
    assert row.bullets[1].startswith("The failing “Families have to tell")
    assert row.bullets[-1] == compose(MIXED, WORDS).gap_lead


def test_contradictions_name_both_sides() -> None:
    report = compose(MIXED, WORDS)
    assert [line.text for line in report.contradictions] == [
        (
            "Staff see what they need, yet families tell their story again (families "
            "at closing (P1 Did not tell the story again): 30% of about 35; staff (W10 "
            "Sees the information needed): 90% or more of about 20)."
        )
    ]
    assert report.checked.startswith("Checked: ticks against words")


def test_groups_that_differ_stand_in_a_table_the_widest_first() -> None:
    near = replace(
        MIXED.contradictions[1],
        features=("FE-E6",),
        sides=tuple(
            (side.replace("Q1", "P1"), Shown(30, Share(value), 20, 80))
            for (side, _), value in zip(
                MIXED.contradictions[1].sides, (60, 40), strict=True
            )
        ),
    )
    release = replace(MIXED, contradictions=(near, *MIXED.contradictions))
    report = compose(release, WORDS)
    assert [(row.question, row.first, row.second) for row in report.apart] == [
        (
            "Q1: It is clear to families from the start who their worker is",
            "Keyworker support: 90% or more of about 30",
            "Lead worker: 55% of about 25",
        ),
        (
            "P1: Families have to tell their story over and over (a failing)",
            "Keyworker support: 60% of about 30",
            "Lead worker: 40% of about 30",
        ),
    ]
    groups = replace(release, contradictions=(near, MIXED.contradictions[1]))
    assert compose(groups, WORDS).findings[3].text == (
        "The answers differ widely between tiers, on two questions, most of all on "
        "“Q1: It is clear to families from the start who their worker is” (Keyworker "
        "support: 90% or more of about 30; Lead worker: 55% of about 25)."
    )
    alone = replace(release, contradictions=MIXED.contradictions[1:])
    assert compose(alone, WORDS).findings[3].says == (
        "The answers differ widely between tiers on “Q1: It is clear to families from "
        "the start who their worker is”"
    )


def test_the_widest_disagreement_is_a_finding() -> None:
    assert compose(MIXED, WORDS).findings[3].says == (
        "Staff see what they need, yet families tell their story again"
    )


def test_a_disagreement_without_figures_is_no_finding() -> None:
    hidden = replace(
        MIXED.contradictions[0],
        sides=(("closing P1", Shown()), ("people's words", Shown())),
    )
    report = compose(replace(MIXED, contradictions=(hidden,)), WORDS)
    assert len(report.findings) == 3
    assert report.contradictions[0].tag == (
        "families at closing (P1 Did not tell the story again): not shown; people's "
        "words: not shown"
    )


def test_no_contradiction_is_said_with_what_was_checked() -> None:
    assert compose(GAPS, WORDS).checked == (
        "None found. Checked: ticks against words, families against staff, group "
        "against group and survey against records."
    )


@pytest.mark.parametrize(
    ("release", "said"),
    [
        (
            MIXED,
            (
                "2 of 8 features are open, 1 of them for want of answers; 1 of them needs "
                "evidence from elsewhere, as feedback alone cannot show it."
            ),
        ),
        (
            GAPS,
            (
                "4 of 4 features are open; they need evidence from elsewhere, as feedback "
                "alone cannot show them."
            ),
        ),
        (LARGE, "No gaps: there is evidence on all 8 features."),
        (
            replace(
                MIXED,
                features=(*MIXED.features[:4], *MIXED.features[5:]),
                cannot_reach=(),
            ),
            "1 of 7 features is open, for want of answers.",
        ),
    ],
)
def test_gaps_in_short(release: Release, said: str) -> None:
    assert compose(release, WORDS).gap_lead == said


def test_every_gap_says_what_would_fill_it() -> None:
    gaps = {gap.feature: gap.fill for gap in compose(MIXED, WORDS).gaps}
    assert gaps == {
        "FE-E13": "More answers; or attach case audit.",
        "FE-E2": "Attach audit of contact logs or NHS letters.",
    }


def test_next_steps_come_from_what_persists_and_what_is_open() -> None:
    steps = [step.what for step in compose(MIXED, WORDS).steps]
    assert steps == [
        (
            "FE-E6 “Families have to tell their story over and over”: find out why it "
            "persists."
        ),
        "FE-M11 “Families tell their story once”: agree what would change it.",
        "Raise response: a card, a text message, two reminders, a call.",
    ]
    assert all(step.suggested for step in compose(MIXED, WORDS).steps)


def test_steps_of_a_row_that_feedback_cannot_reach() -> None:
    assert [step.what for step in compose(GAPS, WORDS).steps] == [
        (
            "Attach evidence for four features that feedback cannot reach, beginning with "
            "LE-E1."
        )
    ]


def test_steps_where_answers_are_too_few() -> None:
    assert compose(SMALL, WORDS).steps[0].what == (
        "Collect more answers on seven features where there are too few."
    )


def test_quotes_are_those_of_the_strand_and_one_cuts_the_other_way() -> None:
    report = compose(MIXED, WORDS, QUOTES)
    assert {q.row for q in report.quotes} == {"family"}
    assert any(q.other_way for q in report.quotes)
    assert "No approved comment speaks against" not in report.quote_note


def test_one_sided_quotes_are_said_to_be_so() -> None:
    report = compose(MIXED, WORDS, QUOTES[:1])
    assert "No approved comment speaks against the figures." in report.quote_note


def test_unjudged_quotes_are_not_said_to_agree() -> None:
    unjudged = replace(QUOTES[0], other_way=None)
    assert "speaks against" not in compose(MIXED, WORDS, [unjudged]).quote_note


def test_without_quotes_the_report_says_why() -> None:
    assert compose(MIXED, WORDS).quote_note.startswith("No quotes:")


def test_what_moved_since_the_release_before() -> None:
    assert compose(MIXED, WORDS, previous=BEFORE).since == (
        "Since July to September 2026, up: FE-X10.",
    )
    assert compose(BEFORE, WORDS, previous=MIXED).since == (
        "Since October to December 2026, down: FE-X10.",
    )
    assert compose(MIXED, WORDS, previous=MIXED).since == (
        "No status moved since October to December 2026.",
    )


def test_a_status_that_cannot_be_compared_has_not_moved() -> None:
    assert compose(MIXED, WORDS, previous=SMALL).since == (
        "No status moved since the year 2026.",
    )


def test_tables_of_groups_leave_out_who_is_too_few() -> None:
    (table,) = compose(MIXED, WORDS).cuts
    assert table.groups == ("Keyworker support", "Lead worker")
    assert table.hidden == ("Family Help",)
    assert table.rates == ("35%", "not known")
    assert table.rows == (
        (
            "Q1",
            "Clear who the main worker was",
            ("90% or more of about 30", "55% of about 25"),
        ),
        ("P1", "Did not tell the story again", ("not shown", phrases.DASH)),
    )


def test_groups_that_are_all_hidden_are_named() -> None:
    cut = ShownCut(
        "partner", "police", "2026-Q4-check", None, None, {}, suppressed=True
    )
    report = compose(replace(MIXED, cuts=(cut,)), WORDS)
    assert report.cuts[0].hidden == ("Police",)
    assert "Of the partners, too few answers to show Police." in report.asked


def test_the_method_note_prints_the_bars_and_the_limits() -> None:
    note = " ".join(compose(MIXED, WORDS, baseline=BASELINE).method)
    assert "50% for Developing, 60% for Maturing and 75% for Mature" in note
    assert "Wilson interval at 90%" in note
    assert "how the people who did not answer" in note
    assert "Developing 95%, Maturing 80% and Mature 40%" in note
    assert "Nothing is shown about fewer than 10 people." in note
    assert "70% of about 40 comments for positive and 15% for negative" in note
    assert "changes no status, contradiction or figure" in note


def test_no_baseline_no_word_of_it() -> None:
    assert "TextBlob" not in " ".join(compose(MIXED, WORDS).method)


def test_a_staff_row_speaks_of_staff() -> None:
    release = replace(MIXED, strand="culture", respondents={Instrument.STAFF_CHECK: 40})
    assert compose(release, WORDS).asked[0] == (
        "Answered: about 40 staff in the temperature check."
    )


def test_the_method_note_says_by_which_links_staff_come() -> None:
    release = replace(MIXED, strand="culture", respondents={Instrument.STAFF_CHECK: 40})
    said = "one person could answer it twice"
    assert said in " ".join(compose(release, WORDS).method)
    assert said not in " ".join(compose(MIXED, WORDS).method)


def test_the_method_note_says_that_who_came_to_an_event_chose_to() -> None:
    at_event = ShownCut("mode", "event", "2026", 30, None, {})
    said = "had chosen to come"
    shown = replace(MIXED, cuts=(*MIXED.cuts, at_event))
    assert said in " ".join(compose(shown, WORDS).method)
    few = replace(at_event, respondents=None, suppressed=True)
    hidden = replace(MIXED, cuts=(*MIXED.cuts, few))
    assert said not in " ".join(compose(hidden, WORDS).method)
    assert said not in " ".join(compose(MIXED, WORDS).method)


def test_themes_keep_the_models_order_and_stages_rise_within() -> None:
    report = compose(MIXED, WORDS)
    assert [t.id for t in report.themes] == [
        "one_story",
        "one_worker",
        "community_access",
        "confidence",
    ]
    assert [row.stage for row in report.themes[1].rows] == [
        "Early",
        "Developing",
        "Maturing",
    ]
    assert report.themes[1].so_far == "Maturing"


def test_a_feature_that_shows_no_figure_prints_dashes() -> None:
    row = compose(MIXED, WORDS).themes[2].rows[0]
    assert (row.answers, row.share, row.interval, row.left_out) == (
        phrases.DASH,
        phrases.DASH,
        phrases.DASH,
        phrases.DASH,
    )


def test_titles_fall_back_on_the_ids() -> None:
    report = compose(replace(MIXED, strand="structures"), WORDS)
    assert report.title == "Structures"


def test_an_overview_is_of_one_period() -> None:
    with pytest.raises(ValueError, match="one period"):
        compose_all([MIXED, SMALL], WORDS)
    with pytest.raises(ValueError, match="one period"):
        compose_all([], WORDS)


def test_the_overview_holds_every_row_and_its_report() -> None:
    overview = compose_all([MIXED, GAPS], WORDS, QUOTES, {"family": BEFORE})
    assert [row.strand for row in overview.rows] == ["family", "leadership"]
    assert overview.reports[0].since == ("Since July to September 2026, up: FE-X10.",)
    assert overview.rows[1].supported == "No stage yet"


def test_findings_do_not_repeat_one_question() -> None:
    shown = Shown(65, Share(90), 85, 100)
    many = tuple(
        replace(
            f,
            status=Status.EVIDENCED,
            polarity=Polarity.STRENGTH,
            shown=shown,
            sources=("Q1 closing",),
        )
        for f in MIXED.features
    )
    assert (
        len(compose(replace(MIXED, features=many, contradictions=()), WORDS).findings)
        == 1
    )


def test_a_status_that_the_range_alone_does_not_explain_gives_its_reason() -> None:
    high = Shown(60, Share(95), 85, 100)
    held = replace(
        MIXED.features[-1],
        shown=high,
        change=None,
        reason="A second source has to agree before it counts.",
    )
    (line,) = compose(
        replace(MIXED, features=(held,), contradictions=()), WORDS
    ).findings
    assert line.says == (
        "“Families feel able to keep the changes going” is mixed: a second source has "
        "to agree before it counts"
    )
    silent = replace(held, reason="", polarity=Polarity.DEFICIT)
    (line,) = compose(
        replace(MIXED, features=(silent,), contradictions=()), WORDS
    ).findings
    assert (
        line.says
        == "The failing “Families feel able to keep the changes going” is mixed"
    )


def test_what_was_asked_only_in_part_is_a_gap_where_nothing_else_decides() -> None:
    first = next(f for f in MIXED.features if f.status is Status.MIXED)
    before = {gap.feature for gap in compose(MIXED, WORDS).gaps}
    alone = replace(first, other_sources=())
    beyond = replace(
        MIXED,
        features=tuple(alone if f is first else f for f in MIXED.features),
        cannot_reach=(*MIXED.cannot_reach, first.id),
    )
    gaps = {gap.feature: gap.fill for gap in compose(beyond, WORDS).gaps}
    assert gaps.keys() - before == {first.id}
    assert gaps[first.id] == "Attach a sample, such as an audit."


# --- the panel's own rating ---------------------------------------------------------


def rated(letters: str) -> PanelRating:
    return PanelRating(
        letters,
        "amber",
        "Partners agreed it.",
        ("Ask again in March.",),
        "The board",
        "2026-11-22",
    )


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("E", "The evidence supports the panel's rating."),
        ("D", "above what the evidence leaves open: Developing is ruled out."),
        ("Mature", "above what the evidence leaves open: Mature is ruled out."),
    ],
)
def test_a_rating_above_the_evidence_is_called_that(letters: str, said: str) -> None:
    report = compose(MIXED, WORDS, panel=rated(letters))
    assert said in report.panel_note
    open_ = replace(MIXED, not_ruled_out=Stage.MATURE, supported=None)
    above = compose(open_, WORDS, panel=rated("D M")).panel_note
    assert above == (
        "The panel's rating is above the survey evidence, which supports no stage yet. "
        "It relies on the reason given."
    )


def test_a_rating_changes_nothing_of_what_the_evidence_supports() -> None:
    with_it, without = compose(MIXED, WORDS, panel=rated("M")), compose(MIXED, WORDS)
    assert (with_it.lead, with_it.supported, with_it.release) == (
        without.lead,
        without.supported,
        without.release,
    )
    assert without.panel_note == ""
    assert [s.what for s in with_it.steps if not s.suggested] == ["Ask again in March."]


def test_every_rating_of_the_toolkit_names_its_stages_in_order() -> None:
    order = list(Stage)
    for stages in LETTERS.values():
        places = [order.index(stage) for stage in stages]
        assert places == list(range(places[0], places[0] + len(places)))


@pytest.mark.parametrize("kind", ["html", "csv", "json", "docx"])
def test_every_format_prints_the_panels_rating(kind: str) -> None:
    report = compose(MIXED, WORDS, panel=rated("D M"))
    shown = render(report, kind)
    text = docx_text(shown) if kind == "docx" else shown.decode("utf-8-sig")
    for words in ("D M", "Partners agreed it.", "The board", "Ask again in March."):
        assert words in text
