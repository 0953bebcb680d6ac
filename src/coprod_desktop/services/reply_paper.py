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
from coprod_desktop.services.closing import Reply

_LEVERS = {
    "tell": ("info", "We looked into it and can tell you this."),
    "change": ("success", "We changed something."),
    "ask": ("reply", "We asked others to change something."),
    "cannot": ("cross", "We cannot do this. Here is why."),
}


def answer_paper(reply: Reply, place: str = "") -> Document:
    """The answers to one comment on A5, for an envelope; what the patient said is left out."""
    title = f"Answer to {reply.slip_code}" if reply.slip_code else "Your answer"
    answers: list[Block] = []
    for each in reply.answers:
        picture, words = _LEVERS[each.lever]
        answers += [
            Pictured(picture, words, bold=True),
            *paragraphs(each.text, voice="lead"),
            labelled("Answered on", days.in_words(each.date)),
        ]
    return Document(
        title=title,
        page=Page("A5"),
        numbered=False,
        blocks=(
            Heading("Your answer", 1),
            *([said(reply.slip_code, bold=True, voice="huge")] if reply.slip_code else []),
            said(f"You told us something on {days.in_words(reply.date)}. Thank you."),
            *answers,
            said("If this does not answer it, ask healthcare staff or a health rep again."),
            *([labelled("From", place)] if place else []),
        ),
    )
