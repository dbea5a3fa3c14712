"""Who says a claim is read from its sentence: the source, whether it is named, and the agency between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.attribution import attribution_of, sentence_at

# The claim stands in [brackets]; then the source, how it is attributed, and via whom.
CASES = [
    ("[Six were hurt], the Ministry of Health announced.", "the Ministry of Health", "named", ""),
    ("[Six were hurt], police said.", "police", "named", ""),
    ("According to Mayor Ilka Torvay, [40 people slept there].", "Mayor Ilka Torvay", "named", ""),
    ("[40 people slept there], according to Mayor Ilka Torvay.", "Mayor Ilka Torvay", "named", ""),
    ("[A drone struck the port], two officials told AP.", "two officials", "unnamed", "AP"),
    ("[A drone struck], two officials told the Meridian Wire.", "two officials", "unnamed", "Meridian Wire"),
    ("A source at the State Agency said [they fled].", "A source at the State Agency", "unnamed", ""),
    ("Ada Marlow, who heads the port, said that [it burns].", "Ada Marlow", "named", ""),
    ("A spokeswoman, Capt. Ada Marlow, said that [it burns].", "Capt. Ada Marlow", "named", ""),
    ("The envoys, who spoke because they were angry, said [it burns].", "The envoys", "named", ""),
    ("“[It burns],” said Zohra Benmalih, the secretary.", "Zohra Benmalih", "named", ""),
    ("“[It burns],” Qadwari said, “and more.”", "Qadwari", "named", ""),
    ("Ada Marlow spoke to us. “[It burns],” she said.", "Ada Marlow", "named", ""),
    ("Ada Marlow denied it. She said that [it burns].", "Ada Marlow", "named", ""),
    ("He called it “a crime” and said [it will end].", "", "", ""),
    ("Marlow called it “a crime” and said [it will end].", "Marlow", "named", ""),
    ("“It came at once,” Marlow told reporters. “[There was no siren].”", "Marlow", "named", ""),
    ("IRNA reported that [six were hurt].", "IRNA", "named", "IRNA"),
    ("[Six were hurt], Reuters reported, citing two officials.", "two officials", "unnamed", "Reuters"),
    ("[Two are missing], according to the police, quoted by the agency CPA.", "the police", "named", "CPA"),
    ("Two fell, two envoys said on condition of anonymity; [it burns].", "two envoys", "unnamed", ""),
    ("[A drone struck the port late on Sunday].", "", "outlet", ""),
    ("[Nobody has claimed responsibility] for it.", "", "outlet", ""),
    ("[They were warned].", "", "outlet", ""),
    ("The ministry says so. [The port burnt].", "", "outlet", ""),
    ("[Marlow says it burns].", "Marlow", "named", ""),
    ("(fa) [هفت نفر زخمی شدند]، به نقل از دو مقام امنیتی.", "دو مقام امنیتی", "unnamed", ""),
    ("(fa) قذواری گفت که [ذخیره کافی است].", "قذواری", "named", ""),
    ("(fa) [هفت نفر زخمی شدند]، سخنگوی بندر به رویترز گفت.", "سخنگوی بندر", "named", "رویترز"),
    ("(fa) به گزارش رویترز، وزیر کشور اعلام کرد که [بندر بسته است].", "وزیر کشور", "named", "رویترز"),
    ("(fa) «[بندر بسته است]»، مریم قذواری روز یکشنبه گفت.", "مریم قذواری", "named", ""),
    ("(fa) مریم قذواری، سخنگوی بندر، تأکید کرد: «[بندر بسته است].»", "مریم قذواری", "named", ""),
    ("(fa) شاهدان می‌گویند [دود از انبار برمی‌خاست].", "شاهدان", "unnamed", ""),
    ("(fa) به گفته شهردار تورا، [چهل نفر آنجا خوابیدند].", "شهردار تورا", "named", ""),
    ("(fa) قذواری در نشست خبری هشدار داد که [انبار می‌سوزد].", "قذواری", "named", ""),
    ("(fa) قذواری گفت بندر بسته است. او افزود که [انبار می‌سوزد].", "قذواری", "named", ""),
    ("(fa) اما وزارت بهداشت تکذیب کرده است که [کسی کشته شده].", "وزارت بهداشت", "named", ""),
    ("(fa) [انبار تمام شب سوخت].", "", "outlet", ""),
    ("(ar) قال الوزير إن [ستة أصيبوا].", "الوزير", "named", ""),
    ("(ar) وأكدت وزارة الصحة في بيان أن [ستة أصيبوا].", "وزارة الصحة", "named", ""),
    ("(ar) المتحدثة باسم الميناء ليلى حمدان قالت إن [الميناء مغلق].", "المتحدثة باسم الميناء ليلى حمدان",
     "named", ""),
    ("(ar) «[الميناء مغلق]»، قالت ليلى حمدان يوم الأحد.", "ليلى حمدان", "named", ""),
    ("(ar) وأوضحت ليلى حمدان: «[الميناء مغلق].»", "ليلى حمدان", "named", ""),
    ("(ar) قال مصدر أمني لوكالة رويترز إن [طائرة سقطت].", "مصدر أمني", "unnamed", "رويترز"),
    ("(ar) قال المحافظ للجزيرة إن [الحريق صغير].", "المحافظ", "named", "الجزيرة"),
    ("(ar) نقلت وكالة رويترز عن مسؤولين أن [طائرة سقطت].", "مسؤولين", "unnamed", "رويترز"),
    ("(ar) [سقطت طائرة]، وفقا لوزارة الداخلية.", "وزارة الداخلية", "named", ""),
    ("(ar) [سقطت طائرة]، بحسب شهود.", "شهود", "unnamed", ""),
    ("(ar) من جانبه نفى المحافظ وقوع إصابات، وأضاف أن [الحريق صغير].", "المحافظ", "named", ""),
    ("(ar) وكان المحافظ قد أعلن أن [الحريق صغير].", "المحافظ", "named", ""),
    ("(ar) [احترق المخزن طوال الليل].", "", "outlet", ""),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "source", "kind", "via"), CASES, ids=[case[0] for case in CASES])
def test_who_says_it(marked: str, source: str, kind: str, via: str) -> None:
    language = marked[1:3] if marked.startswith("(") else "en"
    marked = marked.partition(") ")[2] if marked.startswith("(") else marked
    text = marked.replace("[", "").replace("]", "")
    start, end = marked.index("["), marked.index("]") - 1
    read = attribution_of(text, start, end, language)
    assert (read.source, read.kind, read.via) == (source, kind, via)
    assert text[read.start : read.end] == read.source


def test_an_outlet_does_not_relay_itself() -> None:
    text = "A drone struck, two officials told Meridian Wire."
    assert attribution_of(text, 0, 14, "en", outlet="Meridian Wire").via == ""
    assert attribution_of(text, 0, 14, "en", outlet="Gazette").via == "Meridian Wire"
    text = "به گزارش ایرنا، وزیر گفت انبار سوخت."
    assert attribution_of(text, 24, 34, "fa", outlet="خبرگزاری ایرنا").via == ""
    assert attribution_of(text, 24, 34, "fa", outlet="گزارشگر").via == "ایرنا"


@pytest.mark.parametrize("outlet", ["Capital Post", "The Japan Times", "APN"])
def test_an_agency_whose_letters_an_outlet_s_name_happens_to_have_is_not_that_outlet(outlet: str) -> None:
    assert attribution_of("A drone struck, two officials told AP.", 0, 14, "en", outlet).via == "AP"


def test_the_words_that_tell_it_are_shown() -> None:
    text = "A drone struck, two officials\ntold AP."
    assert attribution_of("A drone struck, two officials told AP.", 0, 14).said == "two officials told"
    assert attribution_of(text, 0, 14).source == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Go. Gen. Marlow left at 3 a.m. on Monday. Go.", "Gen. Marlow left at 3 a.m. on Monday."),
        ("Headline\nMarlow left.\nMore", "Marlow left."),
        ("“It is,” Marlow said. “So.”", "“It is,” Marlow said."),
    ],
)  # fmt: skip
def test_a_sentence_ends_at_its_stop_and_not_behind_a_rank(text: str, sentence: str) -> None:
    at = text.index("Marlow")
    start, end = sentence_at(text, at, at + 6)
    assert text[start:end] == sentence


WORDS = st.sampled_from(
    ["“", "”", ",", ".", " ", "\n", "said", "told AP", "Marlow", "who", "according to ", "and", "he", ";"]
)


@given(
    st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=80), st.integers(0, 80), st.integers(1, 20)
)
def test_any_text_is_read_and_the_source_is_of_its_words(text: str, start: int, length: int) -> None:
    start = min(start, max(len(text) - 1, 0))
    for language in ("en", "fa", "ar", "zz"):
        read = attribution_of(text, start, min(start + length, len(text)), language)
        assert 0 <= read.start <= read.end <= len(text)
        assert text[read.start : read.end] == read.source
        assert read.kind in ("", "named", "unnamed", "outlet")
