"""What stands around a report is marked, each time with a reason, and no sentence of the report is."""

import pytest

from articles.reading import boilerplate
from articles.reading.lines import lines_of_text
from tests.articles.drafts import cut_words, draft_of, kept, reasons

REPORT = (
    "Crane topples at the harbour\n\n"
    "A crane fell onto the quay on Friday evening, and the captain, Ada Marlow, closed two berths.\n\n"
    "Nobody was hurt, she said, though the crane had been inspected only in the spring.\n"
)

# Lines as pages have them, each with a word of the reason that people are told.
LINES = [
    ("Close", "button"),
    ("close button", "button"),
    ("Skip to main content", "button"),
    ("Share this article on Facebook", "button"),
    ("Leave a comment", "button"),
    ("Accept all cookies", "button"),
    ("[×] Close", "button"),
    ("Share   Tweet   Mail   Print", "button"),
    ("Print · Send · A− A+", "button"),
    ("Share: f · t · ✉ | Donate | Imprint", "button"),
    ("Did you like this? Tell a friend: [f] [t] [✉]", "button"),
    ("Advertisement", "advertisement"),
    ("Story continues below advertisement", "advertisement"),
    ("Sponsored by Veldt Savings Bank", "advertisement"),
    ("1 min read", "reading time"),
    ("12-minute read", "reading time"),
    ("Reading time: 4 minutes", "reading time"),
    ("زمان مطالعه: ۳ دقیقه", "reading time"),
    ("0", "counter"),
    ("۰", "counter"),
    ("14 comments", "counter"),
    ("1.2k shares", "counter"),
    ("Switch to The Veldt Post Lite?", "version"),
    ("It seems that you're having trouble seeing this page. Go to the simple page instead.", "version"),
    ("Please enable JavaScript to see the comments.", "version"),
    ("This site uses cookies to serve you better. Read our policy.", "version"),
    ("This site sets two cookies. Accept | Refuse", "version"),
    ("[You have 3 free articles left this month]", "version"),
    ("READ: Port authority to hire divers", "another article"),
    ("Read more: Port authority to hire divers", "another article"),
    ("WATCH: The moment the crane fell", "another article"),
    ("Related: Port authority to hire divers", "another article"),
    ("Lire aussi : Le port embauche des plongeurs", "another article"),
    ("Lesen Sie auch: Der Hafen sucht Taucher", "another article"),
    ("اقرأ أيضا: الميناء يبحث عن غواصين", "another article"),
    ("بیشتر بخوانید: بندر غواص استخدام می‌کند", "another article"),
    ("For all the latest, join our WhatsApp channel.", "channels"),
    ("👉 Read next: Divers wanted · Ferry back at sea", "another article"),
    ("Previous: The otters of Veldt are back", "another article"),
    ("Newer: Who has seen my boat?", "another article"),
    ("Follow us on Telegram", "channels"),
    ("The Tide Letter: one coast, one e-mail a week. Sign up", "channels"),
    ("Sign up for our morning newsletter", "channels"),
    ("Subscribe to The Tide, our weekly newsletter about the sea.", "channels"),
    ("Download the app to get alerts.", "channels"),
    ("Click here to support our work", "channels"),
    ("© 2023 The Veldt Post. All rights reserved.", "copyright"),
    ("Home > News > Harbour", "place in the site"),
    ("Tags: harbour, cranes, Veldt", "keywords"),
]

HEADINGS = [
    "Related coverage:",
    "Related",
    "Most Popular",
    "Most read",
    "Special Features",
    "Trending now",
    "Also read",
    "Watch also",
    "🔥 Most shared",
    "More from The Veldt Post",
    "You may also like",
    "Editor’s picks",
    "Sur le même sujet",
    "مواضيع ذات صلة",
    "پربازدیدترین‌ها",
]

# Lines of reports that look a little like boilerplate.
SENTENCES = [
    "“Follow our Telegram channel,” the minister's son told the crowd, and many did.",
    "Read the minister’s letter to the end, she asked, and you will find no apology.",
    "The related charges were dropped in May.",
    "More than 200 people watched from the pier.",
    "Watch the tide, the pilots say.",
    "Zero injuries were reported.",
    "Most popular among the dockers is the night shift, which pays double.",
    "He had signed up for our country’s navy, his mother said.",
    "The advertisement ran for a week.",
    "7",
    "Copyright law was not broken, the court found, since nobody had sold a copy of the film to anyone.",
    "“Skip to the end,” he said.",
    "Also on Monday, two men were freed.",
    "More about the fall will be known soon.",
    "You may also like it.",
    "Share this burden, the mayor asked.",
    "You have three articles of the law against you, the judge said.",
    "Cookies were handed out to the children, who did not refuse them.",
    "Did you like this, she asked the boy, and he nodded.",
    "She had to sign up.",
    "Next: the divers.",
    "The latest!",
    "Those who like us will like our app, the company’s founder told investors on Monday.",
]


@pytest.mark.parametrize(("line", "reason"), LINES)
@pytest.mark.parametrize("below", [True, False], ids=["below", "above"])
def test_a_line_of_the_page_is_cut_with_its_reason(line: str, reason: str, below: bool) -> None:
    draft = draft_of(f"{REPORT}\n{line}\n" if below else f"{line}\n\n{REPORT}")
    assert reason in reasons(draft)[line]
    assert kept(draft).strip() == REPORT.strip()
    assert draft.title == "Crane topples at the harbour"


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_list_of_other_articles_goes_with_its_heading(heading: str) -> None:
    others = ["Divers wanted", "Why do cranes fall?", "November 8, 2021", "2 min read", "Ferry back at sea"]
    draft = draft_of("\n\n".join([REPORT.strip(), heading, *others]))
    assert kept(draft).strip() == REPORT.strip()
    assert cut_words(draft) == [heading, *others]
    assert "other articles" in reasons(draft)["Divers wanted"]


def test_a_list_in_the_middle_ends_at_the_next_sentence() -> None:
    head, last = REPORT.rstrip("\n").rsplit("\n\n", 1)
    draft = draft_of(f"{head}\n\nRelated coverage:\n\nDivers wanted\n\n{last}\n")
    assert kept(draft) == REPORT
    assert cut_words(draft) == ["Related coverage:", "Divers wanted"]


def test_a_headline_run_into_a_sentence_is_cut_and_the_sentence_stays() -> None:
    draft = draft_of(
        REPORT.rstrip("\n")
        + "SEA AND COASTDivers wanted as the port clears two berths\n\nThe end came late.\n"
    )
    assert cut_words(draft) == ["SEA AND COASTDivers wanted as the port clears two berths"]
    assert kept(draft) == REPORT + "\nThe end came late.\n"


@pytest.mark.parametrize(
    "tail",
    [
        " READ MORE: Divers wanted as the port clears two berths",
        "READ: Divers wanted",
        " Read also: Divers wanted",
        " Follow us on Facebook and Telegram for updates.",
        " Sign up for our morning newsletter!",
        " For more on the sea, subscribe to our weekly newsletter.",
    ],
)
def test_a_plug_at_the_end_of_a_paragraph_is_cut_and_the_paragraph_stays(tail: str) -> None:
    draft = draft_of(REPORT.rstrip("\n") + tail + "\n\nThe end came late.\n")
    assert cut_words(draft) == [tail.strip()]
    assert kept(draft).replace(" \n", "\n") == REPORT + "\nThe end came late.\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "“We counted seven.”USAid workers came later.",
        "The case is with the U.S.NAVY as of today.",
        "He wrote: “READ: the law.” Nobody did.",
        "“Follow us,” the pilots’ union told its members on Telegram, “and our newsletter.”",
        "It was over. Follow-up inspections by our authorities found nothing.",
    ],
)
def test_a_sentence_that_looks_like_a_plug_stays(sentence: str) -> None:
    assert draft_of(f"{REPORT}\n{sentence}\n").cuts == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_of_the_report_stays(sentence: str) -> None:
    head, last = REPORT.rstrip("\n").rsplit("\n\n", 1)
    assert draft_of(f"{head}\n\n{sentence}\n\n{last}\n").cuts == []


def test_the_title_a_second_time_is_cut() -> None:
    title, body = REPORT.split("\n\n", 1)
    draft = draft_of(f"{title}\n\n3 min read\n{title.upper()}\n\n{body}")
    assert cut_words(draft) == ["3 min read", title.upper()]
    assert "second time" in reasons(draft)[title.upper()]


@pytest.mark.parametrize(
    "slogan",
    [
        "The news of the coast since 1921",
        "Est. 1921",
        "MIDDLE EAST",
        "World news",
        "Breaking",
        "VP | News | Sea",
        "Veldt Post · English edition",
    ],
)
def test_a_slogan_or_section_above_the_headline_is_cut(slogan: str) -> None:
    draft = draft_of(f"{slogan}\n\n{REPORT}")
    assert draft.title == "Crane topples at the harbour"
    assert "slogan" in reasons(draft)[slogan]


def test_a_line_above_the_headline_that_may_be_a_slogan_stays_and_is_named() -> None:
    body = REPORT.split("\n\n", 1)[1]
    draft = draft_of(f"Telling it as it is\n\nCrane topples on the quay, captain says\n\n{body}")
    assert draft.title == "Crane topples on the quay, captain says"
    assert draft.cuts == []
    assert any("Telling it as it is" in note for note in draft.notes)


def test_the_standfirst_stays() -> None:
    title, body = REPORT.split("\n\n", 1)
    draft = draft_of(f"{title}\nTwo berths are closed; experts ask who inspected the crane\n\n{body}")
    assert draft.title == title
    assert draft.cuts == []


def test_a_picture_s_caption_stays_and_is_named() -> None:
    title, body = REPORT.split("\n\n", 1)
    caption = "The crane on the quay, seen from the ferry [Ida Brandt – Veldt Pictures]"
    draft = draft_of(f"{title}\n\n{caption}\n\n{body}")
    assert caption in kept(draft)
    assert ["caption" in note for note in draft.notes] == [True]


@pytest.mark.parametrize("rest", ["", "\u200b\n", "\ufe0f\n"])
def test_a_text_that_is_all_boilerplate_is_not_emptied(rest: str) -> None:
    draft = draft_of(f"Menu\n\nShare\n\nMost read\n{rest}")
    assert draft.cuts == []
    assert any("nothing was cut" in note for note in draft.notes)


def test_a_headline_that_looks_like_a_plug_stays_where_nothing_else_can_be_one() -> None:
    draft = draft_of("Read the letter\n\n" + REPORT.split("\n\n", 1)[1])
    assert draft.title == "Read the letter"


def test_no_rule_looks_at_a_long_paragraph_as_a_whole() -> None:
    long = "Follow us on Telegram, " * 20 + "our channel."
    assert boilerplate.matching_rules(lines_of_text(long)) == {}


@pytest.mark.parametrize(
    "line",
    [
        "share" + " |" * 140 + "9",
        "share on " * 33 + "!",
        "close menu " * 27 + "9",
        "home > " * 42 + "|",
        "by " * 39 + "2021",
    ],
)
def test_no_line_is_matched_in_countless_ways(line: str) -> None:
    """With a careless pattern this does not end."""
    assert draft_of(f"{line}\n\n{REPORT}").text.startswith(line)


def test_every_rule_has_an_example_here() -> None:
    rules = {rule.why for line, _ in LINES if (rule := boilerplate.rule_for(line))}
    assert rules == {rule.why for rule in boilerplate.LINES}
