# SPDX-License-Identifier: MIT
"""The reply slip: one half for the patient to keep, one to pin to the answer; no name on either."""

import datetime
from typing import Final

from coprod_desktop.domain import days
from coprod_desktop.domain.document import (
    CutLine,
    Document,
    Heading,
    Page,
    Paragraph,
    Run,
    labelled,
    said,
)
from coprod_desktop.domain.translating import translate

WAIT: Final = 14
"""Days after which it is worth asking: a forum and a round to the office fit in."""


def reply_slip(
    code: str, on: datetime.date, site: str = "", wing: str = "", reply_by: str = ""
) -> Document:
    """A slip with the code on both halves, on A5.

    `reply_by` says in words how the answer comes back. The patient's half says what happens next
    and when to ask. What the patient said stands on neither
    half: a slip is lost more easily than a letter.
    """
    place = ", ".join(part for part in (wing, site) if part)
    facts = [labelled(translate("Slip", "Given on"), days.in_words(on))]
    if place:
        facts.append(labelled(translate("Slip", "Where"), place))
    ask = (
        Run(
            translate(
                "Slip",
                "To hear what happened, show this code to healthcare staff or a health rep and "
                "ask:",
            )
        ),
        Run(" "),
        Run(translate("Slip", "“What happened to {code}?”").format(code=code), bold=True),
    )
    return Document(
        title=translate("Slip", "Reply slip {code}").format(code=code),
        page=Page("A5"),
        numbered=False,
        blocks=(
            Heading(translate("Slip", "Your reply slip"), 1),
            said(
                translate("Slip", "Keep this half. You do not need to give your name."),
                voice="lead",
            ),
            said(code, bold=True, voice="huge"),
            said(translate("Slip", "We read every comment and write down what comes of it.")),
            Paragraph(ask),
            labelled(
                translate("Slip", "Ask from"), days.in_words(on + datetime.timedelta(days=WAIT))
            ),
            *facts,
            CutLine(translate("Slip", "Cut or tear here")),
            Heading(translate("Slip", "For healthcare: keep with the answer"), 2),
            said(code, bold=True, voice="huge"),
            *facts,
            *([labelled(translate("Slip", "Reply"), reply_by)] if reply_by else []),
            said(
                translate(
                    "Slip",
                    "Hand the answer to whoever shows the other half. Do not ask for a name.",
                )
            ),
        ),
    )
