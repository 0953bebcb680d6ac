# SPDX-License-Identifier: MIT
"""A chart in one plain sentence, for whoever cannot see it or does not read charts."""

from typing import Final

from coprod_desktop.domain.spc import FIRM, Chart

FEWEST: Final = 5
"""With fewer points a chart says nothing that the numbers do not."""

_CAUSES: Final = {
    1: "the latest point is above what chance would bring",
    -1: "the latest point is below what chance would bring",
    2: "seven points or more have each been higher than the one before",
    -2: "seven points or more have each been lower than the one before",
    3: "two of the last three points are near the upper limit",
    -3: "two of the last three points are near the lower limit",
    4: "seven points or more are all above the average",
    -4: "seven points or more are all below the average",
}
_ASSURED: Final = {
    "pass": "It will meet the target of {target} as things are.",
    "fail": "It will not meet the target of {target} unless something changes.",
    "inconsistent": "It may meet the target of {target} or miss it, by chance.",
}


def sentence(chart: Chart) -> str:
    """What the latest point of a chart tells, whether that is good, and of the target if any."""
    known = sum(value is not None for value in chart.values)
    if known < FEWEST:
        return f"There are {known} points: too few for a chart, so look at the numbers."
    cause = chart.causes[-1]
    if not cause:
        first = "Nothing out of the ordinary: the latest points go up and down as chance would."
    else:
        better = {"improvement": ", and that is better", "concern": ", and that is worse"}
        first = f"Something has changed: {_CAUSES[cause]}"
        first += better.get(chart.variation.partition("_")[0], "") + "."
    parts = [first]
    if chart.assurance is not None and chart.options.target is not None:
        target = f"{chart.options.target:,.10g}"
        parts.append(_ASSURED[chart.assurance].format(target=target))
    if chart.groups[-1].n < FIRM:
        parts.append("The limits are trial limits, since there are fewer than twelve points.")
    return " ".join(parts)
