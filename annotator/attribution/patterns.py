"""The words and patterns by which reports are recognised. Pure."""

import re

NAMED, UNNAMED, OUTLET = "named", "unnamed", "outlet"  # the values of Claim.Attribution

VERBS = """
    said says say told tells tell added adds announced announces confirmed confirms reported reports
    claimed claims denied denies deny stated states stressed stresses warned warns insisted insists noted
    notes explained explains wrote writes tweeted tweets asserted asserts emphasised emphasized underlined
    highlighted affirmed affirms maintained maintains believes believed estimated estimates admitted
    admits alleged alleges argued argues complained concluded declared declares disclosed revealed reveals
    suggested suggests testified vowed promised repeated repeats sighs demanded demands informed
    acknowledged mentions called calls described describes doubts doubted rejected announcing adding
    warning saying
"""
VERB = "|".join(sorted(VERBS.split(), key=len, reverse=True))
REPORTING = re.compile(
    r"(?<![\w-])(?<!was )(?<!were )(?<!been )(?<!not )(?<!is )(?<!are )(?<!the )(?<!an )(?<!a )"
    rf"(?:{VERB})(?!\w)(?! responsibility)"
)
ACCORDING = re.compile(
    r"(?<!\w)(?:according\s+to|in\s+the\s+words\s+of|quoting|citing|as\s+told\s+by|"
    r"quoted\s+as\s+saying\s+by)\s+",
    re.IGNORECASE,
)
RELAYED = re.compile(
    r"(?<!\w)(?:(?:told|tells?|spoke\s+to|speaking\s+to|said\s+to|informed)\s+"
    r"|(?:as\s+told|statement)\s+to\s+"
    r"|To\s+the\s+(?:news\s+)?(?=agency)"
    r"|(?:quoted|cited|reported|relayed|carried|published)\s+by\s+)"
    r"(?:the\s+)?(?:news\s+)?(?:agency\s+|broadcaster\s+|newspaper\s+|state\s+news\s+agency\s+)?"
    r"(?P<outlet>(?:[A-Z][\w’'.-]*|al-[A-Z]\w+)(?:\s+(?:[A-Z][\w’'-]*|TV|of\s+[A-Z]\w+))*)"
)
AGENCIES = {
    "ap", "afp", "reuters", "irna", "isna", "fars", "mehr", "tasnim", "dpa", "efe", "ansa", "tass",
    "interfax", "xinhua", "kyodo", "anadolu", "bloomberg", "bbc", "cnn", "npr", "upi", "ina", "sana", "wafa",
    "petra", "associated press", "agence france-presse", "al jazeera", "al-jazeera", "al arabiya",
    "al-arabiya",
    "al-mayadeen", "al mayadeen", "al-alam", "deutsche welle", "the guardian", "le monde", "sky news",
}  # fmt: skip
OUTLET_WORD = re.compile(
    r"\b(?:News|Agency|Press|TV|Television|Radio|Times|Post|Broadcasting|Gazette|Wire|Network|Daily|Herald|"
    r"Tribune|Journal|Media|Observer|Notebook|Watch|Forum|Channel|station|agency|broadcaster|newspaper)\b"
)
UNNAMED_NOUN = re.compile(
    r"\b(?:officials?|sources?|politicians?|experts?|witness(?:es)?|analysts?|insiders?|diplomats?|lawmakers?|"
    r"neighbours?|neighbors?|residents?|nurses?|doctors?|engineers?|workers?|survivors?|aides?|observers?|"
    r"locals?|employees?|MP|driver|soldiers?|insurers|somebody|someone|person familiar|many|some|people|"
    r"one of them)\b(?P<of>\s+(?:at|of|in|from|close|near|for|with|inside|within|there|who)\b)?"
)
ANONYMOUS = re.compile(
    r"anonym|asked not to be (?:named|identified)|not (?:to be )?(?:named|authori[sz]ed to speak)|unnamed|"
    r"who did not want|n[o’']t want (?:his|her|their) name|نخواست\w*|نامش",
    re.IGNORECASE,
)
PERSON = re.compile(r"(?:[A-Z][\w’'-]+|al-[A-Z]\w+)\s+(?:(?:al-|[A-Z])[\w’'-]*)")
PRONOUN = re.compile(r"(?:he|she|they|it|we|I|who|which|that)", re.IGNORECASE)
NO_OUTLETS = re.compile(r"\b(?:reporters|journalists|media|conference)\b")
SENTENCE_END = re.compile(r"(?:[.!?…؟](?=[\s\"”»’)]))[\"”»’)]*\s+|\n+")
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Brig|Maj|Col|Lt|Capt|Sgt|St|No|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|vs|etc)"
    r"|\b[A-Za-z]|\b[ap]\.m)\.$"
)
QUOTED = re.compile(r"[“«\"][^“”«»\"\n]*[”»\"]")
BREAK = re.compile(
    r"\s*(?:[,;:“”\"«»()–—]|(?<!\w)(?:that|and(?=\s+[a-z])|but|while|as|because|when)(?!\w))\s*"
)
OTHER_TONGUES = ("fa", "ar")  # see tongues.py
UNNAMED_ELSEWHERE = re.compile(
    r"مقام|منبع|منابع|کارشناس|مسئول|شاهد|شاهدان|ساکنان|دیپلمات|مصدر|مصادر|مسؤول|شهود|خبير|خبراء|سكان|دبلوماسي"
)


AUXILIARY = re.compile(
    r"\s+(?:has|have|had|also|later|then|further|not|did|does|would|could|never|probably|already|repeatedly)$"
)
LEAD = re.compile(r"^(?:But|And|Then|However|Meanwhile|Later|Still|Yet|In it|On \w+day|To the agency \w+)\s+")
NAME_BEGINS = re.compile(
    r"(?:[A-Z0-9@]|al-|(?:the|a|an|two|three|four|some|several|many|his|her|their|its|local|police|state|"
    r"state-owned|one|he|she|they|it|we|who|rescuers|officials|sources|witnesses|experts|doctors)\b)"
)
CLAUSE = re.compile(r"\s(?:was|were|is|are|had|has|have|blames|shows?)\s")
