"""Start the portal: database, preparation, web server and job worker, until Ctrl-C."""

import argparse
import sys

from wardportal.database import CannotStart
from wardportal.server.alone import manage
from wardportal.server.console import explain, say
from wardportal.server.preflight import Place, check_place
from wardportal.server.supervisor import Stopped, Supervisor


def main() -> int:
    parser = argparse.ArgumentParser(prog="wardportal.server", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="reload on change, DEBUG on")
    parser.add_argument("--parent", type=int, help="stop when this is no longer the parent process")
    parser.add_argument("--manage", nargs=argparse.REMAINDER, help="run one manage.py command with the database up")
    options = parser.parse_args()
    try:
        place = Place.from_environment()
        check_place(place)
        if options.manage:
            return manage(place, options.manage)
        return Supervisor(place, dev=options.dev, parent=options.parent).run()
    except CannotStart as reason:
        say(str(reason))
    except OSError as error:
        say(explain(error))
    except (Stopped, KeyboardInterrupt):
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
