# The environment is made in .venv/, the data are kept in var/. Nothing needs to be set;
# the README has a table of what can be, e.g. `PORT=8001 make run`.

help:  ## List these commands
	@sed -n 's/^\([a-z]*\):  ## /  make \1\t/p' Makefile

run:  ## Serve the desk, with a sample project if there is none; prints the address and how to sign in
	@.ci/environment requirements.txt && exec .venv/bin/python manage.py serve

test:  ## Run everything, in a real browser too, on SQLite and on PostgreSQL; ARGS="tests/articles -k x" chooses
	@.ci/environment requirements-dev.txt && exec .venv/bin/python -m tests.run $(ARGS)

lint:  ## Run only the linters, the type check and the check for missing migrations
	@.ci/environment requirements-dev.txt && exec .venv/bin/python -m tests.run --lint

bench:  ## Measure the figures of the README's performance table
	@.ci/environment requirements-dev.txt && exec .venv/bin/python -m tests.bench $(ARGS)

pictures:  ## Take the README's pictures from the running product
	@.ci/environment requirements-dev.txt && exec .venv/bin/python docs/screenshots.py

.PHONY: help run test lint bench pictures
