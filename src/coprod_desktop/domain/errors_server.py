# SPDX-License-Identifier: MIT
"""What a database server may be in the way of, in words: the address, the door, the wire."""

from coprod_desktop.domain.errors import StorageFull, StoreBusy, StoreInUse, UserError


class ServerAddressWrong(UserError):
    """What was given as the address of a server is none."""

    TITLE = "That is not the address of a PostgreSQL server: {why}."
    ADVICE = "Write it as postgresql+psycopg://NAME@SERVER/OFFICE, as whoever runs the server says."


class ServerGone(UserError):
    """The server does not answer, or stopped answering in the middle."""

    TITLE = "The server {where} does not answer."
    SAFE = "What was saved is safe, and whatever was under way counts whole or not at all."
    ADVICE = (
        "See that the address is right, that the server runs and that this PC reaches it, and do "
        "the same again."
    )


class ServerRefused(UserError):
    """The server answers, and does not let this PC do what the office needs."""

    TITLE = "The server {where} refuses: {why}."
    ADVICE = "Ask whoever runs the server for the right name, password and permissions."


class ServerFull(StorageFull):
    """No room on the server's disk."""

    TITLE = "There is not enough free space on the server {where}."
    SAFE = "What was saved is safe, and whatever was under way counts for nothing."
    ADVICE = "Ask whoever runs the server to make room, and do the same again."


class OfficeBusy(StoreBusy):
    """Another PC, or another window, is writing to the office on its server, and goes on."""

    TITLE = "Another PC of this office is storing something large just now."


class OfficeOpenElsewhere(StoreInUse):
    """The office on its server is to be changed as a whole, and others are signed in to it."""

    TITLE = "Other PCs or windows have the office on {where} open."
    ADVICE = "Have everybody sign out, and do the same again."


class OfficeTooOld(UserError):
    """The tables on the server are an older version's. Who upgrades them is asked first.

    In a file the program makes a backup and goes on. On a server backups are not the program's, and
    every other PC needs the new version from then on.
    """

    TITLE = "The office on {where} was made by an older version of Coprod Desktop."
    ADVICE = (
        "Ask whoever runs the server for a backup, then bring the office to this version with "
        "“coprod office upgrade”. All its PCs need this version afterwards."
    )


class NotEmpty(UserError):
    """An office is to be made or moved where another program, or another office, has its tables."""

    TITLE = "There is something else at {where} already."
    ADVICE = "Ask whoever runs the server for an empty place, and give its address."


class WrongOffice(UserError):
    """The database holds an office, and it is not the one that this folder opens."""

    TITLE = "What lies at {where} belongs to another office."
    ADVICE = "See that the address is right. If it is, tell whoever runs the server."


class NotHere(UserError):
    """Something that the program does for the encrypted file, and a server does for itself."""

    TITLE = "{what} is the server's own business."
    ADVICE = "Ask whoever runs the server: pg_dump and pg_restore carry the whole office."


class NotOnServer(UserError):
    """An office that lies in its own file was taken for one on a server."""

    TITLE = "This office is in its own file, and not on a server."
    ADVICE = "Sign in: that brings it up to date where that is due, after a backup."
