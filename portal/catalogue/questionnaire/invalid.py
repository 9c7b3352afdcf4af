"""Why something typed is no answer to its question: closed words, each with its sentence on the page."""

from __future__ import annotations

from portal.platform import identifiers

#: Every reason an answer can be refused for; identifiers add ``<kind>_<code>``.
CODES = frozenset(
    {
        "no_answer_here", "not_text", "too_long", "not_an_option", "not_alone", "not_a_date",
        "date_in_future", "date_too_far", "not_an_amount", "not_a_number", "too_small", "too_large",
        "address_without_street", "address_without_place", "postal_code", "not_files",
        "too_many_files", "not_as_written", "isee_without_number", "isee_in_future", "isee_ended",
    }
    | {f"{kind}_{code}" for kind, codes in identifiers.CODES.items() for code in codes}
)  # fmt: skip


class InvalidAnswer(ValueError):
    """Not an answer to the question; ``code`` is one of ``CODES``, ``params`` what its words need."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
