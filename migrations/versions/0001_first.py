# SPDX-License-Identifier: MIT
"""The first tables: the log, its projections, people, drafts and the exchange."""

import sqlalchemy as sa
from alembic import op

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The full-text index is each database's own, and so is what numbers arrivals.
SEARCH = {
    "sqlite": (
        (
            "CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, "
            "tokenize='unicode61 remove_diacritics 2', prefix='2')"
        ),
        # A part of the index fills one page of the file, and needs no second one.
        "INSERT INTO search(search, rank) VALUES ('pgsz', 8050)",
    ),
    "postgresql": (
        "CREATE TABLE search (rowid BIGINT PRIMARY KEY, body TSVECTOR NOT NULL)",
        "CREATE INDEX search_body ON search USING gin (body)",
        "CREATE SEQUENCE arrival START 1 MINVALUE 0",
        "SELECT setval('arrival', 0)",
    ),
}

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("with_role", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("lever", sa.Text(), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("action_pk")),
        sa.UniqueConstraint("arrival", name=op.f("action_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("action_id_key")),
    )
    op.create_index(op.f("action_meeting"), "action", ["meeting"], unique=False)
    op.create_index(op.f("action_status_due"), "action", ["status", "due"], unique=False)
    op.create_table(
        "answer",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("lever", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("answer_pk")),
        sa.UniqueConstraint("arrival", name=op.f("answer_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("answer_id_key")),
    )
    op.create_index(op.f("answer_feedback_date"), "answer", ["feedback", "date"], unique=False)
    op.create_table(
        "audit",
        sa.Column("n", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("audit_pk")),
    )
    op.create_index(op.f("audit_kind"), "audit", ["kind"], unique=False)
    op.create_table(
        "binned",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("binned_pk")),
        sa.UniqueConstraint("arrival", name=op.f("binned_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("binned_id_key")),
    )
    op.create_table(
        "branch",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("decided_at", BIG, nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "leaf", name=op.f("branch_pk")),
    )
    op.create_table(
        "carried",
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("medium", "bundle", "way", name=op.f("carried_pk")),
    )
    op.create_table(
        "complaint",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("acknowledged_on", sa.Text(), nullable=False),
        sa.Column("reply_by", sa.Text(), nullable=False),
        sa.Column("delay_told_on", sa.Text(), nullable=False),
        sa.Column("replied_on", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("handler_role", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("complaint_pk")),
        sa.UniqueConstraint("arrival", name=op.f("complaint_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("complaint_id_key")),
    )
    op.create_index(op.f("complaint_feedback"), "complaint", ["feedback"], unique=False)
    op.create_index(op.f("complaint_status"), "complaint", ["status"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("sign_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_key_id", sa.LargeBinary(), nullable=False),
        sa.Column("receive_key", sa.LargeBinary(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_good", BIG, nullable=True),
        sa.Column("requested_at", BIG, nullable=False),
        sa.Column("approved_at", BIG, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("last_seq", BIG, nullable=False),
        sa.Column("last_bundle", sa.LargeBinary(), nullable=False),
        sa.Column("last_at", BIG, nullable=True),
        sa.Column("gap_from", BIG, nullable=True),
        sa.Column("app_version", sa.Text(), nullable=False),
        sa.Column("trust_version", BIG, server_default="0", nullable=False),
        sa.Column("return_life", sa.Text(), server_default="", nullable=False),
        sa.Column("return_seq", BIG, server_default="0", nullable=False),
        sa.Column("return_bundle", sa.LargeBinary(), nullable=False),
        sa.Column("receipt_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("device_pk")),
        sa.UniqueConstraint("sign_key_id", name=op.f("device_sign_key_id_key")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("form", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("draft_pk")),
    )
    op.create_index(op.f("draft_person"), "draft", ["person"], unique=False)
    op.create_table(
        "epoch",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("requested_at", BIG, nullable=False),
        sa.Column("approved_at", BIG, nullable=True),
        sa.Column("approved_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("device", "epoch", name=op.f("epoch_pk")),
    )
    op.create_table(
        "feedback",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fft", sa.Integer(), nullable=True),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("who_can_fix", sa.Text(), nullable=False),
        sa.Column("wants_reply", sa.Boolean(), nullable=False),
        sa.Column("slip_code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lever", sa.Text(), nullable=False),
        sa.Column("escalation", sa.Text(), nullable=False),
        sa.Column("language_help", sa.Boolean(), nullable=False),
        sa.Column("heard_on", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("feedback_pk")),
        sa.UniqueConstraint("arrival", name=op.f("feedback_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("feedback_id_key")),
    )
    op.create_index(
        "feedback_escalated",
        "feedback",
        ["pos", "site", "wing"],
        unique=False,
        sqlite_where=sa.text("escalation != ''"),
        postgresql_where=sa.text("escalation != ''"),
    )
    op.create_index(
        "feedback_escalation",
        "feedback",
        ["pos"],
        unique=False,
        sqlite_where=sa.text("escalation = 'open'"),
        postgresql_where=sa.text("escalation = 'open'"),
    )
    op.create_index(
        "feedback_slip_code",
        "feedback",
        ["slip_code"],
        unique=False,
        sqlite_where=sa.text("slip_code != ''"),
        postgresql_where=sa.text("slip_code != ''"),
    )
    op.create_index(
        "feedback_wants_reply",
        "feedback",
        ["pos", "id", "heard_on", "stream"],
        unique=False,
        sqlite_where=sa.text("wants_reply = 1"),
        postgresql_where=sa.text("wants_reply"),
    )
    op.create_table(
        "held",
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bundle", name=op.f("held_pk")),
    )
    op.create_index(op.f("held_device"), "held", ["device"], unique=False)
    op.create_table(
        "kept",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", "name", name=op.f("kept_pk")),
    )
    op.create_table(
        "medium",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authorised_at", BIG, nullable=True),
        sa.Column("authorised_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", BIG, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("medium_pk")),
    )
    op.create_table(
        "meeting",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("patients_present", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("next_date", sa.Text(), nullable=False),
        sa.Column("repeats", sa.Text(), nullable=False),
        sa.Column("interpreter", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("meeting_pk")),
        sa.UniqueConstraint("arrival", name=op.f("meeting_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("meeting_id_key")),
    )
    op.create_table(
        "notice",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("notice_pk")),
        sa.UniqueConstraint("arrival", name=op.f("notice_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("notice_id_key")),
    )
    op.create_index(op.f("notice_stream"), "notice", ["stream"], unique=False)
    op.create_table(
        "person",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("person_pk")),
    )
    op.create_table(
        "received",
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("changes", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("audit_n", BIG, nullable=False),
        sa.Column("audit_chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bundle", name=op.f("received_pk")),
    )
    op.create_index(op.f("received_device_seq"), "received", ["device", "seq"], unique=False)
    op.create_table(
        "reference",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("reference_pk")),
    )
    op.create_table(
        "returned",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("life", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("trust_version", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("acknowledged_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("device", "life", "seq", name=op.f("returned_pk")),
    )
    op.create_table(
        "roll",
        sa.Column("pos", BIG, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pos", name=op.f("roll_pk")),
        sa.UniqueConstraint("arrival", name=op.f("roll_arrival_key")),
        sa.UniqueConstraint("id", name=op.f("roll_id_key")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("secret_pk")),
    )
    op.create_table(
        "sent",
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audit_n", BIG, nullable=False),
        sa.Column("medium", sa.Text(), server_default="", nullable=False),
        sa.Column("acknowledged_at", BIG, nullable=True),
        sa.Column("acknowledged_by", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome_at", BIG, nullable=True),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("epoch", "seq", name=op.f("sent_pk")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("setting_pk")),
    )
    op.create_table(
        "stale",
        sa.Column("period", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("stale_pk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("head", BIG, nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("stream_pk")),
        sa.UniqueConstraint("device", "epoch", name=op.f("stream_device_epoch_key")),
    )
    op.create_table(
        "tally",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("wing", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("comments", BIG, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("period", "wing", "site", name=op.f("tally_pk")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "tally_period",
        "tally",
        ["period"],
        unique=False,
        sqlite_where=sa.text("wing = '' AND site = ''"),
        postgresql_where=sa.text("wing = '' AND site = ''"),
    )
    op.create_table(
        "tombstone",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("tombstone_pk")),
    )
    op.create_table(
        "trust_step",
        sa.Column("version", BIG, nullable=False),
        sa.Column("step", sa.LargeBinary(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("trust_step_pk")),
    )
    op.create_table(
        "unindexed",
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.PrimaryKeyConstraint("first", name=op.f("unindexed_pk")),
    )
    op.create_table(
        "verdict",
        sa.Column("bundle", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bundle", name=op.f("verdict_pk")),
    )
    op.create_index(
        op.f("verdict_device_epoch_seq"), "verdict", ["device", "epoch", "seq"], unique=False
    )
    op.create_table(
        "change",
        sa.Column("arrival", BIG, nullable=False),
        sa.Column("stream", sa.Integer(), nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["stream"], ["stream.id"], name=op.f("change_stream_fk")),
        sa.PrimaryKeyConstraint("arrival", name=op.f("change_pk")),
        sa.UniqueConstraint("stream", "n", name=op.f("change_stream_n_key")),
    )
    op.create_index(op.f("change_record_rev"), "change", ["record", "rev"], unique=False)
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search")
    op.drop_index(op.f("change_record_rev"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("verdict_device_epoch_seq"), table_name="verdict")
    op.drop_table("verdict")
    op.drop_table("unindexed")
    op.drop_table("trust_step")
    op.drop_table("tombstone")
    op.drop_index(
        "tally_period",
        table_name="tally",
        sqlite_where=sa.text("wing = '' AND site = ''"),
        postgresql_where=sa.text("wing = '' AND site = ''"),
    )
    op.drop_table("tally")
    op.drop_table("stream")
    op.drop_table("stale")
    op.drop_table("setting")
    op.drop_table("sent")
    op.drop_table("secret")
    op.drop_table("roll")
    op.drop_table("returned")
    op.drop_table("reference")
    op.drop_index(op.f("received_device_seq"), table_name="received")
    op.drop_table("received")
    op.drop_table("person")
    op.drop_index(op.f("notice_stream"), table_name="notice")
    op.drop_table("notice")
    op.drop_table("meeting")
    op.drop_table("medium")
    op.drop_table("kept")
    op.drop_index(op.f("held_device"), table_name="held")
    op.drop_table("held")
    op.drop_index(
        "feedback_wants_reply",
        table_name="feedback",
        sqlite_where=sa.text("wants_reply = 1"),
        postgresql_where=sa.text("wants_reply"),
    )
    op.drop_index(
        "feedback_slip_code",
        table_name="feedback",
        sqlite_where=sa.text("slip_code != ''"),
        postgresql_where=sa.text("slip_code != ''"),
    )
    op.drop_index(
        "feedback_escalation",
        table_name="feedback",
        sqlite_where=sa.text("escalation = 'open'"),
        postgresql_where=sa.text("escalation = 'open'"),
    )
    op.drop_index(
        "feedback_escalated",
        table_name="feedback",
        sqlite_where=sa.text("escalation != ''"),
        postgresql_where=sa.text("escalation != ''"),
    )
    op.drop_table("feedback")
    op.drop_table("epoch")
    op.drop_index(op.f("draft_person"), table_name="draft")
    op.drop_table("draft")
    op.drop_table("device")
    op.drop_index(op.f("complaint_status"), table_name="complaint")
    op.drop_index(op.f("complaint_feedback"), table_name="complaint")
    op.drop_table("complaint")
    op.drop_table("carried")
    op.drop_table("branch")
    op.drop_table("binned")
    op.drop_index(op.f("audit_kind"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("answer_feedback_date"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("action_status_due"), table_name="action")
    op.drop_index(op.f("action_meeting"), table_name="action")
    op.drop_table("action")
