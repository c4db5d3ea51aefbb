"""``python -m buron``: the command line."""

from buron.project.cli import main

if __name__ == "__main__":
    main()
