"""Text messages: one short text to one phone, through a gateway over HTTP."""

from portal.integrations.sms.client import HttpSms
from portal.integrations.sms.types import Sms, SmsFailed, SmsRefused, SmsUnavailable, Text

__all__ = ["HttpSms", "Sms", "SmsFailed", "SmsRefused", "SmsUnavailable", "Text"]
