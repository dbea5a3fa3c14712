"""What `make bench` measures: the figures of the README's table, each beside its floor of the same run.

`python -m tests.bench` starts the production server as a new user would (`manage.py serve`, a fresh database,
SQLite and then PostgreSQL), fills a project and measures it from outside: HTTP clients in processes of their
own, and a real Chromium. Clients and server share the machine's cores.
"""
