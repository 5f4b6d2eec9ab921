"""`python -m api` is `ogledalo`."""

from api.cli import main

main()
