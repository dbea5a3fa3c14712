"""Review and administration. A module a noun; each registers itself with the desk's admin site."""
