"""What each sealed word of a case is bound to: moved to another row, it no longer opens."""

from __future__ import annotations

from portal.cases.models import (
    Assignment,
    DocumentRequest,
    FormerAnswer,
    Happening,
    Message,
    Note,
    Proposal,
    Register,
    RegisterCheck,
    Review,
)


def answer_context(case_id: int, question: str, item: int) -> str:
    """An answer belongs to its case, its question, and its member of a repeating group."""
    return f"case:{case_id}:answer:{question}:{item}"


def contest_context(case_id: int, question: str, item: int) -> str:
    """Why a register is wrong belongs to the answer that contradicts it, and never passes for it."""
    return f"{answer_context(case_id, question, item)}:contest"


def message_context(message: Message) -> str:
    """A message belongs to its row, and with it to its author and its moment."""
    return f"case:{message.case_id}:message:{message.id}"


def translation_context(message: Message) -> str:
    """The translation of a message belongs to it, and is never taken for the words themselves."""
    return f"case:{message.case_id}:message:{message.id}:translation"


def file_context(store_key: str) -> str:
    """The name of a file belongs to the file."""
    return f"file:{store_key}:name"


def upload_context(token: str) -> str:
    """The name of a file on its way belongs to that file."""
    return f"upload:{token}:name"


def handover_context(token_hash: str) -> str:
    """Link and code of a passing belong to its row."""
    return f"handover:{token_hash}:secrets"


def happening_context(happening: Happening) -> str:
    """The reasons of a step belong to that step: those of a yes never stand under a no."""
    return f"case:{happening.case_id}:happening:{happening.id}"


def attestation_context(case_id: int, digest: str) -> str:
    """What a public official attests belongs to the answers that were read aloud, as they stood."""
    return f"case:{case_id}:attestation:{digest}"


def request_context(request: DocumentRequest, part: str) -> str:
    """The name of a document asked for and the reason it is not given belong to that request."""
    return f"case:{request.case_id}:request:{request.id}:{part}"


def former_context(former: FormerAnswer) -> str:
    """A corrected answer belongs to its question and the version it had."""
    place = f"{former.question}:{former.item}:{former.version}"
    return f"case:{former.case_id}:former:{place}"


def review_context(review: Review) -> str:
    """Why a review is asked for belongs to that review."""
    return f"case:{review.case_id}:review:{review.id}"


def rating_context() -> str:
    """The details of a rating belong to no case: their own key is what binds them."""
    return "rating:details"


def note_context(note: Note) -> str:
    """A note of the office belongs to its row."""
    return f"case:{note.case_id}:note:{note.id}"


def assignment_context(assignment: Assignment) -> str:
    """A hand-over belongs to the passing it explains."""
    return f"case:{assignment.case_id}:assignment:{assignment.id}"


def proposal_context(proposal: Proposal, part: str) -> str:
    """The words of a proposed decision, and those it was sent back with, belong to that proposal."""
    return f"case:{proposal.case_id}:proposal:{proposal.id}:{part}"


def register_context(case_id: int, register: Register) -> str:
    """What a register said belongs to its case."""
    return f"case:{case_id}:register:{register}"


def reason_context(reason_id: int) -> str:
    """Why an officer opened a colleague's file belongs to its row."""
    return f"opening:{reason_id}:reason"


def check_context(check: RegisterCheck) -> str:
    """What the office found belongs to its row, and with it to who looked and when."""
    return f"case:{check.case_id}:check:{check.id}"


def drawer_context(person_id: int, key: str) -> str:
    """What lies in a drawer belongs to its person and its row."""
    return f"person:{person_id}:drawer:{key}"
