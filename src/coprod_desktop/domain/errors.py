# SPDX-License-Identifier: MIT
"""Faults of the world, each with the words that a person meets; bugs are ordinary exceptions."""

import string
from typing import ClassVar

from coprod_desktop.domain.translating import known


class UserError(Exception):
    """An expected fault: something in the world, not in the program, is wrong.

    A kind of fault is a subclass with three English sentences. ``TITLE`` says what happened,
    ``SAFE`` what is unharmed and ``ADVICE`` what to do next. They may hold ``{fields}``, which
    the place that raises the error fills in, so that no text is written where it is raised.
    """

    TITLE: ClassVar[str] = ""
    SAFE: ClassVar[str] = "Nothing that was saved has been changed."
    ADVICE: ClassVar[str] = ""

    def __init__(self, **fields: str | int) -> None:
        missing = self.needed() - fields.keys()
        if missing:
            msg = f"{type(self).__name__} needs {sorted(missing)}"
            raise TypeError(msg)
        self.fields = fields
        super().__init__(f"{self.title} {self.advice}")

    @classmethod
    def needed(cls) -> frozenset[str]:
        """The names of the fields that this kind's sentences speak of."""
        texts = (cls.TITLE, cls.SAFE, cls.ADVICE)
        parts = (part for text in texts for part in string.Formatter().parse(text))
        return frozenset(name for _, name, _, _ in parts if name)

    @property
    def code(self) -> str:
        """The permanent name of this kind of fault, for scripts and for the telephone."""
        return type(self).__name__

    @property
    def title(self) -> str:
        """What happened, in one sentence."""
        return self._said(self.TITLE)

    @property
    def safe(self) -> str:
        """What is unharmed."""
        return self._said(self.SAFE)

    @property
    def advice(self) -> str:
        """What to do next."""
        return self._said(self.ADVICE)

    @property
    def reason(self) -> str:
        """Why, as the sentences fill it in; empty for a fault that gives no reason."""
        why = self.fields.get("why", "")
        return known(why) if isinstance(why, str) else str(why)

    def _said(self, sentence: str) -> str:
        """A sentence in the reader's language, with what the program itself says in it."""
        fields = dict(self.fields)
        for name in fields.keys() & {"what", "why"}:
            said = fields[name]
            fields[name] = known(said) if isinstance(said, str) else said
        return known(sentence).format(**fields)


class Cancelled(UserError):
    """The person asked to stop."""

    TITLE = "Stopped, as you asked."
    SAFE = "Nothing was half done: everything is as it was before you started."
    ADVICE = "Start again whenever you are ready."


class InvalidValue(UserError):
    """A record, form or setting holds something that its rules do not allow."""

    TITLE = "{what} cannot be saved like this: {why}."
    ADVICE = "Change it and save again."


class MayIdentify(UserError):
    """A comment that came in without a person before the screen may tell who somebody is."""

    TITLE = "A comment may tell who somebody is: {why}."
    SAFE = "That comment is not recorded. Nothing that was saved has been changed."
    ADVICE = "Say whether such words are to be masked or kept, and record it again."


class SlipCodeTaken(UserError):
    """Another comment that still waits for its answer has this code on its slip."""

    TITLE = "Another open slip has the code {code} already."
    SAFE = "The comment is not saved yet; what was typed is kept as a draft."
    ADVICE = "Use {free}, which is free, or type another code."


class RecordNotFound(UserError):
    """No such record in this store."""

    TITLE = "There is no record {id} in this store."
    ADVICE = "Check the number, or look for the record in the list."


class RecordErased(UserError):
    """The record was erased: nothing of what it held is here any more."""

    TITLE = "Record {id} was erased by {by} on {at}."
    SAFE = "Nothing else was changed. What it held is gone for good, and cannot come back."
    ADVICE = "There is nothing to do."


class NotAllowed(UserError):
    """The signed-in person's role does not include this."""

    TITLE = "Your role ({role}) does not include this: {what}."
    ADVICE = "Ask the head of healthcare or an administrator to do it."


class NoLongerIn(UserError):
    """The signed-in person was stopped from signing in meanwhile, from another window or PC."""

    TITLE = "{name} may no longer use this store, so this was not done: {what}."
    SAFE = "What was done before stays."
    ADVICE = "Lock the window. If that is a mistake, ask an administrator to let you in again."


class WrongKindOfStore(UserError):
    """A wing's task was asked of an office store, or the other way round."""

    TITLE = "This is a {kind} store, and {what} belongs to a {other} store."
    ADVICE = "Open the {other} store and do it there."


# --- opening a store -----------------------------------------------------------------------


class NotAStore(UserError):
    """The folder holds no Coprod store."""

    TITLE = "There is no Coprod store in {folder}."
    ADVICE = "Choose the folder that holds the store, or set up a new one."


class StoreExists(UserError):
    """A new store was to be made where something is already."""

    TITLE = "{folder} is not empty, so a new store cannot be made there."
    ADVICE = "Choose an empty or a new folder."


class WrongPassword(UserError):
    """The password does not open this person's key slot."""

    TITLE = "That name and password do not match."
    ADVICE = "Check Caps Lock, then type the password again."


class TooSoon(UserError):
    """Another try at a password before the waiting time has passed."""

    TITLE = "There were several wrong passwords, so there is a short wait."
    ADVICE = "Try again in {wait} seconds."


class StoreInUse(UserError):
    """Another process holds the store's lock."""

    TITLE = "This store is already open in another window or by another person on this PC."
    ADVICE = "Close it there first, then open it here."


class StoreBusy(UserError):
    """Another process that has the store open is writing, and has been for a while."""

    TITLE = "Another person or window on this PC is storing something large just now."
    ADVICE = "Wait a minute, then try again."


class StoreTooNew(UserError):
    """The store was written by a later version of the program."""

    TITLE = "This store was last opened by a newer version of Coprod Desktop."
    ADVICE = "Install the newer version on this PC. This version will not touch the store."


class StoreDamaged(UserError):
    """The key is right, but the store's content does not hold."""

    TITLE = "The store is damaged: {what}."
    SAFE = "Nothing was written. Your backups are untouched."
    ADVICE = "Do not delete anything. Restore the latest backup into a new folder."


class StoreRolledBack(UserError):
    """The store is older than the last state this PC saw of it."""

    TITLE = "This store is an older copy: it ends at change {found}, but this PC saw {seen}."
    SAFE = "Nothing was written, and bundles already sent are safe at the office."
    ADVICE = (
        "Find the newest copy of the store and open that one. If it is lost, restore this copy "
        "into a new folder (coprod restore): nothing that the office has is lost, and it is asked "
        "to let the store in again."
    )


class KeyFileMissing(UserError):
    """A backup without the file that opens it."""

    TITLE = "The key file of this backup is not beside it ({file})."
    ADVICE = "Copy both files into one folder: without its key file nobody can open a backup."


class StorageFull(UserError):
    """No room on the disk."""

    TITLE = "There is not enough free space in {where}."
    ADVICE = "Make room ({need} MB needed) or choose another place, then try again."


class CannotWrite(UserError):
    """The folder or file cannot be written: read-only, no permission, or the drive is gone."""

    TITLE = "{where} cannot be written: {why}."
    ADVICE = "Check that the drive is in and not write-protected, or choose another folder."


class CannotDraw(UserError):
    """A paper cannot be drawn as a PDF without a window: what draws is not there, or failed."""

    TITLE = "The PDF could not be made on this PC."
    SAFE = "Nothing was written, and nothing was changed."
    ADVICE = "Save it as a Word file, or make the PDF in the program's window."


class CannotRead(UserError):
    """A file or folder that was named cannot be read."""

    TITLE = "{where} cannot be read: {why}."
    ADVICE = "Check that the drive is in and the name is right, then try again."


class WeakPassword(UserError):
    """A new password is too short to protect patients' words."""

    TITLE = "That password is too short."
    ADVICE = "Use at least {least} characters. Three or four unrelated words work well."


class PersonExists(UserError):
    """The name is taken in this store."""

    TITLE = "{name} already has a sign-in here."
    ADVICE = "Choose another name, for example with an initial."


class PersonUnknown(UserError):
    """No such person signs in to this store."""

    TITLE = "Nobody called {name} signs in to this store."
    ADVICE = "Choose a name from the list of people."


class LastHead(UserError):
    """Someone must be left who can export and manage people."""

    TITLE = "{name} is the last person here who can manage the store."
    ADVICE = "Add another head or administrator first."


# --- sticks -----------------------------------------------------------------------------------

_KEPT = "What was to be written is safe on this PC: nothing is lost, and nothing counts as sent."


class WriteProtected(CannotWrite):
    """The drive takes nothing: its lock is on, or it was mounted for reading only."""

    TITLE = "{where} is write-protected."
    ADVICE = "Slide back the lock on the stick’s side, if it has one, or use another one."


class MediumGone(CannotWrite):
    """The stick that was used is not in any more, or does not answer."""

    TITLE = "{where} is not there any more: it was taken out, or stopped answering."
    SAFE = _KEPT
    ADVICE = "Put the same stick in again and start again: the same bundle goes on its way."


class MediumSwapped(CannotWrite):
    """Another stick is in than the one that the work began with."""

    TITLE = "The stick in {where} is not the one that this began with."
    SAFE = _KEPT
    ADVICE = "Take it out, put the first stick in again and start again."


class MediumNotAuthorised(UserError):
    """A stick that nobody with the right to do so has allowed to carry bundles."""

    TITLE = "The stick {name} is not authorised to carry bundles."
    ADVICE = (
        "A head of healthcare or an administrator can authorise it, once they know whose it is. "
        "Otherwise use a stick that is authorised."
    )


class MediumNameless(UserError):
    """A stick that cannot be told from another one, so no decision about it would hold."""

    TITLE = "{name} has no serial number, so it cannot be told from another stick."
    ADVICE = "Use another stick, one of a known make."


class MediumUnknown(UserError):
    """No such stick is in, and none of that name ever was."""

    TITLE = "No stick {name} is in this PC or on the list of sticks."
    ADVICE = "Put the stick in, look at the list of drives and choose it there."


# --- trust -----------------------------------------------------------------------------------


class WordsDoNotMatch(UserError):
    """The words read out or typed are not those of the keys."""

    TITLE = "The words do not match."
    ADVICE = (
        "Stop and compare the words again, from the card or over a telephone number you already "
        "know. If they still differ, the file is not from who it claims to be: do not use it."
    )


class NotATrustList(UserError):
    """The chosen file is no office trust list."""

    TITLE = "{file} is not an office's trust list: {why}."
    ADVICE = "Ask the office for a new copy of its trust list file."


class DeviceUnknown(UserError):
    """No such device at this office."""

    TITLE = "No wing PC {device} is known here."
    ADVICE = "Take in its enrol request first."


class HarmNotPassedOn(UserError):
    """Comments that may tell of harm are open: nobody has said yet what was done."""

    TITLE = "Comments that may tell of harm, and of which nobody has said what was done: {number}."
    SAFE = "Nothing was sent. Nothing that was saved has been changed."
    ADVICE = (
        "Say for each whether it was passed on, or read and not a concern. Then send again. "
        "If somebody may come to harm, follow the prison’s own process first."
    )


class NothingToExport(UserError):
    """No change was made since the last acknowledged bundle."""

    TITLE = "There is nothing to send: the office has everything recorded here."
    ADVICE = "Record something first, or choose to export everything again."
