# SPDX-License-Identifier: MIT
"""What can be wrong with an office's server: each said in words, with nothing half applied."""

import contextlib
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.exc import DBAPIError

from coprod_desktop import paths
from coprod_desktop.domain.errors import NotAllowed, StoreTooNew, UserError
from coprod_desktop.domain.errors_server import (
    NotOnServer,
    OfficeBusy,
    OfficeOpenElsewhere,
    OfficeTooOld,
    ServerFull,
    ServerRefused,
)
from coprod_desktop.services import session
from coprod_desktop.services.access import moving, opening, people
from coprod_desktop.services.exchanging import intake
from coprod_desktop.services.recording import records
from coprod_desktop.services.session import SignedIn
from coprod_desktop.store import migrate
from coprod_desktop.store import server as servers
from coprod_desktop.store.vault import Vault
from tests.servers import Server, server
from tests.services.test_on_a_server import asked, folders, holds, moved, vault_of
from tests.stores import (
    COST,
    PASSWORD,
    Folders,
    content,
    feedback,
    fill,
    send,
    small_disk,
    take_in,
)

__all__ = ["folders", "moved", "server"]

_NEXT = '''
"""What a next version might bring."""
from alembic import op
import sqlalchemy as sa
revision, down_revision = "0002", "0001"
def upgrade():
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    {then}
def downgrade():
    op.drop_table("later")
'''


@contextlib.contextmanager
def later_version(folder: Path, then: str = "pass") -> Generator[None]:
    """The program as a next version of it would be, with a migration more."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(paths.migrations(), folder)
    (folder / "versions" / "0002_next.py").write_text(_NEXT.format(then=then))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paths, "migrations", lambda: folder)
        patched.setattr(migrate, "NEWEST", "0002")
        yield


def point(office: Path, s: SignedIn, url: str) -> None:
    """Have an office's folder name another address of its server."""
    file = Vault(office, s.vault.key())
    with file.write() as connection:
        session.put_setting(connection, opening.DATABASE, url)
    file.close()


def tables_there(s: SignedIn) -> set[str]:
    with s.vault.read() as connection:
        return set(sqlalchemy.inspect(connection).get_table_names())


# --- another version's tables -----------------------------------------------------------------


def test_an_older_office_is_upgraded_when_an_administrator_says_so_and_all_are_out(
    folders: Folders, tmp_path: Path
) -> None:
    one = folders.open("office")
    people.add(one, "Nell", "staff", PASSWORD, COST)
    before, tables = content(one), tables_there(one)
    shutil.copytree(folders.office, folders.root / "second")
    with later_version(tmp_path / "migrations"):
        with pytest.raises(OfficeTooOld, match="office upgrade"):
            folders.open("office")
        with pytest.raises(OfficeOpenElsewhere):
            moving.upgrade(folders.root / "second", "Ada", PASSWORD)
        assert (content(one), tables_there(one)) == (before, tables)
        # Its connections are let go of, as those of a PC that was asleep: it is signed in still.
        one.vault.engine.dispose()
        with pytest.raises(NotAllowed):
            moving.upgrade(folders.root / "second", "Nell", PASSWORD)
        assert moving.upgrade(folders.root / "second", "Ada", PASSWORD)
        assert not moving.upgrade(folders.root / "second", "Ada", PASSWORD)
        new = opening.unlock(folders.root / "second", "Ada", PASSWORD, folders.clock)
        folders.keep(new)
        assert tables_there(new) == {*tables, "later"}
        assert content(new).keys() == before.keys()
        with pytest.raises(StoreTooNew):
            content(one)
    with pytest.raises(StoreTooNew):
        folders.open("office")


def test_an_upgrade_that_fails_leaves_the_office_as_it_was(
    folders: Folders, tmp_path: Path
) -> None:
    one = folders.open("office")
    before, tables = content(one), tables_there(one)
    one.vault.engine.dispose()
    shutil.copytree(folders.office, folders.root / "second")
    with (
        later_version(tmp_path / "migrations", 'op.execute("SELECT 1 / 0")'),
        pytest.raises(DBAPIError),
    ):
        moving.upgrade(folders.root / "second", "Ada", PASSWORD)
    assert (content(one), tables_there(one)) == (before, tables)
    holds(one)


def test_an_office_in_its_file_is_told_that_it_upgrades_by_itself(template: Path) -> None:
    with pytest.raises(NotOnServer, match="Sign in"):
        moving.upgrade(template / "office", "Ada", PASSWORD)


# --- the disk, the door ------------------------------------------------------------------------


def test_a_full_disk_is_said_and_the_bundle_comes_in_when_there_is_room(
    wing: SignedIn, folders: Folders, server: Server, tmp_path: Path, moved: tuple[Path, bytes, str]
) -> None:
    records.save_many(wing, [feedback(f"Comment {number} " * 40) for number in range(200)])
    path = send(wing, folders.stick)
    with small_disk(server.data.parent / "small", 24 << 10) as disk:
        shutil.chown(disk, server.data.owner(), server.data.group())
        name = server.database().rpartition("/")[2]
        with server.administering() as run:
            run(f"CREATE TABLESPACE small LOCATION '{disk}'")
            run(f'DROP DATABASE "{name}"')
            run(f'CREATE DATABASE "{name}" TEMPLATE "{moved[2]}" TABLESPACE small')
        s = folders.open("office")
        point(folders.office, s, server.url(name))
        s.close()
        s = folders.open("office")
        before = content(s)
        fill(disk, leave=64 << 10)
        with pytest.raises(ServerFull, match="on the server"):
            intake.take_in(s, [path])
        assert content(s) == before
        (disk / "filler").unlink()
        assert take_in(s, path).outcome == "imported"
        holds(s)
        s.close()
        with server.administering() as run:
            run(f'DROP DATABASE "{name}"')
            run("DROP TABLESPACE small")


def test_a_wrong_password_and_a_wrong_name_are_told_apart_from_a_server_that_is_gone(
    central: SignedIn, folders: Folders, server: Server
) -> None:
    rules = server.data / "pg_hba.conf"
    rules.write_text("host all keeper 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    asked(central, "SELECT pg_reload_conf()")
    asked(central, "DROP ROLE IF EXISTS keeper")
    asked(central, "CREATE ROLE keeper LOGIN PASSWORD 'right'")
    url = vault_of(central).url.render_as_string(hide_password=False)
    for wrong, said in (
        (url.replace("tester@", "keeper:wrong@"), "password"),
        (url.replace("tester@", "stranger@"), "stranger"),
        (url + "_of_nobody", "does not exist"),
        (url.replace("tester@", "keeper:right@"), "permission denied"),
    ):
        point(folders.office, central, wrong)
        with pytest.raises(ServerRefused, match=said) as caught:
            folders.open("office")
        assert "wrong" not in str(caught.value)
        assert "right@" not in str(caught.value)
    point(folders.office, central, url)
    holds(folders.open("office"))


# --- several at once ---------------------------------------------------------------------------


def test_signing_in_and_out_waits_for_no_import(central: SignedIn, folders: Folders) -> None:
    with central.vault.write(device="another"):
        s = folders.open("office")
        assert s.vault.on_server
        s.close()
    holds(central)


def test_whoever_waits_in_vain_is_told_of_another_pc(
    central: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "_LOCK_MS", 100)
    with (
        central.vault.write(device="another"),
        pytest.raises(OfficeBusy) as caught,
        central.vault.write(),
    ):
        pass
    assert "this PC" not in str(caught.value)
    holds(central)


def test_what_a_server_reports_of_the_world_has_a_sentence(central: SignedIn) -> None:
    said: dict[str, str] = {}
    for state in ("53100", "53200", "53300", "25006", "57014", "57P01", "40P01", "XX001", "23505"):
        block = f"DO $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{state}'; END $$"
        with pytest.raises((UserError, DBAPIError)) as caught, central.vault.write() as connection:
            connection.exec_driver_sql(block)
        said[state] = caught.value.code if isinstance(caught.value, UserError) else ""
    assert said == {
        "53100": "ServerFull",
        **dict.fromkeys(("53200", "53300", "25006", "57014"), "ServerRefused"),
        "57P01": "ServerGone",
        "40P01": "OfficeBusy",
        "XX001": "StoreDamaged",
        "23505": "",
    }
