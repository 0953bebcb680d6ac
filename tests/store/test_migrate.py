# SPDX-License-Identifier: MIT
"""A store is brought up to date with a backup first, and one from the future is left alone."""

import hashlib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from coprod_desktop import paths
from coprod_desktop.domain.errors import StoreTooNew
from coprod_desktop.services.access import opening
from coprod_desktop.services.recording import records
from coprod_desktop.store import backup, migrate, slots, tables
from coprod_desktop.store.vault import Vault
from tests.stores import PASSWORD, Folders, closing, feedback


def test_the_tables_are_what_the_migrations_make(tmp_path: Path) -> None:
    vault = Vault(tmp_path, slots.new_key())
    migrate.upgrade(vault, lambda: None)
    with vault.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or "search" not in name},
        )
        assert compare_metadata(context, tables.metadata) == []
    vault.close()


def test_the_newest_version_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [migrate.NEWEST]
    files = sorted(file.stem for file in (paths.migrations() / "versions").glob("[0-9]*.py"))
    assert files[-1].startswith(migrate.NEWEST)
    # Versions are compared as text.
    assert all(len(file.split("_")[0]) == len(migrate.NEWEST) for file in files)


def test_a_store_of_this_version_is_left_as_it_is(folders: Folders) -> None:
    wing = folders.open("wing")
    asked: list[str] = []
    assert migrate.upgrade(wing.vault, lambda: asked.append("backup")) is False
    assert asked == []


def test_a_store_of_a_later_version_is_not_touched(folders: Folders) -> None:
    wing = folders.open("wing")
    with wing.vault.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    wing.close()
    before = _files(folders.wing)
    with pytest.raises(StoreTooNew):
        folders.open("wing")
    assert _files(folders.wing) == before


def _files(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name.startswith(("store.db", "keys", "seen")) and not file.name.endswith("-shm")
    }


def test_an_older_store_is_backed_up_before_it_is_changed(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(folders.open("wing")) as wing:
        saved = records.save(wing, feedback())
        with wing.vault.write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    # There is no older version yet, so the migration itself is left out.
    ran: list[str] = []
    copy = folders.wing / backup.BACKUP_FOLDER / "before-upgrade.db"
    monkeypatch.setattr(migrate, "_run", lambda _vault: ran.append(str(copy.is_file())))
    folders.open("wing").close()
    assert ran == ["True"]

    restored = folders.root / "restored"
    restored.mkdir()
    copy.rename(restored / "store.db")
    backup.keys_beside(copy).rename(restored / slots.KEYS_FILE)
    with closing(opening.unlock(restored, "Hal", PASSWORD)) as old:
        assert records.get(old, saved.id).rev == 1


def test_a_store_without_tables_gets_them_without_a_backup(tmp_path: Path) -> None:
    vault = Vault(tmp_path, slots.new_key())
    asked: list[str] = []
    assert migrate.upgrade(vault, lambda: asked.append("backup")) is True
    assert asked == []
    with vault.read() as connection:
        assert migrate.version(connection) == migrate.NEWEST
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    vault.close()
