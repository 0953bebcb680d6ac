# SPDX-License-Identifier: MIT
"""What a database server may be in the way of, in words: the address, the door, the wire."""

from coprod_desktop.domain.errors import UserError


class ServerAddressWrong(UserError):
    """What was given as the address of a server is none."""

    TITLE = "That is not the address of a PostgreSQL server: {why}."
    ADVICE = "Write it as postgresql+psycopg://NAME@SERVER/OFFICE, as whoever runs the server says."


class ServerGone(UserError):
    """The server does not answer, or stopped answering in the middle."""

    TITLE = "The server {where} does not answer."
    SAFE = "What was saved is safe, and whatever was under way counts whole or not at all."
    ADVICE = "See that the server runs and that this PC reaches it, and do the same again."


class ServerRefused(UserError):
    """The server answers, and does not let this PC do what the office needs."""

    TITLE = "The server {where} refuses: {why}."
    ADVICE = "Ask whoever runs the server for the right name, password and permissions."


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
