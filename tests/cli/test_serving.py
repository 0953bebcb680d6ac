# SPDX-License-Identifier: MIT
"""`coprod office create --database` and `office move`, on a real PostgreSQL server."""

from pathlib import Path

from tests.cli.conftest import Cli
from tests.servers import Server, server
from tests.stores import Folders

__all__ = ["server"]


def test_an_office_is_made_on_a_server_and_used_from_there(
    cli: Cli, server: Server, tmp_path: Path
) -> None:
    office = tmp_path / "office"
    made = cli.run(
        *("office", "create", office, "--name", "North", "--admin", "Ada", "--practice"),
        *("--database", server.database(), "--new-password-file", cli.password),
    )
    assert made.status == 0, made.err
    assert "North" in made.out
    assert cli("office", "devices", office, user="Ada").status == 0
    ran = cli("backup", office, "--to", tmp_path / "copy.db", user="Ada")
    assert ran.status == 3
    assert "[NotHere]" in ran.err


def test_an_office_is_carried_to_a_server(cli: Cli, server: Server, folders: Folders) -> None:
    assert "[NotOnServer]" in cli("office", "upgrade", folders.office, user="Ada").err
    ran = cli("office", "move", folders.office, "--database", server.database(), user="Ada")
    assert ran.status == 0, ran.err
    assert "each compared with the file" in ran.out
    listed = cli("office", "devices", folders.office, "--json", user="Ada").json
    assert len(listed["devices"]) == 2
    again = cli("office", "move", folders.office, "--database", server.database(), user="Ada")
    assert "[NotHere]" in again.err
    done = cli("office", "upgrade", folders.office, user="Ada")
    assert (done.status, done.out.strip()) == (0, "The office is of this version already.")


def test_a_password_is_taken_from_a_file_and_never_from_an_argument(
    cli: Cli, server: Server, folders: Folders
) -> None:
    url = server.database()
    open_secret = url.replace("tester@", "tester:hunter2@")
    ran = cli("office", "move", folders.office, "--database", open_secret, user="Ada")
    assert ran.status == 3
    assert "[ServerAddressWrong]" in ran.err
    assert "hunter2" not in ran.err
    file = cli.file("server-password", "hunter2\n")
    moved = cli(
        *("office", "move", folders.office, "--database", url),
        *("--database-password-file", file),
        user="Ada",
    )
    assert moved.status == 0, moved.err
    assert "hunter2" not in moved.out
