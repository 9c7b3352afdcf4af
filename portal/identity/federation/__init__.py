"""A relying party of the OpenID Federation of SPID and CIE: pure, with the network handed in.

Nothing here knows Flask, a database or another area. What is fetched goes through a function the caller
gives; what is remembered is given back as plain values. Rules: the SPID/CIE OpenID Connect rules of AgID
and IPZS, OpenID Federation 1.0, OpenID Connect Core 1.0.
"""
