"""The command line: `strandline`, or ``python -m bot``."""

from bot.commands.group import cli


def main() -> None:
    """Run the command line and exit with 0, 1 or 2."""
    cli(prog_name="strandline")


if __name__ == "__main__":
    main()
