# SPDX-License-Identifier: MIT
"""The tables of the exchange: devices and trust, what went out and came in, and on which stick."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text

from coprod_desktop.store.schema import Big, metadata

sent = Table(
    "sent",
    metadata,
    Column("epoch", Text, primary_key=True),
    Column("seq", Big, primary_key=True),
    Column("bundle", LargeBinary, nullable=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("state", Text, nullable=False),
    # How far the audit had come: once confirmed, the next bundles say what it was there.
    Column("audit_n", Big, nullable=False),
    Column("medium", Text, nullable=False, server_default=""),
    Column("acknowledged_at", Big),
    # How the office's word came ("return" or "telephone"), and what it said became of the bundle.
    Column("acknowledged_by", Text, nullable=False, server_default=""),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("outcome_at", Big),
    Column("code", Text, nullable=False, server_default=""),
)

device = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("wing", Text, nullable=False),
    Column("sign_key", LargeBinary, nullable=False),
    Column("sign_key_id", LargeBinary, nullable=False, unique=True),
    Column("receive_key", LargeBinary, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_good", Big),
    Column("requested_at", Big, nullable=False),
    Column("approved_at", Big),
    Column("approved_by", Text, nullable=False),
    Column("last_seq", Big, nullable=False),
    Column("last_bundle", LargeBinary, nullable=False),
    Column("last_at", Big),
    Column("gap_from", Big),
    Column("app_version", Text, nullable=False),
    # What the device said, in its newest bundle, that it has seen of ours.
    Column("trust_version", Big, nullable=False, server_default="0"),
    Column("return_life", Text, nullable=False, server_default=""),
    Column("return_seq", Big, nullable=False, server_default="0"),
    Column("return_bundle", LargeBinary, nullable=False),
    Column("receipt_key", LargeBinary),
)

# The lives of a device's store: a restored one begins anew, and waits for approval again.
epoch = Table(
    "epoch",
    metadata,
    Column("device", Text, primary_key=True),
    Column("epoch", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("requested_at", Big, nullable=False),
    Column("approved_at", Big),
    Column("approved_by", Text, nullable=False, server_default=""),
)

received = Table(
    "received",
    metadata,
    Column("bundle", LargeBinary, primary_key=True),
    Column("device", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("seq", Big, nullable=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    Column("changes", Big, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("audit_n", Big, nullable=False),
    Column("audit_chain", LargeBinary, nullable=False),
    Index(None, "device", "seq"),
)

# What became of every authentic bundle, whether it was taken in or not: receipts are made of it.
verdict = Table(
    "verdict",
    metadata,
    Column("bundle", LargeBinary, primary_key=True),
    Column("device", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("seq", Big, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("medium", Text, nullable=False),
    Index(None, "device", "epoch", "seq"),
)

# Bundles that wait, sealed, for somebody's decision: their files lie in the store's folder.
held = Table(
    "held",
    metadata,
    Column("bundle", LargeBinary, primary_key=True),
    Column("device", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("seq", Big, nullable=False),
    Column("size", Big, nullable=False),
    Column("code", Text, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Index(None, "device"),
)

# Return bundles by lives of the office: there those written, at a wing those taken in, with the
# signed head of each.
returned = Table(
    "returned",
    metadata,
    Column("device", Text, primary_key=True),
    Column("life", Text, primary_key=True),
    Column("seq", Big, primary_key=True),
    Column("bundle", LargeBinary, nullable=False),
    Column("first", Big, nullable=False),
    Column("last", Big, nullable=False),
    Column("trust_version", Big, nullable=False),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("acknowledged_at", Big),
)

# Each version of the trust list, as the step from the one before.
trust_step = Table(
    "trust_step",
    metadata,
    Column("version", Big, primary_key=True),
    Column("step", LargeBinary, nullable=False),
    Column("at", Big, nullable=False),
)

# Forms and reference data that the office sends out, by name; only newer versions replace.
reference = Table(
    "reference",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Big, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", Big, nullable=False),
)

# Sticks: which may carry bundles, who said so, and which carried what.
medium = Table(
    "medium",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("authorised_at", Big),
    Column("authorised_by", Text, nullable=False),
    Column("withdrawn_at", Big),
    Column("withdrawn_by", Text, nullable=False),
)

carried = Table(
    "carried",
    metadata,
    Column("medium", Text, primary_key=True),
    Column("bundle", LargeBinary, primary_key=True),
    Column("way", Text, primary_key=True),
    Column("at", Big, nullable=False),
    Column("by", Text, nullable=False),
)
