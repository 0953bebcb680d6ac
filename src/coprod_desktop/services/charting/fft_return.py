# SPDX-License-Identifier: MIT
"""The Friends and Family Test by month: answers by site and option, and how they were collected.

Fewer than five answers of a site are not published, nor anything that they could be worked out from
(NHS England's rule for FFT tables). Answers to the question since 1 April 2020 alone are counted.
"""

from collections import Counter
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select

from coprod_desktop.domain import suppression
from coprod_desktop.domain.suppression import FFT, HIDDEN, Rule
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import tables

CODES: Final = (1, 2, 3, 4, 5, 6)
POSITIVE: Final = (1, 2)
NEGATIVE: Final = (4, 5)
MODES: Final = (
    *("sms", "electronic_discharge", "electronic_home", "paper_discharge", "paper_home"),
    *("telephone", "online", "other"),
)
_MODE_OF: Final = {
    "paper_slip": "paper_home",
    "paper_at_clinic": "paper_discharge",
    "letter": "paper_home",
    "kiosk_or_tablet": "electronic_discharge",
}


class SiteMonth(Struct, frozen=True):
    """One site's answers as they may be shown: six options, their total, shares and ways.

    `positive` and `negative` are percentages of all six with one decimal, or hidden.
    """

    site: str
    options: tuple[str, ...]
    total: str
    positive: str
    negative: str
    modes: tuple[str, ...]


class Return(Struct, frozen=True):
    """A month (``2026-03``), and the rule by which small numbers were hidden."""

    month: str
    rule: str
    why: str
    sites: tuple[SiteMonth, ...]
    totals: tuple[str, ...]
    total: str


def monthly(s: SignedIn, month: str, rule: Rule = FFT) -> Return:
    """The return of one month. Raises `NotAllowed` for anybody but heads and administrators."""
    s.needs("head", "admin", what="making the Friends and Family Test return")
    options, modes = _counted(s, month)
    sites = sorted(options)
    counts = [[options[site][code] for code in CODES] for site in sites]
    ways = [[modes[site][mode] for mode in MODES] for site in sites]
    shown = suppression.table(counts, rule) if counts else None
    shown_ways = suppression.table(ways, rule) if ways else None
    rows: list[SiteMonth] = []
    for place, site in enumerate(sites):
        line = shown.rows[place] if shown else (HIDDEN,) * len(CODES)
        total = shown.row_totals[place] if shown else HIDDEN
        rows.append(
            SiteMonth(
                site,
                line,
                total,
                _share(counts[place], line, total, POSITIVE),
                _share(counts[place], line, total, NEGATIVE),
                shown_ways.rows[place] if shown_ways else (HIDDEN,) * len(MODES),
            )
        )
    return Return(
        month,
        rule.name,
        suppression.why(rule),
        tuple(rows),
        shown.column_totals if shown else (),
        shown.total if shown else "0",
    )


def _counted(s: SignedIn, month: str) -> tuple[dict[str, Counter[int]], dict[str, Counter[str]]]:
    t = tables.feedback.c
    query = (
        select(t.site, t.fft, t.channel, func.count())
        .where(t.date.startswith(f"{month}-", autoescape=True), t.fft.is_not(None))
        .group_by(t.site, t.fft, t.channel)
    )
    options: dict[str, Counter[int]] = {}
    modes: dict[str, Counter[str]] = {}
    with s.vault.read() as connection:
        for site, code, channel, count in connection.execute(query).all():
            options.setdefault(site, Counter())[code] += count
            modes.setdefault(site, Counter())[_MODE_OF.get(channel, "other")] += count
    return options, modes


def _share(counts: list[int], shown: tuple[str, ...], total: str, codes: tuple[int, ...]) -> str:
    """A percentage of all six, unless a hidden count could be worked out from it."""
    if total == HIDDEN or any(shown[CODES.index(code)] == HIDDEN for code in codes):
        return HIDDEN
    number = sum(counts)
    if not number:
        return "-"
    return f"{100 * sum(counts[CODES.index(code)] for code in codes) / number:.1f}"
