"""The invented world around the portal: people, identity provider, mailbox, protocol register."""
