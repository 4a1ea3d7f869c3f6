"""What visitors ask the search: a fixed list, so that every run and every database is asked it."""

import unicodedata

QUESTIONS = (
    # Words, from very frequent to rare.
    "khuyến công",
    "hỗ trợ",
    "2021",
    "cà phê",
    "dao tao nghe",
    "det tho cam",
    unicodedata.normalize("NFD", "DỆT THỔ CẨM"),
    "nước mắm",
    "may say",
    "hop tac xa",
    "minh phát",
    "pleiku",
    "faos",
    "bốn búa",
    # Several words, of a title and of different parts of an entry.
    "hop tac xa faos",
    "công ty tnhh minh phát",
    "hộ kinh doanh hồng hà",
    "hỗ trợ ứng dụng máy móc thiết bị tiên tiến",
    "dệt thổ cẩm pleiku",
    "chế biến cà phê pleiku 2021",
    "htx nước mắm quy nhơn",
    "gạch không nung khuyến công quốc gia 2019",
    # Numbers.
    "1288/QD-TTg",
    "QĐ- TTg",
    "2646/2023/qđ-bct",
    "575QĐUBND",
    "KC-2020-012345",
    "CS-000777",
    # Phrases.
    '"máy móc thiết bị tiên tiến"',
    "“sản xuất sạch hơn”",
    '"hợp tác xã minh phát"',
    '"cà phê minh phát"',
    # One slip.
    "chế biến nông sảm",
    "det tho camm",
    "nướt mắm",
    "hợp tác xã minh phátt",
    # Nothing, the last one of words that stand nowhere together.
    "xyzzy",
    "tàu vũ trụ",
    "dệt thổ cẩm nước mắm",
)
# As one types: the last word need not be whole.
BEGINNINGS = ("dệt th", "ch", "hop tac xa m", "1288/q", "kc-2020", "nước m")
COUNT = len(QUESTIONS) + len(BEGINNINGS)
