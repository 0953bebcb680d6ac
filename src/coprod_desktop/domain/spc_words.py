# SPDX-License-Identifier: MIT
"""A chart in plain sentences, for whoever cannot see it or does not read charts."""

from typing import Final

from coprod_desktop.domain.spc import FIRM, Chart

FEWEST: Final = 5
"""With fewer points a chart says nothing that the numbers do not."""

SENTENCES: Final = {
    "few": "There are {points} points: too few for a chart, so look at the numbers.",
    "common": "Nothing out of the ordinary: the latest points go up and down as chance would.",
    "outside_high": "Something has changed: the latest point is above what chance would bring{so}.",
    "outside_low": "Something has changed: the latest point is below what chance would bring{so}.",
    "trend_high": "Something has changed: seven points or more each go up{so}.",
    "trend_low": "Something has changed: seven points or more each go down{so}.",
    "near_high": "Something has changed: two of three points are near the upper limit{so}.",
    "near_low": "Something has changed: two of three points are near the lower limit{so}.",
    "side_high": "Something has changed: seven points or more are all above the average{so}.",
    "side_low": "Something has changed: seven points or more are all below the average{so}.",
    "improvement": ", and that is better",
    "concern": ", and that is worse",
    "pass": "It will meet the target of {target} as things are.",
    "fail": "It will not meet the target of {target} unless something changes.",
    "inconsistent": "It may meet the target of {target} or miss it, by chance.",
    "trial": "The limits are trial limits, since there are fewer than twelve points.",
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
    """The same in English."""
    said = [
        SENTENCES[code].format(**{**fields, "so": SENTENCES.get(fields.get("so", ""), "")})
        for code, fields in told(chart)
    ]
    return " ".join(said)
