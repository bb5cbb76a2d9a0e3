"""``python -m opsonin``: the command line, where the program is not on the path."""

from opsonin.cli import main

if __name__ == "__main__":
    main()
