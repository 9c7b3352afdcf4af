"""Handing over: a draft from the desk to a phone and back, one document from a phone to the desk."""
