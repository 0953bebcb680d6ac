# SPDX-License-Identifier: MIT
"""What goes wrong on a way back in, in words for whoever lost a password."""

from coprod_desktop.domain.errors import UserError


class WordsMisspelt(UserError):
    """Words from a paper that cannot be a secret: too few, unknown, or not fitting together."""

    TITLE = "These words cannot be right: {why}."
    ADVICE = "Read the paper again, word by word and in order. Four letters of each are enough."


class WrongPaper(UserError):
    """The words are whole, but belong to another paper."""

    TITLE = "These are not the words of {what}."
    ADVICE = (
        "Look for the newest paper, and whether it is a recovery sheet or the office's recovery "
        "key: a new one ends the one before."
    )


class NoRecoverySheet(UserError):
    """No sheet was made for this store."""

    TITLE = "No recovery sheet was made for this store."
    ADVICE = (
        "Ask another head or administrator to set a new password, or ask the office for help with "
        "its recovery key."
    )


class NotAManager(UserError):
    """A way back in is for heads and administrators alone; they set everybody else's password."""

    TITLE = "{name} is not a head or administrator who signs in to this store."
    ADVICE = "Use the name of a head or administrator. They can then set other people's passwords."


class RecoveryNotAsked(UserError):
    """An answer came, but no question waits for one here."""

    TITLE = "Nobody called {name} has asked the office for help on this PC."
    ADVICE = "Write a question for the office first, on the PC that holds the store."


class RecoveryFileRefused(UserError):
    """A question or an answer that does not fit."""

    TITLE = "{file} cannot be used: {why}."
    SAFE = "Nothing was opened and nobody was let in. The store is as it was."
    ADVICE = (
        "Write a new question on the PC that holds the store, take it to the office, and bring "
        "back the answer to that very question."
    )
