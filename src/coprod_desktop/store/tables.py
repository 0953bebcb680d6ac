# SPDX-License-Identifier: MIT
"""The tables, for SQLite and PostgreSQL alike. The log is the truth; projections can be rebuilt.

A record's ``pos`` is the day it happened in the high bits and the order of arrival in the low 40:
one integer that is unique, sorts newest first and pages without an offset. Its ``arrival`` is that
of its newest revision, and is the search index's row number: rows that only ever rise index twice
as fast as rows by day.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from coprod_desktop.domain.records import RecordType
from coprod_desktop.store.schema import Big, metadata
from coprod_desktop.store.sealing import Sealed
from coprod_desktop.store.tables_exchange import (
    carried,
    device,
    epoch,
    held,
    medium,
    received,
    reference,
    returned,
    sent,
    trust_step,
    verdict,
)

__all__ = [
    "ORDER_BITS",
    "PLACES",
    "PROJECTIONS",
    "UNANSWERED",
    "Big",
    "action",
    "answer",
    "audit",
    "binned",
    "branch",
    "carried",
    "change",
    "complaint",
    "device",
    "draft",
    "epoch",
    "feedback",
    "held",
    "kept",
    "medium",
    "meeting",
    "metadata",
    "notice",
    "person",
    "position",
    "received",
    "reference",
    "returned",
    "roll",
    "secret",
    "sent",
    "setting",
    "stale",
    "stream",
    "tally",
    "tombstone",
    "trust_step",
    "unindexed",
    "verdict",
]

ORDER_BITS = 40


def position(day_ordinal: int, order: int) -> int:
    """A record's place in every list: its day (proleptic ordinal), then its order of arrival."""
    return day_ordinal << ORDER_BITS | order


# --- the log ---------------------------------------------------------------------------------

stream = Table(
    "stream",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("head", Big, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    UniqueConstraint("device", "epoch"),
)

change = Table(
    "change",
    metadata,
    Column("arrival", Big, primary_key=True),
    Column("stream", Integer, ForeignKey("stream.id"), nullable=False),
    Column("n", Big, nullable=False),
    Column("record", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("raw", LargeBinary),
    UniqueConstraint("stream", "n"),
    Index(None, "record", "rev"),
)

# --- projections -----------------------------------------------------------------------------


def _projection(name: str, *own: SchemaItem) -> Table:
    """A record type's table: where its rows stand and whence they come, then its own columns."""
    return Table(
        name,
        metadata,
        Column("pos", Big, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("arrival", Big, nullable=False, unique=True),
        Column("stream", Integer, nullable=False),
        Column("rev", Integer, nullable=False),
        Column("at", Big, nullable=False),
        Column("by", Text, nullable=False),
        *own,
    )


feedback = _projection(
    "feedback",
    Column("date", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("fft", Integer),
    Column("themes", Text, nullable=False),
    Column("who_can_fix", Text, nullable=False),
    Column("wants_reply", Boolean, nullable=False),
    Column("slip_code", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("lever", Text, nullable=False),
    Column("escalation", Text, nullable=False),
    Column("language_help", Boolean, nullable=False),
    Column("heard_on", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
)
# Few wait for a reply, or for somebody to pass on what they tell. The first holds all that Today
# asks of such a comment, because it asks of every one of them. Comments without an answer have no
# index: every import would pay for it, since what comes in is mostly that.
Index(
    "feedback_wants_reply",
    *(feedback.c.pos, feedback.c.id, feedback.c.heard_on, feedback.c.stream),
    sqlite_where=text("wants_reply = 1"),
    postgresql_where=text("wants_reply"),
)
UNANSWERED = text("feedback.status <> 'answered' AND feedback.lever = ''")
"""No mark and no lever; that there is no answer either, the table of answers knows."""
Index(
    "feedback_escalation",
    feedback.c.pos,
    sqlite_where=feedback.c.escalation == "open",
    postgresql_where=feedback.c.escalation == "open",
)
# The waits between comments that were passed on are charted from this alone.
Index(
    "feedback_escalated",
    *(feedback.c.pos, feedback.c.site, feedback.c.wing),
    sqlite_where=feedback.c.escalation != "",
    postgresql_where=feedback.c.escalation != "",
)
# Few comments have a slip, and only they are ever looked up by its code.
Index(
    "feedback_slip_code",
    feedback.c.slip_code,
    sqlite_where=feedback.c.slip_code != "",
    postgresql_where=feedback.c.slip_code != "",
)

meeting = _projection(
    "meeting",
    Column("date", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("patients_present", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("next_date", Text, nullable=False),
    Column("repeats", Text, nullable=False),
    Column("interpreter", Text, nullable=False),
)

action = _projection(
    "action",
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner_role", Text, nullable=False),
    Column("with_role", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("joint", Boolean, nullable=False),
    Column("lever", Text, nullable=False),
    Column("meeting", Text, nullable=False),
    Column("feedback", Text, nullable=False),
    Index(None, "meeting"),
    Index(None, "status", "due"),
)

answer = _projection(
    "answer",
    Column("date", Text, nullable=False),
    Column("feedback", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("lever", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "feedback", "date"),
)

complaint = _projection(
    "complaint",
    Column("date", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("feedback", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("acknowledged_on", Text, nullable=False),
    Column("reply_by", Text, nullable=False),
    Column("delay_told_on", Text, nullable=False),
    Column("replied_on", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("handler_role", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
    Index(None, "feedback"),
    Index(None, "status"),
)

roll = _projection(
    "roll",
    Column("date", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("number", Integer, nullable=False),
)

# The office's own, and in what it returns to a wing a copy that names it in `of`.
notice = _projection(
    "notice",
    Column("date", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("of", Text, nullable=False),
    Index(None, "stream"),
)

# What a person put into the bin stands here in place of its list, of whatever type it is, so that
# no list, count or search needs to know of the bin.
binned = _projection(
    "binned",
    Column("type", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("excerpt", Text, nullable=False),
)

PROJECTIONS: dict[RecordType, Table] = {
    "feedback": feedback,
    "meeting": meeting,
    "action": action,
    "answer": answer,
    "complaint": complaint,
    "roll": roll,
    "notice": notice,
}
PLACES: tuple[Table, ...] = (*PROJECTIONS.values(), binned)
"""Where a record's row can stand: in the list of its type, or in the bin."""

# What was erased stays erased: a bundle that still holds one of these loses it on the way in.
tombstone = Table(
    "tombstone",
    metadata,
    Column("record", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# Two revisions of one record that follow the same one: one is shown, until a person chooses.
branch = Table(
    "branch",
    metadata,
    Column("record", Text, primary_key=True),
    Column("leaf", LargeBinary, primary_key=True),
    Column("arrival", Big, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("decided_at", Big),
    Column("decided_by", Text, nullable=False),
)

# What the comments of a week or month said, how often: of each wing of each site, of each site (its
# wing is empty) and of all (both are). `counts` is read whole and by nobody else (`store.tally`).
# One wing's rows lie apart, a look-up for each period: the short index tells which periods there
# are. Whatever changes, changes whole periods, and they lie together.
tally = Table(
    "tally",
    metadata,
    Column("period", Text, primary_key=True),
    Column("wing", Text, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("comments", Big, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
ALL_PLACES = text("wing = '' AND site = ''")
"""Of the tally, the rows that stand for all wings of all sites."""
Index(
    "tally_period",
    tally.c.period,
    sqlite_where=ALL_PLACES,
    postgresql_where=ALL_PLACES,
)
stale = Table("stale", metadata, Column("period", Text, primary_key=True), sqlite_with_rowid=False)

# Records that stand in lists, but not yet in the search index: orders of arrival, both ends.
unindexed = Table(
    "unindexed",
    metadata,
    Column("first", Big, primary_key=True),
    Column("last", Big, nullable=False),
)

# --- who did what ------------------------------------------------------------------------------

audit = Table(
    "audit",
    metadata,
    Column("n", Big, primary_key=True),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Index(None, "kind"),
)

# --- this store ------------------------------------------------------------------------------

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Sealed, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("since", Big, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("form", LargeBinary, nullable=False),
    Index(None, "person"),
)

# What a person keeps for themselves on this PC, by kind and name: views of a list, templates, what
# a form remembers. `person` is empty for what everybody shares.
kept = Table(
    "kept",
    metadata,
    Column("person", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("at", Big, nullable=False),
)
