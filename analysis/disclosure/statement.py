"""What disclosure control did to a release, said in plain sentences in it."""

from analysis.model import Status
from analysis.release import Policy, Release


def statement(release: Release, policy: Policy) -> tuple[str, ...]:
    """Return the sentences that stand in every export of a release."""
    said = [
        (
            f"Nothing is shown about fewer than {policy.fewest} people: not as a group,"
            " and not as what is left when one figure is taken from another."
        ),
        (
            f"Numbers of people are rounded to the nearest {policy.base}, so parts may"
            " not add up to the whole."
        ),
        (
            f"Where fewer than {policy.small} people answered, shares are rounded to"
            f" {policy.coarse}% and stand for at least two neighbouring counts; where"
            " all or nearly all said the same, “or more” or “or less” stands beside"
            " them."
        ),
        "A status is given only where the printed range carries it.",
    ]
    if release.closed:
        said.append(
            "The period is over: these figures are final and will not change with later"
            " answers or withdrawals."
        )
    else:
        said.append(
            f"The period is still open: figures move only when at least {policy.batch}"
            " more people have answered. Tables by group follow when it is over."
        )
    hidden = sum(
        f.shown.n is None and f.status is Status.NOT_ENOUGH for f in release.features
    )
    if hidden:
        said.append("Features marked “not enough” have too few answers to be shown.")
    if any(c.suppressed for c in release.cuts):
        said.append(
            "Some groups are not shown because they, or the people left over beside"
            f" them, are fewer than {policy.fewest}."
        )
    return tuple(said)
