"""The official counterpart: federations of tests made of ``spid-cie-oidc``, run by a Python of its own.

Never imported by the portal: that package wants versions that ours does not (requirements/federation.in).
Keys are made anew each time, data lies in a folder, people are invented.
"""
