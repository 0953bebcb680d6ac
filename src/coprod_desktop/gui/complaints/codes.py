# SPDX-License-Identifier: MIT
"""What the codes of complaints are called on screen; a test holds them against the data."""

from __future__ import annotations

from typing import Final

from coprod_desktop.gui.vocabulary import QT_TRANSLATE_NOOP

STATUSES: Final = {
    "received": QT_TRANSLATE_NOOP("Vocabulary", "Received"),
    "settled_quickly": QT_TRANSLATE_NOOP("Vocabulary", "Settled by end of next working day"),
    "acknowledged": QT_TRANSLATE_NOOP("Vocabulary", "Acknowledged, plan offered"),
    "plan_agreed": QT_TRANSLATE_NOOP("Vocabulary", "Plan and date agreed"),
    "investigating": QT_TRANSLATE_NOOP("Vocabulary", "Being looked into"),
    "consent_needed": QT_TRANSLATE_NOOP("Vocabulary", "Waiting for consent"),
    "passed_on": QT_TRANSLATE_NOOP("Vocabulary", "Passed to another body"),
    "reply_drafted": QT_TRANSLATE_NOOP("Vocabulary", "Reply written, waiting for sign-off"),
    "delayed_told_why": QT_TRANSLATE_NOOP("Vocabulary", "Over 6 months, person told why"),
    "replied": QT_TRANSLATE_NOOP("Vocabulary", "Reply given"),
    "reopened": QT_TRANSLATE_NOOP("Vocabulary", "Opened again"),
    "with_ombudsman": QT_TRANSLATE_NOOP("Vocabulary", "With the ombudsman"),
    "withdrawn": QT_TRANSLATE_NOOP("Vocabulary", "Withdrawn by the person"),
    "closed": QT_TRANSLATE_NOOP("Vocabulary", "Closed, learning recorded"),
}
OUTCOMES: Final = {
    "upheld": QT_TRANSLATE_NOOP("Vocabulary", "Upheld"),
    "partially_upheld": QT_TRANSLATE_NOOP("Vocabulary", "Partially upheld"),
    "not_upheld": QT_TRANSLATE_NOOP("Vocabulary", "Not upheld"),
}
OUTCOMES_PLAIN: Final = {
    "upheld": QT_TRANSLATE_NOOP("Vocabulary", "One issue, and the evidence supports it"),
    "partially_upheld": QT_TRANSLATE_NOOP(
        "Vocabulary", "Several issues, and at least one but not all is supported"
    ),
    "not_upheld": QT_TRANSLATE_NOOP("Vocabulary", "No evidence supports any part"),
}
SUBJECTS: Final = {
    "access": QT_TRANSLATE_NOOP("Vocabulary", "Access to treatment or drugs"),
    "adt": QT_TRANSLATE_NOOP("Vocabulary", "Admissions, discharge and transfers"),
    "appt": QT_TRANSLATE_NOOP("Vocabulary", "Appointments"),
    "clin": QT_TRANSLATE_NOOP("Vocabulary", "Clinical treatment (with specialty)"),
    "commi": QT_TRANSLATE_NOOP("Vocabulary", "Commissioning"),
    "comm": QT_TRANSLATE_NOOP("Vocabulary", "Communications"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Consent"),
    "eol": QT_TRANSLATE_NOOP("Vocabulary", "End of life care"),
    "fac": QT_TRANSLATE_NOOP("Vocabulary", "Facilities"),
    "integ": QT_TRANSLATE_NOOP("Vocabulary", "Integrated care"),
    "mort": QT_TRANSLATE_NOOP("Vocabulary", "Mortuary"),
    "patcare": QT_TRANSLATE_NOOP("Vocabulary", "Patient care, including nutrition and hydration"),
    "presc": QT_TRANSLATE_NOOP("Vocabulary", "Prescribing"),
    "priv": QT_TRANSLATE_NOOP("Vocabulary", "Privacy, dignity and wellbeing"),
    "restr": QT_TRANSLATE_NOOP("Vocabulary", "Restraint"),
    "staffn": QT_TRANSLATE_NOOP("Vocabulary", "Staff numbers"),
    "trans": QT_TRANSLATE_NOOP("Vocabulary", "Transport"),
    "admin": QT_TRANSLATE_NOOP("Vocabulary", "Trust administration, policies and records"),
    "values": QT_TRANSLATE_NOOP("Vocabulary", "Values and behaviours of staff"),
    "wait": QT_TRANSLATE_NOOP("Vocabulary", "Waiting times"),
    "other": QT_TRANSLATE_NOOP("Vocabulary", "Other"),
}
COMPLAINANTS: Final = {
    "patient": QT_TRANSLATE_NOOP("Vocabulary", "Patient"),
    "parent": QT_TRANSLATE_NOOP("Vocabulary", "Parent"),
    "guardian": QT_TRANSLATE_NOOP("Vocabulary", "Guardian"),
    "partner": QT_TRANSLATE_NOOP("Vocabulary", "Spouse or partner"),
    "carer": QT_TRANSLATE_NOOP("Vocabulary", "Carer"),
    "relative": QT_TRANSLATE_NOOP("Vocabulary", "Other relative"),
    "advocate": QT_TRANSLATE_NOOP("Vocabulary", "Advocate or MP"),
    "other": QT_TRANSLATE_NOOP("Vocabulary", "Other"),
    "unknown": QT_TRANSLATE_NOOP("Vocabulary", "Not known"),
}
HOW: Final = {
    "spoken": QT_TRANSLATE_NOOP("Vocabulary", "Spoken"),
    "written": QT_TRANSLATE_NOOP("Vocabulary", "Written"),
}
STEPS: Final = {
    "settle": QT_TRANSLATE_NOOP("Vocabulary", "Put right straight away"),
    "acknowledge": QT_TRANSLATE_NOOP("Vocabulary", "Acknowledge"),
    "agree": QT_TRANSLATE_NOOP("Vocabulary", "Agree a day for the reply"),
    "investigate": QT_TRANSLATE_NOOP("Vocabulary", "Start looking into it"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Wait for consent"),
    "draft": QT_TRANSLATE_NOOP("Vocabulary", "Reply is written"),
    "reply": QT_TRANSLATE_NOOP("Vocabulary", "Give the reply"),
    "delay": QT_TRANSLATE_NOOP("Vocabulary", "Tell why it takes longer"),
    "pass_on": QT_TRANSLATE_NOOP("Vocabulary", "Pass it to another body"),
    "withdraw": QT_TRANSLATE_NOOP("Vocabulary", "The person withdraws it"),
    "ombudsman": QT_TRANSLATE_NOOP("Vocabulary", "It went to the ombudsman"),
    "reopen": QT_TRANSLATE_NOOP("Vocabulary", "Open it again"),
    "close": QT_TRANSLATE_NOOP("Vocabulary", "Close it with what was learned"),
}
DONE: Final = {
    "settle": QT_TRANSLATE_NOOP("Vocabulary", "Settled straight away"),
    "acknowledge": QT_TRANSLATE_NOOP("Vocabulary", "Complaint acknowledged"),
    "agree": QT_TRANSLATE_NOOP("Vocabulary", "Day for the reply agreed"),
    "investigate": QT_TRANSLATE_NOOP("Vocabulary", "It is being looked into"),
    "consent": QT_TRANSLATE_NOOP("Vocabulary", "Waiting for consent"),
    "draft": QT_TRANSLATE_NOOP("Vocabulary", "The reply waits for sign-off"),
    "reply": QT_TRANSLATE_NOOP("Vocabulary", "Reply given"),
    "delay": QT_TRANSLATE_NOOP("Vocabulary", "The person was told why"),
    "pass_on": QT_TRANSLATE_NOOP("Vocabulary", "Passed to another body"),
    "withdraw": QT_TRANSLATE_NOOP("Vocabulary", "Complaint withdrawn"),
    "ombudsman": QT_TRANSLATE_NOOP("Vocabulary", "With the ombudsman"),
    "reopen": QT_TRANSLATE_NOOP("Vocabulary", "Complaint opened again"),
    "close": QT_TRANSLATE_NOOP("Vocabulary", "Complaint closed"),
}
