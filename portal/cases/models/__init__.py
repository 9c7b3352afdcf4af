"""The rows of a case: what is personal is sealed with its own key, the rest says nothing of a person."""

from __future__ import annotations

from portal.cases.models.answers import NO_ITEM, Answer, Attachment, Scan
from portal.cases.models.brought import Brought, Channel, FilledBy
from portal.cases.models.case import IN_LISTS, Case
from portal.cases.models.checks import RegisterCheck
from portal.cases.models.conversation import Message
from portal.cases.models.declaring import Declaration, DeclarationLink, RequestDocument
from portal.cases.models.drawer import DrawerItem
from portal.cases.models.earlier import EarlierCase, Relation
from portal.cases.models.escalation import Escalation
from portal.cases.models.handover import Handover, Passing, Side
from portal.cases.models.known import Outcome, Register, RegisterAnswer
from portal.cases.models.people import Author, Impediment, Means
from portal.cases.models.pieces import Piece, Upload, WaitingFile
from portal.cases.models.rating import Rating
from portal.cases.models.requests import DocumentRequest, FormerAnswer, Reply, Review
from portal.cases.models.retention import CaseFigure, Erasure, HoldReason, LegalHold
from portal.cases.models.way import ClockEntry, ClockLine, Happening
from portal.cases.models.working import (
    Assignment,
    CaseLookup,
    Conflict,
    Note,
    Proposal,
    Proposed,
    Relative,
    Tie,
    Verdict,
    Whole,
)

__all__ = [
    "IN_LISTS",
    "NO_ITEM",
    "Answer",
    "Assignment",
    "Attachment",
    "Author",
    "Brought",
    "Case",
    "CaseFigure",
    "CaseLookup",
    "Channel",
    "ClockEntry",
    "ClockLine",
    "Conflict",
    "Declaration",
    "DeclarationLink",
    "DocumentRequest",
    "DrawerItem",
    "EarlierCase",
    "Erasure",
    "Escalation",
    "FilledBy",
    "FormerAnswer",
    "Handover",
    "Happening",
    "HoldReason",
    "Impediment",
    "LegalHold",
    "Means",
    "Message",
    "Note",
    "Outcome",
    "Passing",
    "Piece",
    "Proposal",
    "Proposed",
    "Rating",
    "Register",
    "RegisterAnswer",
    "RegisterCheck",
    "Relation",
    "Relative",
    "Reply",
    "RequestDocument",
    "Review",
    "Scan",
    "Side",
    "Tie",
    "Upload",
    "Verdict",
    "WaitingFile",
    "Whole",
]
