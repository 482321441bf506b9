"""Small tools that know nothing of the portal's subjects."""
