"""Start the portal: database, preparation, web server and job worker, until Ctrl-C."""

import argparse
import errno
import sys

from wardportal.database import CannotStart
from wardportal.server.alone import manage
from wardportal.server.console import say
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


def explain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"Ổ đĩa đã đầy{where}. Hãy giải phóng dung lượng rồi chạy lại."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"Không có quyền đọc hoặc ghi thư mục dữ liệu{where}. Hãy chạy bằng đúng người dùng đã tạo thư mục."
    return f"Không khởi động được: {error.strerror or error}{where}."


if __name__ == "__main__":
    sys.exit(main())
