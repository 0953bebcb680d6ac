# SPDX-License-Identifier: MIT
"""Why a bundle is not taken in: one class for each code, with the words that a person meets.

This file holds stages A to C, what a bundle is; `errors_inside` holds the rest, what it brings,
`errors_return` what only a return can get wrong; all are found here. A class's name is its
permanent code (`docs/bundle-format.md`).
"""

from coprod_desktop.bundle.errors_inside import (
    AlreadyImported,
    ApplyFailed,
    AuditRewritten,
    BodyAuthenticationFailed,
    ChainBroken,
    ChainMismatch,
    ChangeSequenceError,
    ClockSuspect,
    ConcurrentImport,
    DanglingReference,
    ErasedContentDropped,
    ForkDetected,
    FrameTooLarge,
    GapDetected,
    HistoryRewritten,
    IncompleteBundle,
    KeyUnwrapFailed,
    MalformedFrame,
    ManifestMismatch,
    NoMatchingRecipient,
    NonCanonicalRecord,
    OfficeHistoryDiffers,
    ReaderFailed,
    RecordLimitExceeded,
    RecordSchemaError,
    RevisionConflict,
    ScopeViolation,
    SequenceJump,
    StaleEpoch,
    Superseded,
    TooManyHeld,
    UnknownEpoch,
    WorkerLimitExceeded,
)
from coprod_desktop.bundle.errors_return import (
    NotForThisPc,
    OfficeForked,
    ReceiptMismatch,
    StaleLife,
    TrustForeign,
    TrustForked,
    TrustNotSigned,
    TrustRolledBack,
    TrustSkipped,
)
from coprod_desktop.bundle.fault import REPORT, SEND_AGAIN, BundleError, SecurityAlarm
from coprod_desktop.domain.errors import UserError

__all__ = [
    "AlreadyImported",
    "ApplyFailed",
    "AuditRewritten",
    "BadSignature",
    "BodyAuthenticationFailed",
    "BodyDigestMismatch",
    "BundleError",
    "ChainBroken",
    "ChainMismatch",
    "ChangeSequenceError",
    "ClockSuspect",
    "ConcurrentImport",
    "DanglingReference",
    "DeviceNotEnrolled",
    "DeviceRevoked",
    "DuplicateKey",
    "ErasedContentDropped",
    "ForkDetected",
    "FrameTooLarge",
    "GapDetected",
    "HeaderMismatch",
    "HeaderTooLarge",
    "HistoryRewritten",
    "IncompleteBundle",
    "InsufficientSignatures",
    "InsufficientSpace",
    "KeyUnwrapFailed",
    "MalformedFrame",
    "MalformedHeader",
    "MalformedSignatureBlock",
    "ManifestMismatch",
    "MediaReadError",
    "NoMatchingRecipient",
    "NonCanonicalRecord",
    "NotABundle",
    "NotForThisOffice",
    "NotForThisPc",
    "OfficeForked",
    "OfficeHistoryDiffers",
    "ReadBackFailed",
    "ReaderFailed",
    "ReceiptMismatch",
    "RecordLimitExceeded",
    "RecordSchemaError",
    "RevisionConflict",
    "SchemaTooNew",
    "SchemaTooOld",
    "ScopeViolation",
    "SecurityAlarm",
    "SequenceJump",
    "SignerDeviceMismatch",
    "SizeLimitExceeded",
    "SourceChanged",
    "StaleEpoch",
    "StaleLife",
    "Superseded",
    "TooManyHeld",
    "TrailingData",
    "TransferDamage",
    "TruncatedBundle",
    "TrustForeign",
    "TrustForked",
    "TrustNotSigned",
    "TrustRolledBack",
    "TrustSkipped",
    "UnknownEpoch",
    "UnknownFlag",
    "UnknownSigner",
    "UnsafeSource",
    "UnsupportedContainer",
    "UnsupportedSuite",
    "WeakKey",
    "WorkerLimitExceeded",
    "WrongEnvironment",
]

_NEWER = (
    "Install the newer version of Coprod Desktop on this PC, then take in the bundle again. "
    "The stick can be kept and used as it is."
)

# --- A: the stick and the file on it -----------------------------------------------------------


class UnsafeSource(BundleError):
    """Check 1: a link, a device, a pipe or a folder where a file should be."""

    STAGE = "A"
    TITLE = "{name} is not an ordinary file ({why}), so it was not opened."
    ADVICE = (
        "Bundles are ordinary files. Do not use anything else from this stick until you know who "
        "prepared it."
    )


class SizeLimitExceeded(BundleError):
    """Check 2: too small or too large to be a bundle."""

    STAGE = "A"
    TITLE = "{name} is {size} bytes long; a bundle has between {least} and {most}."
    ADVICE = SEND_AGAIN


class InsufficientSpace(BundleError):
    """Check 3: no room for a private copy of the bundle."""

    STAGE = "A"
    TITLE = "There is not enough free space on this PC to take in {name}."
    ADVICE = "Make room ({need} MB needed), then take in the bundle again."


class MediaReadError(BundleError):
    """Check 4: the stick cannot be read, or was pulled out."""

    STAGE = "A"
    TITLE = "{name} could not be read from the drive: {why}."
    ADVICE = (
        "Put the stick in again and retry. If it still cannot be read, ask the wing to export to "
        "another stick."
    )


class SourceChanged(BundleError):
    """Check 4: the file grew, shrank or was replaced while it was being read."""

    STAGE = "A"
    TITLE = "{name} changed while it was being copied from the drive."
    ADVICE = (
        "Close other programs that use the stick and try again. If it happens twice, put the "
        "stick aside and tell the provider's security lead."
    )


# --- B: the container --------------------------------------------------------------------------


class NotABundle(BundleError):
    """Check 5: the first bytes are not a bundle's."""

    STAGE = "B"
    TITLE = "This file is not a Coprod bundle."
    ADVICE = "Choose the file whose name ends in .coprod."


class TransferDamage(BundleError):
    """Check 5: something treated the file as text and altered its line ends."""

    STAGE = "B"
    TITLE = "This bundle was damaged on its way: a program treated it as text."
    ADVICE = "Copy it from the wing's stick again without e-mail or text tools in between."


class UnsupportedContainer(BundleError):
    """Check 6: a container version that this program does not read."""

    STAGE = "B"
    TITLE = "This bundle has a newer outer format (version {version}) than this program reads."
    ADVICE = _NEWER


class UnknownFlag(BundleError):
    """Check 7: a flag is set that this program does not know."""

    STAGE = "B"
    TITLE = "This bundle asks for something that this version of the program does not know."
    ADVICE = _NEWER


class HeaderTooLarge(BundleError):
    """Check 8: the header's stated length is out of bounds."""

    STAGE = "B"
    TITLE = "The beginning of this bundle is damaged: its header cannot be this long."
    ADVICE = SEND_AGAIN


class TruncatedBundle(BundleError):
    """Checks 8 and 20: the file ends too early."""

    STAGE = "B"
    TITLE = "This bundle is incomplete: its end is missing."
    ADVICE = "It was probably removed before copying ended. " + SEND_AGAIN


class MalformedSignatureBlock(BundleError):
    """Check 9: the table of signatures breaks the rules."""

    STAGE = "B"
    TITLE = "This bundle is damaged where its signature should be."
    ADVICE = SEND_AGAIN


# --- C: who made it, and for whom ---------------------------------------------------------------


class UnknownSigner(BundleError):
    """Check 10: no such key is known here."""

    STAGE = "C"
    TITLE = "This bundle is signed by a PC that is not known here."
    ADVICE = (
        "If a new wing PC was set up, take in its enrol request first. What was made for an office "
        "that was lost is read under Settings, Recovery. At a wing, the office may have keys that "
        "this PC does not know: follow its trust list there. Otherwise keep the file, and ask who "
        "made it."
    )


class BadSignature(SecurityAlarm):
    """Check 11: the signature does not fit the header."""

    STAGE = "C"
    TITLE = "The signature on this bundle is false, or the bundle was altered after signing."


class InsufficientSignatures(BundleError):
    """Check 12: the signatures are not exactly those that are required."""

    STAGE = "C"
    TITLE = "This bundle does not carry the kind of signature that is required here."
    ADVICE = REPORT


class MalformedHeader(BundleError):
    """Check 13: the signed header is not canonical JSON of the right shape."""

    STAGE = "C"
    TITLE = "The signed header of this bundle breaks the rules of its format ({why})."
    ADVICE = REPORT


class HeaderMismatch(BundleError):
    """Check 14: the header's parts contradict each other, or it is another kind of bundle."""

    STAGE = "C"
    TITLE = "This bundle is not of the kind expected here, or contradicts itself ({why})."
    ADVICE = (
        "Wing bundles and enrol requests belong at the office, return bundles at the wing. If "
        "this is the right place, keep the bundle and report the code shown here."
    )


class UnsupportedSuite(BundleError):
    """Check 15: encryption that this program does not know."""

    STAGE = "C"
    TITLE = "This bundle is encrypted in a way that this version of the program does not know."
    ADVICE = _NEWER


class SignerDeviceMismatch(SecurityAlarm):
    """Check 16: a key signed in another device's name."""

    STAGE = "C"
    TITLE = "This bundle claims to come from one PC, but was signed with the key of another."


class DeviceNotEnrolled(BundleError):
    """Check 17: the device waits for approval; the bundle waits with it, undecrypted."""

    STAGE = "C"
    OUTCOME = "held"
    TITLE = "The wing PC that made this bundle is not approved yet."
    SAFE = "The bundle is kept, still locked. Nothing from it was taken in."
    ADVICE = "Approve the PC after comparing its twelve words: the bundle then comes in by itself."


class DeviceRevoked(SecurityAlarm):
    """Check 17: the device's key was withdrawn."""

    STAGE = "C"
    TITLE = "This bundle was made by a PC whose permission has been withdrawn."


class NotForThisOffice(BundleError):
    """Check 18: addressed to another office."""

    STAGE = "C"
    TITLE = "This bundle is addressed to another office."
    ADVICE = "Hand the stick to that office, or ask the wing which office its PC belongs to."


class WrongEnvironment(BundleError):
    """Check 18: practice data at a live store, or the other way round."""

    STAGE = "C"
    TITLE = "This is a {theirs} bundle, and this is a {ours} store. The two never mix."
    ADVICE = "Open the {theirs} store to take it in, or ask the wing for the right bundle."


class SchemaTooNew(BundleError):
    """Check 19: record types that this program does not know yet."""

    STAGE = "C"
    TITLE = "This bundle was written by a newer version of Coprod Desktop."
    ADVICE = _NEWER


class SchemaTooOld(BundleError):
    """Check 19: record types that this program no longer reads."""

    STAGE = "C"
    TITLE = "This bundle was written by a version of Coprod Desktop that is too old."
    ADVICE = "Install the present version on the wing's PC and export again there."


class TrailingData(BundleError):
    """Check 20: bytes follow where the bundle should end."""

    STAGE = "C"
    TITLE = "Something was added after the end of this bundle."
    ADVICE = "Do not use this copy. " + SEND_AGAIN


class BodyDigestMismatch(BundleError):
    """Check 20: the sealed content is not the one that was signed."""

    STAGE = "C"
    TITLE = "The content of this bundle is damaged: it is not what the wing's PC signed."
    ADVICE = SEND_AGAIN


class WeakKey(SecurityAlarm):
    """A public key under which a signature or a seal would protect nothing."""

    STAGE = "C"
    TITLE = "A key in this file is one that protects nothing; no proper program makes such keys."


class DuplicateKey(SecurityAlarm):
    """An enrol request brings a key that another device already uses."""

    STAGE = "C"
    TITLE = "This enrol request uses a key that another PC already has."


# --- writing -----------------------------------------------------------------------------------


class ReadBackFailed(UserError):
    """What came back from the drive is not what was written to it."""

    TITLE = "{where} did not keep the bundle: what came back differs from what was written."
    SAFE = "The bundle is safe on this PC; nothing is lost and nothing counts as sent."
    ADVICE = "Do not trust this stick any more. Send the bundle again to another one."
