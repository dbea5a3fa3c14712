"""Units as they are written, brought to one name each, and to one measure where there is one. Pure."""

from decimal import Decimal
from typing import NamedTuple


class Measure(NamedTuple):
    """What a unit measures, and how many of the base unit it is."""

    of: str
    factor: Decimal


# The name a unit goes by: what it measures, how many of the base unit it is, how else it is written.
_MEASURES: dict[str, tuple[str, str, str]] = {
    "millimetres": ("length", "0.001", "mm millimetre millimeter millimeters"),
    "centimetres": ("length", "0.01", "cm centimetre centimeter centimeters سانتیمتر سانتی‌متر"),
    "metres": ("length", "1", "m metre meter meters متر متری مترا أمتار mètre mètres metros"),
    "kilometres": (
        "length", "1000",
        "km kilometre kilometer kilometers كيلومتر کیلومتر کیلومتری كيلومترا كيلومترات kilomètres kilómetros",
    ),
    "inches": ("length", "0.0254", "inch in."),
    "feet": ("length", "0.3048", "ft foot"),
    "yards": ("length", "0.9144", "yard yd"),
    "miles": ("length", "1609.344", "mile mi"),
    "grams": ("mass", "0.001", "g gram gramme grammes گرم"),
    "kilograms": ("mass", "1", "kg kilo kilos kilogram kilogramme kilogrammes کیلو کیلوگرم كيلوغرام"),
    "tonnes": ("mass", "1000", "t tonne ton tons تن طن أطنان toneladas Tonnen"),
    "pounds of weight": ("mass", "0.45359237", "lb lbs"),
    "litres": ("volume", "1", "l litre liter liters لیتر لتر"),
    "barrels": ("volume", "158.987294928", "barrel bbl بشکه برميل"),
    "square metres": ("area", "1", "m² m2 sqm"),
    "hectares": ("area", "10000", "ha hectare هکتار هكتار"),
    "square kilometres": ("area", "1000000", "km² km2"),
    "acres": ("area", "4046.8564224", "acre"),
    "seconds": ("time", "1", "second sec s ثانیه ثانية"),
    "minutes": ("time", "60", "minute min mins دقیقه دقيقة دقائق"),
    "hours": ("time", "3600", "hour hr hrs h ساعت ساعة ساعات heures Stunden horas"),
    "days": ("time", "86400", "day روز روزه يوم أيام jours Tage Tagen días"),
    "weeks": ("time", "604800", "week هفته أسبوع أسابيع semaines Wochen semanas"),
    "months": ("calendar", "1", "month ماه شهر أشهر mois Monate Monaten meses"),
    "years": ("calendar", "12", "year yr yrs سال سنة سنوات ans années Jahre Jahren años"),
    "percent": ("share", "1", "% per-cent pc pct ٪ درصد prozent pourcent"),
    "degrees": ("temperature", "1", "°C °c degree"),
    "dollars": ("dollars", "1", "$ us$ usd dollar دلار دولار"),
    "euros": ("euros", "1", "€ eur euro یورو يورو"),
    "pounds": ("pounds", "1", "£ gbp pound"),
    "rials": ("rials", "1", "irr rial ریال"),
    "tomans": ("rials", "10", "toman تومان"),
    "dinars": ("dinars", "1", "iqd dinar دینار دينار"),
    "roubles": ("roubles", "1", "rub rouble ruble rubles ₽"),
    "yen": ("yen", "1", "¥ jpy"),
    "rupees": ("rupees", "1", "₹ inr rupee"),
}  # fmt: skip
MEASURES = {name: Measure(of, Decimal(factor)) for name, (of, factor, _) in _MEASURES.items()}
_OTHER_NAMES = {
    other.casefold(): name for name, (_, _, others) in _MEASURES.items() for other in others.split(" ")
} | {
    "per cent": "percent",
    "por ciento": "percent",
    "سانتی متر": "centimetres",
    "پهپاد": "drones",
    "طائرة مسيرة": "drones",
}

# Words that count human beings without saying what they are; “people” stands for all of them.
_PEOPLE_WORDS = (
    "people person persons human humans individual individuals نفر شخص اشخاص أشخاص personnes personne "
    "menschen personen persona personas persone человек الأشخاص"
)
_PEOPLE = set(_PEOPLE_WORDS.split())
# Words that count human beings of some kind: they can be compared with “people”, and with one another.
_KINDS = """
    men women children boys girls adults civilians soldiers troops policemen officers guards bodyguards staff
    staffers employees workers dockworkers labourers laborers members demonstrators protesters protestors
    residents inhabitants villagers patients passengers victims casualties injuries deaths fatalities dead
    wounded injured missing officials militants fighters gunmen rebels suspects migrants refugees students
    journalists reporters volunteers survivors personnel firefighters sailors servicemen attackers hostages
    prisoners detainees pupils teachers nurses doctors drivers tourists citizens relatives politicians
    کارگر کارگران زخمی مجروح کشته مصدوم مظنون سرباز نظامی محافظ غیرنظامی معترض
    عامل جريح جرحى مصاب مصابين قتيل قتلى جندي جنود حارس حراس مدني مدنيين عمال
"""
_KINDS_OF_PEOPLE = _PEOPLE | set(_KINDS.split())
_IRREGULAR = {
    "person": "people",
    "man": "men",
    "woman": "women",
    "child": "children",
    "policeman": "policemen",
    "serviceman": "servicemen",
    "gunman": "gunmen",
    "fisherman": "fishermen",
    "life": "lives",
    "foot": "feet",
}
IRREGULAR_PLURALS = frozenset(_IRREGULAR.values()) | {"staff", "troops", "personnel", "police", "cattle"}


def canonical(unit: str) -> str:
    """The one name of a unit, or of a noun that is counted: m → metres, person → people, guard → guards."""
    name = known(unit)
    return name if name in MEASURES else plural(name)


def known(unit: str) -> str:
    """The same without plurals: what is counted in other languages than English keeps its form."""
    unit = " ".join(unit.casefold().replace("\N{ZERO WIDTH NON-JOINER}", " ").split())
    unit = _OTHER_NAMES.get(unit, unit)
    return "people" if unit in _PEOPLE else unit


def plural(noun: str) -> str:
    """The plural of an English noun in lower case, which may be one already; other words stay as they are."""
    if not noun.isascii() or not noun or noun in IRREGULAR_PLURALS or not noun[-1].isalpha():
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    head, blank, last = noun.rpartition(" ")
    if blank:
        return f"{head} {plural(last)}"
    if noun in _KINDS_OF_PEOPLE or (noun.endswith("s") and not noun.endswith("ss")):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def is_people(unit: str) -> bool:
    """Whether a canonical unit counts human beings, as far as its last word tells: “security guards” does."""
    return unit in _KINDS_OF_PEOPLE or unit.rpartition(" ")[2] in _KINDS_OF_PEOPLE
