"""Words by which a name is told from a place, an office or a day, and a telephone number from an amount. Pure data."""

import re

# Words that may go with the name they stand before, one after the other.
LINKS = ("cho", "của", "với")
TITLES = ("ông", "bà", "anh", "chị", "em", "cô", "chú", "bác", "cụ", "cậu", "mợ", "dì", "thím", "chí")
HOUSEHOLDS = ("hộ", "dân", "nhà", "gia", "đình")
# These go together only: "đồng" alone is money, "đình" a house of the village.
TWO_WORDS = (("đồng", "chí"), ("gia", "đình"))
GO_ALONG = frozenset((*LINKS, *TITLES, *HOUSEHOLDS, "đồng"))

# What follows one of these is the name of a place.
PLACES = frozenset(
    [
        "đường",
        "ngõ",
        "ngách",
        "hẻm",
        "kiệt",
        "phố",
        "chợ",
        "trường",
        "cầu",
        "kênh",
        "mương",
        "sông",
        "hồ",
        "cống",
        "chùa",
        "miếu",
        "thôn",
        "xóm",
        "ấp",
        "khu",
        "tổ",
        "phường",
        "xã",
        "quận",
        "huyện",
        "tỉnh",
        "bến",
        "trạm",
    ]
)
# Between such a word and the name of the place: trường tiểu học Hòa Bình.
BETWEEN = frozenset(
    [
        "tiểu",
        "học",
        "trung",
        "cơ",
        "sở",
        "phổ",
        "thông",
        "mầm",
        "non",
        "mẫu",
        "giáo",
        "vượt",
        "dân",
        "sinh",
        "phố",
        "tái",
        "định",
        "cư",
        "cấp",
        "số",
        "thoát",
        "nước",
        "bơm",
        "y",
        "tế",
    ]
)
ACRONYMS = ("ubnd", "hđnd", "mttq", "ubmttq")
KNOWN_WORDS = tuple(
    tuple(words.split())
    for words in (
        *("phường", "đảng", "đảng bộ", "đảng ủy", "đảng uỷ", "ủy ban", "uỷ ban", "hội đồng", "nhân dân", "nhà nước"),
        *ACRONYMS,
        *("mặt trận", "tổ quốc", "việt nam", "công an", "quân sự", "đoàn thanh niên"),
        *("hội phụ nữ", "hội nông dân", "hội cựu chiến binh", "hội người cao tuổi", "công đoàn", "thường trực"),
        *("chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "trưởng", "phó trưởng", "lãnh đạo", "thành phố"),
        *("văn phòng", "trung tâm", "bộ phận", "ban", "sở", "nhà văn hóa", "nhà văn hoá", "nghị quyết", "kế hoạch"),
        *(
            "luật",
            "tết",
            "nguyên đán",
            "trung thu",
            "quốc khánh",
            "chủ nhật",
            "quý",
            "tháng",
            "ngày",
            "năm",
            "trung ương",
        ),
    )
)

_NO_AMOUNT = r"(?!\d)(?!\s*(?:đồng(?!\s+chí)|đ|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ)\b)"
_NO_DAY = r"(?!\d{1,2}[./-]\d{1,2}[./-]\d{4})"
NUMBERS = (
    # 0912 345 678, +84 912 345 678, 0236 3822 123
    re.compile(
        rf"(?<!\d)(?<!\d[.,]){_NO_DAY}(?:\+84|0)[ .-]?(?:[3-9](?:[ .-]?\d){{7,8}}|[12](?:[ .-]?\d){{8,9}}){_NO_AMOUNT}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\d)(?<!\d[.,])\d{{12}}{_NO_AMOUNT}", re.IGNORECASE),
)
