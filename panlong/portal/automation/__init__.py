"""What the portal writes without anybody asking: reminders, and drafts of notices."""
