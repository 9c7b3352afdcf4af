"""Puts a database of PostgreSQL back as it was when it was made, whatever a test wrote into it."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
#: Whoever is still connected: nobody writes behind the back of the next test.
_LEAVE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
#: What the tables are: their columns and indexes, and which triggers watch over them.
_SHAPE = """SELECT
(SELECT string_agg(attrelid::regclass::text || attname, ',' ORDER BY attrelid, attnum) FROM pg_attribute
 JOIN pg_class ON pg_class.oid = attrelid
 WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped),
(SELECT string_agg(tgname || tgenabled::text, ',' ORDER BY tgname) FROM pg_trigger)"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class Tidy:
    """Remembers how a database is now, and brings it back there.

    Rows are deleted without asking triggers and references. What was there at first must still be
    there, unchanged; else, and when the tables themselves are others, it says no and the database
    is given up.
    """

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)
        self._tables = [row[0] for row in self._ask(_TABLES)]
        self._shape = self._ask(_SHAPE)
        self._first = sorted(self._filled(self._tables))
        self._held = self._content()
        self._counts = dict(self._ask(_SEQUENCES))
        self._connection.execute("SET session_replication_role = replica")

    def up(self) -> bool:
        """Tidy up; False if only a new database will do."""
        try:
            self._connection.execute(_LEAVE)
            if self._ask(_SHAPE) != self._shape or self._content() != self._held:
                return False
            for table in self._filled(set(self._tables) - set(self._first)):
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            self._count_anew()
        except psycopg.Error:
            return False
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _count_anew(self) -> None:
        for name, last in self._ask(_SEQUENCES):
            first = self._counts.get(name)
            if last != first:
                self._connection.execute(
                    "SELECT setval(%s::regclass, %s, %s)", (name, first or 1, first is not None)
                )

    def _filled(self, tables: Any) -> list[str]:
        """Those of some tables that have rows."""
        each = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
            for table in sorted(tables)
        )
        return [row[0] for row in self._ask(each)]

    def _content(self) -> list[Any]:
        """A fingerprint of the rows that were there at first."""
        return [
            self._ask(
                sql.SQL("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t").format(
                    sql.Identifier(table)
                )
            )
            for table in self._first
        ]

    def _ask(self, query: Any) -> list[Any]:
        return self._connection.execute(query).fetchall()
