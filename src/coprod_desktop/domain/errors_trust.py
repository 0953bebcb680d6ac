# SPDX-License-Identifier: MIT
"""Faults of the world around keys, enrolment, receipts and returns, with the words for people."""

from coprod_desktop.domain.errors import TooSoon, UserError

# --- the trust list and its root keys ------------------------------------------------------------


class ChangeWaiting(UserError):
    """The trust list changes by one step at a time, and one waits for signatures."""

    TITLE = "A change to the trust list still waits for signatures: {what}."
    ADVICE = "Have the holders of the root keys sign it, or withdraw it; then try again."


class NothingToSign(UserError):
    """No change waits for signatures."""

    TITLE = "No change to the trust list waits for signatures."
    ADVICE = "Start the change first, for example by approving a wing's PC."


class NotARootKey(UserError):
    """The chosen file holds no root key."""

    TITLE = "{file} is not a root key file: {why}."
    ADVICE = "Choose the file whose name begins with root-key, on the stick of whoever holds it."


class WrongPassphrase(UserError):
    """The passphrase does not open the root key file."""

    TITLE = "That passphrase does not open {file}."
    ADVICE = "Check Caps Lock, then type the passphrase again."


class NotASigner(UserError):
    """A root key of another office, or one that was replaced."""

    TITLE = "The root key in {file} is not one of those that sign for this office."
    ADVICE = "Choose the file of one of the present holders."


class RootKeyNotKept(UserError):
    """What came back from the drive is not the key that was written to it."""

    TITLE = "{where} did not keep the root key: what came back differs from what was written."
    SAFE = "The office's keys are as they were, and the file was removed."
    ADVICE = "Do not trust this stick any more. Try again with another one."


class NoFormerKeys(UserError):
    """There is nothing to retire."""

    TITLE = "The office has no former keys to retire."
    ADVICE = "Change the keys first; the former ones go on working until they are retired."


class WingsNotInformed(UserError):
    """Wings that do not know the new keys would be cut off."""

    TITLE = "The former keys are still needed: {wings} have not seen the new ones."
    ADVICE = "Write them a return bundle, and retire the keys when their next bundle is in."


class TrustListTooOld(UserError):
    """A wing's trust list knows none of the keys that the office still has."""

    TITLE = "The trust list of {wing} is too old: the office's present keys are not in it."
    ADVICE = (
        "Save the trust list with its history, under Sites, Trust (coprod office give-list). Have "
        "that PC follow it, under Settings, Recovery there (coprod wing follow-list), and ask or "
        "send again."
    )


# --- receipts and returns ------------------------------------------------------------------------


class NoReceiptYet(UserError):
    """The office holds nothing of a wing, so there is nothing to confirm."""

    TITLE = "No bundle of {wing} was taken in yet, so there is nothing to confirm."
    ADVICE = "Take in a bundle of this wing first."


class ReceiptCodeWrong(UserError):
    """The code fits none of this wing's bundles."""

    TITLE = "That code does not confirm any bundle of this PC."
    SAFE = "Nothing counts as received that was not."
    ADVICE = "Have it read out again, for this PC. A code for another wing does not fit here."


class ReceiptCodeOld(UserError):
    """The code confirms what was confirmed before."""

    TITLE = "That code is an older one: what it confirms was confirmed before."
    ADVICE = "There is nothing to do. For a newer bundle the office has another code."


class TooManyCodes(TooSoon):
    """Another try at a code before the waiting time has passed."""

    TITLE = "There were several wrong codes, so there is a short wait."
    ADVICE = "Try again in {wait} seconds."


class NotActive(UserError):
    """A return was asked for a device that is not let in."""

    TITLE = "{wing} is not let in, so nothing is sent to it."
    ADVICE = "Approve its PC first, or choose another wing."


class OfficeRestored(UserError):
    """The office came back from a backup, and cannot know which returns a wing has seen since."""

    TITLE = "This office was restored from a backup, and {wing} has sent nothing since."
    ADVICE = "Take in a bundle from that wing first: it says which returns the wing has seen."


class OfficeBehind(UserError):
    """A wing has seen a return that this store never wrote: the store is an older copy."""

    TITLE = "{wing} has seen a return bundle ({theirs}) unknown here (the last is {ours})."
    ADVICE = (
        "This store is an older copy of the office's. Open the newest copy instead. If it is "
        "lost, begin a new life of this one, under Settings, Recovery (coprod office new-life)."
    )


class OfficeReplaced(UserError):
    """A wing follows another life of this office: another copy of its store writes, or wrote."""

    TITLE = "{wing} has taken in a return bundle from another copy of this office's store."
    ADVICE = (
        "Find out which copy the office goes on with, and put the other away for good. If it is "
        "this one, begin a new life of it, under Settings, Recovery (coprod office new-life)."
    )
