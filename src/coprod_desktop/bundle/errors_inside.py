# SPDX-License-Identifier: MIT
"""Why a bundle is not taken in, stages D to G: its order, content, history and effect."""

from coprod_desktop.bundle.fault import REPORT, SEND_AGAIN, BundleError, SecurityAlarm

# --- D: is it new --------------------------------------------------------------------------------


class AlreadyImported(BundleError):
    """Check 21: this very bundle was taken in before. Harmless."""

    STAGE = "D"
    OUTCOME = "already_imported"
    TITLE = "This bundle was taken in before."
    SAFE = "Everything in it is already here, and nothing was changed."
    ADVICE = "There is nothing to do. The stick can be wiped and used again."


class ForkDetected(SecurityAlarm):
    """Check 22: two different bundles with one number."""

    STAGE = "D"
    TITLE = "Two different bundles carry the same number ({seq}) from one PC: it may be copied."


class UnknownEpoch(BundleError):
    """Check 23: the device's store was made anew, and the office has not approved that yet."""

    STAGE = "D"
    OUTCOME = "held"
    TITLE = "The wing's store was set up anew or restored, and this office has not approved it."
    SAFE = "The bundle is kept, still locked. Nothing from it was taken in."
    ADVICE = (
        "Take in the wing's new enrol request and approve it over the telephone. The bundle is "
        "then taken in by itself."
    )


class TooManyHeld(BundleError):
    """Check 23: the bundle would have to wait, and as many as may wait already do."""

    STAGE = "D"
    TITLE = "This office already keeps {count} bundles of this PC that wait for a decision."
    SAFE = "Nothing from this bundle was taken in. It was not kept here: it is on its stick alone."
    ADVICE = "Approve the wing's PC, or find out why its bundles are held; then take this one in."


class StaleEpoch(SecurityAlarm):
    """Check 23: a bundle from a store that was replaced."""

    STAGE = "D"
    TITLE = "This bundle comes from an old copy of a store that has been replaced since."


class SequenceJump(SecurityAlarm):
    """Check 24: the number is implausibly far ahead."""

    STAGE = "D"
    TITLE = "The number of this bundle ({seq}) is far ahead of the last one here ({last})."


class ChainBroken(SecurityAlarm):
    """Check 25: the bundle follows another predecessor than the one taken in here."""

    STAGE = "D"
    TITLE = "This bundle does not follow on from the last one taken in from the same PC."


class Superseded(BundleError):
    """Check 26: an older bundle whose content a later one already brought. Harmless."""

    STAGE = "D"
    OUTCOME = "superseded"
    TITLE = "A later bundle from this PC already brought everything in this one."
    SAFE = "Its content was compared with what is here and agrees. Nothing was changed."
    ADVICE = "There is nothing to do. The stick can be wiped and used again."


# --- E: the content -----------------------------------------------------------------------------


class NoMatchingRecipient(BundleError):
    """Check 27: sealed for keys that are not held here."""

    STAGE = "E"
    TITLE = "This bundle is locked for keys that this store does not have."
    ADVICE = (
        "The wing may hold an old trust list. Send it a return bundle with the present one and "
        "ask it to export again."
    )


class KeyUnwrapFailed(BundleError):
    """Check 28: the sealed file key does not open."""

    STAGE = "E"
    TITLE = "This bundle names our key, but cannot be unlocked with it."
    ADVICE = REPORT


class BodyAuthenticationFailed(SecurityAlarm):
    """Check 29: the sealed content does not belong to this header."""

    STAGE = "E"
    TITLE = "The locked content of this bundle does not belong to its signed header."


class MalformedFrame(BundleError):
    """Check 30: the content is not made of the parts that it should have."""

    STAGE = "E"
    TITLE = "The content of this bundle breaks the rules of its format ({why})."
    ADVICE = REPORT


class FrameTooLarge(BundleError):
    """Check 30: one part of the content is larger than any record may be."""

    STAGE = "E"
    TITLE = "One part of this bundle is larger than any record may be."
    ADVICE = REPORT


class ManifestMismatch(SecurityAlarm):
    """Check 31: the content says that it belongs to another header."""

    STAGE = "E"
    TITLE = "The content of this bundle says that it belongs to another bundle ({why})."


class RecordLimitExceeded(BundleError):
    """Check 32: more changes than one bundle may hold."""

    STAGE = "E"
    TITLE = "This bundle holds more than {most} changes, which is more than one bundle may."
    ADVICE = REPORT


class WorkerLimitExceeded(BundleError):
    """Check 32: reading took more time or memory than any honest bundle needs."""

    STAGE = "E"
    TITLE = "Reading this bundle took more {what} than a bundle should, so it was stopped."
    ADVICE = "Try again when the PC is less busy. If it happens again, report the code shown here."


class ReaderFailed(BundleError):
    """Check 32: the process that reads contents stopped, or said what it may not say."""

    STAGE = "E"
    TITLE = "The part of the program that reads this bundle stopped unexpectedly ({why})."
    ADVICE = "Take in this bundle again. If it stops again, keep it and report the code shown here."


class NonCanonicalRecord(BundleError):
    """Check 33: a change is not spelt in the one permitted way."""

    STAGE = "E"
    TITLE = "Change {n} in this bundle is not written as the format demands ({why})."
    ADVICE = REPORT


class RecordSchemaError(BundleError):
    """Check 34: a change does not have the fields or bounds of its type."""

    STAGE = "E"
    TITLE = "Change {n} in this bundle is not a record that this version knows ({why})."
    ADVICE = REPORT


class ChangeSequenceError(BundleError):
    """Check 35: a change number repeats, skips or goes back."""

    STAGE = "E"
    TITLE = "The changes in this bundle are not numbered one after the other (at change {n})."
    ADVICE = REPORT


class ScopeViolation(SecurityAlarm):
    """Check 36: a device changes a record that another one made."""

    STAGE = "E"
    TITLE = "This bundle tries to change a record ({id}) that belongs to another PC."


class IncompleteBundle(BundleError):
    """Check 37: the end mark is missing, wrong, or not at the end."""

    STAGE = "E"
    TITLE = "The content of this bundle does not end as it should ({why})."
    ADVICE = SEND_AGAIN


# --- F: the history ------------------------------------------------------------------------------


class GapDetected(BundleError):
    """Check 38: changes between the last import and this bundle are missing."""

    STAGE = "F"
    TITLE = "Changes are missing before this bundle: it starts at {first}, expected {expected}."
    ADVICE = "Ask the wing to export again from change {expected}."


class HistoryRewritten(SecurityAlarm):
    """Check 39: a change that was taken in before is different now."""

    STAGE = "F"
    TITLE = "Change {n} from this PC is not the one that was taken in before."


class AuditRewritten(SecurityAlarm):
    """Check 39: what the wing's bundles say of its audit contradicts itself."""

    STAGE = "F"
    TITLE = "The record of who did what on this PC (line {n}) is not that of its other bundles."
    ADVICE = (
        "Lines of it were removed or written anew, or an older copy of the store is in use. Do not "
        "use this stick again; keep it apart, and ring the provider's security lead on a number "
        "you already know. Then a new history has to be begun on that PC, under Settings, Recovery "
        "(coprod wing new-history)."
    )


class ChainMismatch(BundleError):
    """Check 40: the changes do not lead to the end value that the bundle states."""

    STAGE = "F"
    TITLE = "The changes in this bundle do not add up to the check value at its end."
    ADVICE = REPORT


# --- G: applying ---------------------------------------------------------------------------------


class RevisionConflict(BundleError):
    """Check 41: two revisions follow the same one; both are kept."""

    STAGE = "G"
    OUTCOME = "imported"
    TITLE = "Record {id} was changed twice from the same version: the PC's disk may be a copy."
    SAFE = "Both versions are kept."
    ADVICE = "Ask the wing whether its PC was restored or copied, and choose the right version."


class DanglingReference(BundleError):
    """Check 42: a change refers to something that is not here."""

    STAGE = "G"
    TITLE = "Change {n} refers to a record that neither the bundle nor this store holds."
    ADVICE = REPORT


class ErasedContentDropped(BundleError):
    """Check 43: the bundle still carried what was erased here; it stays erased."""

    STAGE = "G"
    OUTCOME = "imported"
    TITLE = "This bundle still held record {id}, which was erased; it stays erased."
    SAFE = "Everything else in the bundle was taken in."
    ADVICE = "Nothing to do: the wing erases it too when it receives its return bundle."


class OfficeHistoryDiffers(BundleError):
    """Check 44: what a wing gives back of this office's own history does not fit."""

    STAGE = "G"
    OUTCOME = "imported"
    TITLE = "What this wing gave back of the office's own history does not fit ({why})."
    SAFE = "All that the wing recorded was taken in. What does not fit was left out."
    ADVICE = (
        "If this office was restored from a backup, another copy of its store may be in use: find "
        "out which. Otherwise tell whoever looks after Coprod Desktop at the provider."
    )


class ClockSuspect(BundleError):
    """Check 44: the wing PC's clock is clearly wrong."""

    STAGE = "G"
    OUTCOME = "imported"
    TITLE = "The clock of the wing's PC seems to be wrong (it said {at})."
    SAFE = "The bundle was taken in; the order of changes does not depend on the clock."
    ADVICE = "Ask the wing to have the PC's date and time put right."


class ApplyFailed(BundleError):
    """Check 45: the store did not accept a change; everything was rolled back."""

    STAGE = "G"
    TITLE = "The bundle could not be stored: {why}."
    ADVICE = REPORT


class ConcurrentImport(BundleError):
    """Check 46: another import from the same device finished first."""

    STAGE = "G"
    TITLE = "Another person took in a bundle from the same PC at the same moment."
    ADVICE = "Take in this bundle again now."
