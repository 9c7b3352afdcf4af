"""What people think of services and of pages: counted over a year, without names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from portal.cases.bindings import rating_context
from portal.cases.models import Rating
from portal.insights.hiding import FEWEST
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import db

_COUNTED = timedelta(days=365)
MOST_READ = 50
#: From so many stars on one was asked what one liked, below what was difficult.
GOOD_FROM = 4


@dataclass(frozen=True)
class Opinion:
    """One service or page: how many rated it; how well, and what was named most, where enough did."""

    subject: str
    name: str
    count: int
    average: float | None
    named: str | None
    is_praise: bool


@dataclass(frozen=True)
class Remark:
    """What somebody added in their own words."""

    subject: str
    name: str
    given_on: date
    stars: int
    text: str


def opinions_in(territories: Collection[str]) -> list[Opinion]:
    """Services of these territories and all pages of information, those with the lowest stars first."""
    query = select(Rating.subject, Rating.service, Rating.stars, Rating.aspect, func.count()).where(
        *_counted(territories)
    )
    found: dict[tuple[str, str], list[tuple[int, str | None, int]]] = defaultdict(list)
    for subject, name, stars, aspect, count in db.session.execute(
        query.group_by(Rating.subject, Rating.service, Rating.stars, Rating.aspect)
    ):
        found[(subject, name)].append((stars, aspect, count))
    opinions = [_opinion(subject, name, rows) for (subject, name), rows in found.items()]
    return sorted(opinions, key=lambda one: (one.average or 6, one.subject, one.name))


def _opinion(subject: str, name: str, rows: list[tuple[int, str | None, int]]) -> Opinion:
    total = sum(count for _stars, _aspect, count in rows)
    named: Counter[tuple[bool, str]] = Counter()
    for stars, aspect, count in rows:
        if aspect is not None:
            named[(stars >= GOOD_FROM, aspect)] += count
    is_told = total >= FEWEST
    first = next((key for key, count in named.most_common(1) if count >= FEWEST), None)
    return Opinion(
        subject=subject,
        name=name,
        count=total,
        average=sum(stars * count for stars, _a, count in rows) / total if is_told else None,
        named=first[1] if first else None,
        is_praise=bool(first and first[0]),
    )


def remarks_in(keyring: Keyring, territories: Collection[str]) -> list[Remark]:
    """What was added in words, newest first."""
    query = select(Rating).where(*_counted(territories), Rating.sealed.is_not(None))
    return [
        Remark(
            row.subject,
            row.service,
            row.given_on,
            row.stars,
            keyring.open_text(row.data_key or b"", row.sealed or b"", rating_context()),
        )
        for row in db.session.scalars(query.order_by(Rating.id.desc()).limit(MOST_READ))
    ]


def _counted(territories: Collection[str]) -> list[ColumnElement[bool]]:
    return [
        Rating.given_on > clock.today() - _COUNTED,
        or_(Rating.subject != "service", Rating.territory.in_(territories)),
    ]
