# SPDX-License-Identifier: MIT
"""An answer on paper, to hand to whoever shows the other half of the slip; no name stands on it."""

from coprod_desktop.domain import days
from coprod_desktop.domain.document import (
    Block,
    Document,
    Heading,
    Page,
    Pictured,
    labelled,
    paragraphs,
    said,
)
from coprod_desktop.domain.translating import QT_TRANSLATE_NOOP, known, translate
from coprod_desktop.services.loop.closing import Reply

_LEVERS = {
    "tell": ("info", QT_TRANSLATE_NOOP("Vocabulary", "We looked into it and can tell you this.")),
    "change": ("success", QT_TRANSLATE_NOOP("Vocabulary", "We changed something.")),
    "ask": ("reply", QT_TRANSLATE_NOOP("Vocabulary", "We asked others to change something.")),
    "cannot": ("cross", QT_TRANSLATE_NOOP("Vocabulary", "We cannot do this. Here is why.")),
}


def answer_paper(reply: Reply, place: str = "") -> Document:
    """The answers to one comment on A5, for an envelope; what the patient said is left out."""
    yours = translate("Reply", "Your answer")
    title = translate("Reply", "Answer to {code}").format(code=reply.slip_code)
    answers: list[Block] = []
    for each in reply.answers:
        picture, words = _LEVERS[each.lever]
        answers += [
            Pictured(picture, known(words), bold=True),
            *paragraphs(each.text, voice="lead"),
            labelled(translate("Reply", "Answered on"), days.in_words(each.date)),
        ]
    return Document(
        title=title if reply.slip_code else yours,
        page=Page("A5"),
        numbered=False,
        blocks=(
            Heading(yours, 1),
            *([said(reply.slip_code, bold=True, voice="huge")] if reply.slip_code else []),
            said(
                translate("Reply", "You told us something on {day}. Thank you.").format(
                    day=days.in_words(reply.date)
                )
            ),
            *answers,
            said(
                translate(
                    "Reply",
                    "If this does not answer it, ask healthcare staff or a health rep again.",
                )
            ),
            *([labelled(translate("Reply", "From"), place)] if place else []),
        ),
    )
