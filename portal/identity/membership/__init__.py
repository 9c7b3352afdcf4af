"""Our membership in the federations of SPID and CIE: settings, tables, jobs and logins around the rules.

The rules themselves stand in ``portal/identity/federation``, free of tables and pages.
"""
