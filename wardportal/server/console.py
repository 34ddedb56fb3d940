"""What the operator reads in the terminal."""

import errno
import sys
from contextlib import suppress


def say(text: str = "") -> None:
    """Write a line, in UTF-8 whatever the terminal claims; a closed terminal is no reason to stop serving."""
    with suppress(OSError, ValueError):
        sys.stdout.buffer.write(f"{text}\n".encode())
        sys.stdout.flush()


def explain(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"Ổ đĩa đã đầy{where}. Hãy giải phóng dung lượng rồi chạy lại."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return f"Không có quyền đọc hoặc ghi thư mục dữ liệu{where}. Hãy chạy bằng đúng người dùng đã tạo thư mục."
    return f"Không khởi động được: {error.strerror or error}{where}."
