# SPDX-License-Identifier: MIT
"""Brings a store's tables to this version of the program, on the unlocked connection.

Alembic is only imported when something has to be done: it costs a quarter of the start-up time.
"""

from collections.abc import Callable

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from coprod_desktop import paths
from coprod_desktop.domain.errors import StoreTooNew
from coprod_desktop.store import tables
from coprod_desktop.store.vault import Vault

NEWEST = "0001"
"""The last migration in ``migrations/versions``; a test holds this to the folder."""


def version(connection: Connection) -> str:
    """The store's migration, or an empty string for a store without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none() or ""


def is_due(vault: Vault) -> bool:
    """Whether the store's tables are another version's: who upgrades them needs it alone."""
    with vault.read() as connection:
        return version(connection) != NEWEST


def upgrade(vault: Vault, before: Callable[[], None]) -> bool:
    """Run the migrations that are due; returns whether there were any.

    `before` is called first when a store that holds something is about to change: it makes the
    backup. Raises `StoreTooNew` when the store was written by a later version, `StorageFull` or
    `CannotWrite`.
    """
    with vault.read() as connection:
        now = version(connection)
    if now == NEWEST:
        return False
    if now > NEWEST:
        raise StoreTooNew
    if now:
        before()
    _run(vault)
    return True


def _run(vault: Vault) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    with vault.migrating() as connection:
        config.attributes["connection"] = connection
        config.attributes["metadata"] = tables.metadata
        command.upgrade(config, "head")
