"""CC-CEDICT turned round."""

from __future__ import annotations

import pytest

from rag.answer.dictionary import Dictionary

LINES = """# CC-CEDICT
員工 员工 [yuan2 gong1] /staff/personnel/employee/
雇員 雇员 [gu4 yuan2] /employee/
黨 党 [dang3] /party/association/club/CL:個|个[ge4]/
一方 一方 [yi1 fang1] /a party (in a contract or legal case)/one side/
方 方 [fang1] /square/(math.) power; party/
提高 提高 [ti2 gao1] /to raise/to increase/
華沙 华沙 [Hua2 sha1] /Warsaw, capital of Poland/
國有 国有 [guo2 you3] /state-owned/
貓 猫 [mao1] /cat/
酒 酒 [jiu3] /wine (esp. rice wine)/
李 李 [Li3] /surname Li/
裏 里 [li3] /variant of 裡|里[li3]/
風力發電廠 风力发电厂 [feng1 li4 fa1 dian4 chang3] /wind farm/a very long gloss that nobody asks for/
not an entry
"""


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    """A few entries."""
    return Dictionary.from_lines(LINES.splitlines())


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("employee", {"员工", "雇员"}),
        ("employees", {"员工", "雇员"}),
        ("employee's", {"员工", "雇员"}),
        ("raise", {"提高"}),  # without its "to"
        ("raising", {"提高"}),
        ("raised", {"提高"}),
        ("wind farms", {"风力发电厂"}),
        ("state owned", {"国有"}),
        ("warsaw", {"华沙"}),  # what stands before the comma
        ("party", {"党", "一方"}),  # 方 means "square" first
        ("power", {"方"}),  # but there is nothing longer for that
        ("cat", {"猫"}),
        ("wine", {"酒"}),
        ("surname li", set()),
        ("li", set()),
        ("variant", set()),
        ("zebra", set()),
        ("", set()),
    ],
)
def test_translations(dictionary, english, chinese):
    """Folded Chinese for any form of a word or phrase; nothing for what is no meaning."""
    assert set(dictionary.translations(english.split())) == chinese


def test_forms_of_one_word_have_one_stem():
    """exceed, exceeds, exceeding, exceeded, and the like: each finds the entry that any of them names."""
    for forms in (
        "exceed exceeds exceeding exceeded",
        "agree agrees agreeing agreed",
        "control controls controlling controlled",
        "movie movies",
        "speed speeds speeding",
        "study studies studying studied",
        "plan plans planning planned",
    ):
        words = forms.split()
        for base in words:
            known = Dictionary.from_lines([f"詞 词 [ci2] /{base}/"])
            assert [word for word in words if not known.translations([word])] == []


def test_the_package_has_what_people_ask_about(tmp_path):
    """The real dictionary is made once; then it is read and gives the same, in order."""
    first = Dictionary.load(tmp_path)
    assert len(first) > 90_000
    assert {"员工", "雇员"} <= set(first.translations(["employees"]))
    assert "改革" in first.translations(["reforms"])
    [folder] = [path for path in tmp_path.iterdir() if path.is_dir()]
    written = (folder / "english.json").stat().st_mtime_ns
    second = Dictionary.load(tmp_path)
    assert (folder / "english.json").stat().st_mtime_ns == written
    assert second.translations(["reform"]) == first.translations(["reform"])
    assert list(first.translations(["reform"])) == sorted(first.translations(["reform"]))
