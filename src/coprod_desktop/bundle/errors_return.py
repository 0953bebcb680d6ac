# SPDX-License-Identifier: MIT
"""Why a return bundle is not taken in by a wing: its address, its trust list, its receipt."""

from coprod_desktop.bundle.fault import BundleError, SecurityAlarm


class NotForThisPc(BundleError):
    """Check 16: a return bundle for another wing's PC."""

    STAGE = "C"
    TITLE = "This return bundle is for another wing's PC."
    ADVICE = "Hand the stick to the wing that it is for; the file on it is named after that PC."


class StaleLife(SecurityAlarm):
    """Check 23: from a life of the office that was replaced, as by a store that was restored."""

    STAGE = "D"
    TITLE = "This return bundle comes from a former life of the office's store."
    ADVICE = (
        "Do not use this stick again; keep it apart. The office was restored from a backup since, "
        "or begun anew. Ring it on a number you already know: if somebody there still works with "
        "the former store, one of the two has to be put away. If the former one is to go on, it "
        "begins a new life, under Settings, Recovery at the office."
    )


class OfficeForked(SecurityAlarm):
    """Check 23: from a life of the office that knows nothing of the one that is followed here."""

    STAGE = "D"
    TITLE = "This return bundle comes from a second copy of the office's store."
    ADVICE = (
        "Do not use this stick again; keep it apart. Ring the office on a number you already know: "
        "people there have to decide which of its two stores is to be used, and begin a new life "
        "of that one, under Settings, Recovery there."
    )


class TrustRolledBack(SecurityAlarm):
    """Check 40: an older trust list than the one that is here."""

    STAGE = "F"
    TITLE = "The trust list in this bundle is older ({theirs}) than the one here ({ours})."


class TrustSkipped(BundleError):
    """Check 40: versions of the trust list are missing in between."""

    STAGE = "F"
    TITLE = "The trust list in this bundle goes to version {theirs}, but here it ends at {ours}."
    ADVICE = (
        "Ask the office for its trust list with its history, and follow it here, under Settings, "
        "Recovery (coprod wing follow-list). Bundles can be sent as before."
    )


class TrustForked(SecurityAlarm):
    """Check 40: a trust list that follows another one than the one that is here."""

    STAGE = "F"
    TITLE = "The trust list in this bundle (version {version}) does not follow the one here."


class TrustNotSigned(SecurityAlarm):
    """Check 40: not enough signatures by the old root keys, or by the new ones."""

    STAGE = "F"
    TITLE = "Too few of the office's {which} root keys signed the trust list in this bundle."


class TrustForeign(SecurityAlarm):
    """Check 40: a trust list of another office, or of practice and live the wrong way round."""

    STAGE = "F"
    TITLE = "The trust list in this bundle belongs to another office, or is not of this kind."


class ReceiptMismatch(SecurityAlarm):
    """Check 40: the office claims to have what this PC never sent."""

    STAGE = "F"
    TITLE = "The office's receipt does not fit what this PC has sent ({why})."
