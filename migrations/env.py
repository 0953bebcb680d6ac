# SPDX-License-Identifier: MIT
"""Runs migrations on the connection it is handed: the app unlocks first, and passes it on."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    render_as_batch=True,
    # The search index's own tables are not ours to compare.
    include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("search"),
)
with context.begin_transaction():
    context.run_migrations()
