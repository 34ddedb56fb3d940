from wardportal.text import given_name, name_sort_key


def test_people_are_addressed_by_their_last_name_word():
    assert given_name("Nguyễn Văn An") == "An"
    assert given_name("  Trần Thị\u00a0Lan (dữ liệu mẫu)") == "Lan"
    assert given_name("Bình") == "Bình"
    assert given_name("") == ""


def test_people_sort_by_given_name_then_family_name_then_middle_name():
    in_order = [
        "Lê Văn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Phạm An",
        "Bùi Thị Ánh",
        "Trần Ân",
        "Đỗ Dũng",
        "Cao Đạt",
        "Hồ Hà",
    ]
    assert sorted(reversed(in_order), key=name_sort_key) == in_order


def test_a_remark_in_brackets_does_not_change_where_a_person_stands():
    assert name_sort_key("Trần Thị Lan (dữ liệu mẫu)") == name_sort_key("TRẦN THỊ LAN")


def test_the_longest_name_still_fits_the_column():
    assert len(name_sort_key("Nguyễn " * 17)) <= 400
