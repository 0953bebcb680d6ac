# SPDX-License-Identifier: MIT
"""A chart in plain sentences, for whoever cannot see it or does not read charts."""

from typing import Final

from coprod_desktop.domain import vocabulary
from coprod_desktop.domain.spc import FIRM, Chart
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP

FEWEST: Final = 5
"""With fewer points a chart says nothing that the numbers do not."""

SENTENCES: Final = {
    "few": QT_TRANSLATE_NOOP(
        "Vocabulary", "There are {points} points: too few for a chart, so look at the numbers."
    ),
    "common": QT_TRANSLATE_NOOP(
        "Vocabulary",
        "Nothing out of the ordinary: the latest points go up and down as chance would.",
    ),
    "outside_high": QT_TRANSLATE_NOOP(
        "Vocabulary",
        "Something has changed: the latest point is above what chance would bring{so}.",
    ),
    "outside_low": QT_TRANSLATE_NOOP(
        "Vocabulary",
        "Something has changed: the latest point is below what chance would bring{so}.",
    ),
    "trend_high": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: seven points or more each go up{so}."
    ),
    "trend_low": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: seven points or more each go down{so}."
    ),
    "near_high": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: two of three points are near the upper limit{so}."
    ),
    "near_low": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: two of three points are near the lower limit{so}."
    ),
    "side_high": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: seven points or more are all above the average{so}."
    ),
    "side_low": QT_TRANSLATE_NOOP(
        "Vocabulary", "Something has changed: seven points or more are all below the average{so}."
    ),
    "improvement": QT_TRANSLATE_NOOP("Vocabulary", ", and that is better"),
    "concern": QT_TRANSLATE_NOOP("Vocabulary", ", and that is worse"),
    "pass": QT_TRANSLATE_NOOP("Vocabulary", "It will meet the target of {target} as things are."),
    "fail": QT_TRANSLATE_NOOP(
        "Vocabulary", "It will not meet the target of {target} unless something changes."
    ),
    "inconsistent": QT_TRANSLATE_NOOP(
        "Vocabulary", "It may meet the target of {target} or miss it, by chance."
    ),
    "trial": QT_TRANSLATE_NOOP(
        "Vocabulary", "The limits are trial limits, since there are fewer than twelve points."
    ),
}
"""By code, with `{points}`, `{target}` or `{so}` to fill in; `so` is better, worse or nothing."""

_RULES: Final = {1: "outside", 2: "trend", 3: "near", 4: "side"}


def told(chart: Chart) -> tuple[tuple[str, dict[str, str]], ...]:
    """What there is to say of a chart, as codes of `SENTENCES` with what to fill in, in order.

    The field `so` holds a code too.
    """
    known = sum(value is not None for value in chart.values)
    if known < FEWEST:
        return (("few", {"points": str(known)}),)
    cause = chart.causes[-1]
    if cause:
        side = "high" if cause > 0 else "low"
        judged = chart.variation.partition("_")[0]
        so = judged if judged in SENTENCES else ""
        parts = [(f"{_RULES[abs(cause)]}_{side}", {"so": so})]
    else:
        parts = [("common", dict[str, str]())]
    if chart.assurance is not None and chart.options.target is not None:
        parts.append((chart.assurance, {"target": f"{chart.options.target:,.10g}"}))
    if chart.groups[-1].n < FIRM:
        parts.append(("trial", {}))
    return tuple(parts)


def sentence(chart: Chart) -> str:
    """The same in the reader's words."""
    said: list[str] = []
    for code, fields in told(chart):
        so = fields.get("so", "")
        filled = {**fields, "so": vocabulary.say(SENTENCES, so)}
        said.append(vocabulary.say(SENTENCES, code).format(**filled))
    return " ".join(said)
