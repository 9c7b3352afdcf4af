"""Whether a name goes with a fiscal code: its first six letters are made of surname and name.

An administrator types both from a document. Checked here, a slip is seen before it gives somebody else a
role, and a code somebody merely tries out opens no name.
"""

from __future__ import annotations

import unicodedata

_VOWELS, _FILL = "AEIOU", "X"
#: A name with so many consonants leaves out its second.
_LONG = 4


def goes_with(fiscal_code: str, given_name: str, family_name: str) -> bool:
    """Whether a name may be that of a code; of several given names the first alone is enough. A code
    that is not a person's definitive one (sixteen signs) says nothing of the name: it goes with any."""
    if len(fiscal_code) != 16:
        return True
    given = [given_name, *given_name.split()[:1]]
    return fiscal_code[:3] == _of_surname(family_name) and fiscal_code[3:6] in map(_of_name, given)


def _of_surname(name: str) -> str:
    consonants, vowels = _parted(name)
    return f"{consonants}{vowels}".ljust(3, _FILL)[:3]


def _of_name(name: str) -> str:
    consonants, vowels = _parted(name)
    if len(consonants) >= _LONG:
        return consonants[0] + consonants[2:4]
    return f"{consonants}{vowels}".ljust(3, _FILL)[:3]


def _parted(name: str) -> tuple[str, str]:
    """The consonants and the vowels of a name in order, without accents and signs."""
    plain = unicodedata.normalize("NFKD", name.upper())
    letters = [one for one in plain if "A" <= one <= "Z"]
    vowels = "".join(one for one in letters if one in _VOWELS)
    return "".join(one for one in letters if one not in _VOWELS), vowels
