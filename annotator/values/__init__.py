"""The typed values of claims: quantities, dates and places, read from words and compared. Pure."""
