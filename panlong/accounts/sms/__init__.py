"""Text messages: what is sent, and by which provider."""
