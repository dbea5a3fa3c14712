"""What comes in from browsers, checked. A module a noun."""
