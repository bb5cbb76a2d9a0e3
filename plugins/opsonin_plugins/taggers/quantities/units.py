"""Units after a number, as UCUM codes, and what kind of quantity each makes of it.

Source: The Unified Code for Units of Measure 2.1, tables 1 to 3 and its prefixes; ISO 4217 for
money, which UCUM leaves out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TIMES = {
    "second": "s", "sec": "s", "minute": "min", "min": "min", "hour": "h", "hr": "h", "day": "d",
    "week": "wk", "wk": "wk", "month": "mo", "mo": "mo", "year": "a", "yr": "a", "decade": "10.a",
    "fortnight": "2.wk", "millisecond": "ms", "century": "100.a", "centurie": "100.a",
}  # fmt: skip
#: Written out; a plural with s belongs to each.
_WORDS = {
    "gram": "g", "gramme": "g", "kilogram": "kg", "kilo": "kg", "milligram": "mg",
    "microgram": "ug", "nanogram": "ng", "tonne": "t", "ton": "t", "pound": "[lb_av]",
    "ounce": "[oz_av]", "stone": "[stone_av]", "litre": "L", "liter": "L", "millilitre": "mL",
    "milliliter": "mL", "microlitre": "uL", "microliter": "uL", "gallon": "[gal_us]",
    "barrel": "[bbl_us]", "metre": "m", "meter": "m", "kilometre": "km", "kilometer": "km",
    "centimetre": "cm", "centimeter": "cm", "millimetre": "mm", "millimeter": "mm",
    "micrometre": "um", "micrometer": "um", "micron": "um", "nanometre": "nm", "nanometer": "nm",
    "mile": "[mi_i]", "yard": "[yd_i]", "foot": "[ft_i]", "feet": "[ft_i]", "inch": "[in_i]",
    "inche": "[in_i]", "acre": "[acr_us]", "hectare": "har", "calorie": "cal",
    "kilocalorie": "kcal", "joule": "J", "kilojoule": "kJ", "watt": "W", "kilowatt": "kW",
    "megawatt": "MW", "volt": "V", "hertz": "Hz", "degree": "deg", "byte": "By",
    "gigabyte": "GBy", "megabyte": "MBy", "bit": "bit", "mole": "mol", "millimole": "mmol",
    "micromole": "umol", "unit": "{unit}", "point": "{point}", "copie": "{copies}",
    "copy": "{copies}", "knot": "[kn_i]", "horsepower": "[HP]", "newton": "N", "pascal": "Pa",
    "decibel": "dB", "kelvin": "K", "sievert": "Sv", "gray": "Gy", "becquerel": "Bq", "fold": "{fold}",
    "cell": "{cells}", "dose": "{dose}",
}  # fmt: skip
_PREFIXED = "g L l m s M mol N J W V A Hz Pa cal Da Gy Sv Bq kat OD bp Wh eV B IU U Ci".split()  # noqa: SIM905 - a list of words
_PREFIXES = {"": "", "k": "k", "m": "m", "u": "u", "\u00b5": "u", "\u03bc": "u", "n": "n", "p": "p",
             "c": "c", "d": "d", "M": "M", "G": "G", "f": "f", "h": "h", "T": "T"}  # fmt: skip
_AS_UCUM = {"l": "L", "M": "mol/L", "U": "U", "IU": "[IU]", "bp": "{bp}", "OD": "{OD}", "B": "By",
            "Wh": "W.h"}  # fmt: skip
_SYMBOLS = {
    **{
        prefix + unit: code + _AS_UCUM.get(unit, unit)
        for unit in _PREFIXED
        for prefix, code in _PREFIXES.items()
    },
    "%": "%", "\u2030": "[ppth]", "cc": "mL", "mcg": "ug", "gm": "g", "gms": "g", "mmHg": "mm[Hg]",
    "mm": "mm", "min": "min", "mins": "min", "h": "h", "hrs": "h", "hr": "h", "d": "d", "s": "s",
    "sec": "s", "secs": "s", "yrs": "a", "yr": "a", "y": "a", "wk": "wk", "wks": "wk", "mo": "mo",
    "msec": "ms", "ms": "ms", "ha": "har", "ft": "[ft_i]", "in": "", "lb": "[lb_av]",
    "lbs": "[lb_av]", "oz": "[oz_av]", "mi": "[mi_i]", "mph": "[mi_i]/h", "rpm": "{rpm}",
    "bpm": "/min", "ppm": "[ppm]", "ppb": "[ppb]", "kcal": "kcal", "\u00b0C": "Cel", "\u00baC": "Cel",
    "\u2103": "Cel", "\u00b0F": "[degF]", "\u00b0": "deg", "\u00ba": "deg", "K": "K", "kb": "{kb}", "Mb": "{Mb}", "Gb": "{Gb}",
    "dpi": "{dpi}", "hp": "[HP]", "dB": "dB", "pH": "", "xg": "[g]", "m2": "m2", "m\u00b2": "m2",
    "cm2": "cm2", "cm\u00b2": "cm2", "mm2": "mm2", "mm\u00b2": "mm2", "km2": "km2", "km\u00b2": "km2", "mm3": "mm3",
    "mm\u00b3": "mm3", "cm3": "cm3", "cm\u00b3": "cm3", "m3": "m3", "m\u00b3": "m3", "\u00b5m2": "um2", "mEq": "meq", "meq": "meq",
    "mOsm": "mosm", "CFU": "[CFU]", "cfu": "[CFU]", "PFU": "[PFU]", "pfu": "[PFU]", "TCID50": "[TCID_50]",
    "sq": "", "kDa": "kDa", "rad": "rad", "cGy": "cGy", "psi": "[psi]",
    "degF": "[degF]", "degC": "Cel", "Mbps": "Mbit/s", "Gbps": "Gbit/s", "kbps": "kbit/s", "mpg": "[mi_i]/[gal_us]",
    "kph": "km/h", "bhp": "[HP]", "nmi": "[nmi_i]", "kWh": "kW.h", "lux": "lx", "lx": "lx", "ppt": "[pptr]",
}  # fmt: skip
#: Single letters that are units only right after figures of a measurement.
_AMBIGUOUS = frozenset({"s", "d", "h", "m", "M", "A", "B", "U", "J", "N", "V", "W", "y", "K", "g", "l", "L"})
MONEY = {
    "$": "USD", "US$": "USD", "US $": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY",
    "\u20b9": "INR", "HK$": "HKD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD",
    "S$": "SGD", "RM": "MYR", "PS": "GBP", "Rs": "INR", "Rs.": "INR", "USD": "USD", "EUR": "EUR",
    "GBP": "GBP", "CHF": "CHF",
}  # fmt: skip
_MONEY_WORDS = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pence": "GBP",
    "cents": "USD", "cent": "USD", "rupees": "INR", "yuan": "CNY", "yen": "JPY", "francs": "CHF",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP",
}  # fmt: skip
_PERCENT = re.compile(r"(?:\s|-)?(?:percent|per[ -]cent|pct\.?|pc\b)(?:age)?(?![a-z])(?:[ -]points?\b)?|\s?%(?:[ -]points?\b)?")
_FOLLOW = re.compile(
    "(?P<gap>[ \u00a0\u2009\u202f-]?)"
    "(?P<word>[A-Za-z\u00b5\u03bc\u00b0\u00ba\u2103\u2030][A-Za-z\u00b5\u03bc\u00b0]*[2350\u00b2\u00b3]{0,2})"
    "(?P<rest>(?:[ ]?/[ ]?(?:[0-9.]{1,5}[ ]?)?[A-Za-z\u00b5\u03bc]+[23\u00b2\u00b3]?){0,3}(?![A-Za-z0-9]))?"
)
_INVERSE = re.compile("[\u00b7. ]?([a-zA-Z]{1,4})(?:\\^?[\u2212\u2013-][12]|\u207b[\u00b9\u00b2])(?![0-9])")
_OLD = re.compile(r"[ -]?(?:old\b|olds\b|of age\b)")


#: What a rate is counted in: "1.3/100 person-years", "5 per 100 000".
_RATE = re.compile(r"(?:\s?/\s?|\sper\s)(1[ ,\u00a0\u2009]?0{2,3}(?:[ ,\u00a0\u2009]?000)?|million)\b(?![.,/%]?[0-9])")


class Unit(NamedTuple):
    """A unit as it stands after a number.

    Attributes:
        kind: percentage, duration, age, measure or money.
        code: The unit, as UCUM or ISO 4217.
        end: First code point after it.
        word: The word it was written with.
    """

    kind: str
    code: str
    end: int
    word: str


def unit_after(text: str, end: int) -> Unit | None:
    """Return the unit that stands right after a number, if there is one.

    >>> unit_after("25-year-old man", 2)
    Unit(kind='age', code='a', end=11, word='year')
    >>> unit_after("5 mg/kg daily", 1).code
    'mg/kg'
    """
    follow = text[end : end + 1]
    if not follow or follow in ",.;:)]\n(":
        return None
    if follow == "%":
        hit = _PERCENT.match(text, end)
        return Unit("percentage", "%", hit.end() if hit else end + 1, "%")
    hit = _FOLLOW.match(text, end)
    if hit is None:
        percent = _PERCENT.match(text, end)
        return Unit("percentage", "%", percent.end(), "%") if percent else None
    word, gap = hit["word"], hit["gap"]
    if word in ("per", "percent", "pct", "percentage") or (word == "pc" and not gap):
        percent = _PERCENT.match(text, end)
        return Unit("percentage", "%", percent.end(), "%") if percent else None
    return _named(text, hit, word, gap)


def rate_after(text: str, end: int) -> Unit | None:
    """Return what a number is a rate of: so many per 100, 1,000 or million."""
    hit = _RATE.match(text, end)
    if hit is None:
        return None
    base = "1000000" if hit[1] == "million" else re.sub(r"\D", "", hit[1])
    return Unit("rate", f"/{base}", hit.end(), hit[1])


def _named(text: str, hit: re.Match[str], word: str, gap: str) -> Unit | None:
    end = hit.end("word")
    if word in _MONEY_WORDS:
        return Unit("money", _MONEY_WORDS[word], end, word)
    lower = word.lower()
    singular = lower.removesuffix("s")
    time = _TIMES.get(singular)
    if time and (len(word) > 2 or gap != "-"):
        old = _OLD.match(text, end) if time in ("a", "mo", "d", "wk") else None
        if old:
            return Unit("age", time, old.end(), word)
        if text[end : end + 1] != "/":
            return Unit("duration", time, end, word)
    code = _WORDS.get(singular) or _WORDS.get(lower) if len(word) > 2 else None
    if code is None:
        code = _SYMBOLS.get(word)
        if not code or (word in _AMBIGUOUS and not _is_symbol(text, hit)):
            return None
        if code in _TIME_CODES and not hit["rest"]:
            old = _OLD.match(text, end)
            return Unit("age" if old else "duration", code, old.end() if old else end, word)
    return _compound(text, hit, code, word)


_TIME_CODES = frozenset({"s", "min", "h", "d", "wk", "mo", "a", "ms"})


def _is_symbol(text: str, hit: re.Match[str]) -> bool:
    """Tell whether a letter after figures is a unit: no hyphen before it, no word goes on."""
    after = text[hit.end("word") : hit.end("word") + 1]
    return hit["gap"] != "-" and after not in "'\u2019-&." or after == "." and hit["gap"] != "-"


def _compound(text: str, hit: re.Match[str], code: str, word: str) -> Unit:
    end = hit.end("word")
    rest = hit["rest"]
    if rest:
        parts = [_part_code(part) for part in rest.replace(" ", "").split("/")[1:]]
        if all(parts):
            return Unit("measure", "/".join([code, *(part or "" for part in parts)]), hit.end(), word)
        return Unit("measure", code, end, word)
    while (more := _INVERSE.match(text, end)) is not None:
        part = _part_code(more[1])
        if not part:
            break
        code, end = f"{code}/{part}", more.end()
    return Unit("measure", code, end, word)


def _part_code(part: str) -> str | None:
    """Return the code of a unit below a solidus, with the factor before it if there is one."""
    digits = re.match(r"[0-9.]*", part)
    factor = digits[0] if digits else ""
    name = part[len(factor) :]
    code = _SYMBOLS.get(name) or _TIMES.get(name.removesuffix("s")) or _WORDS.get(name.removesuffix("s"))
    if not code:
        return None
    return f"{factor}.{code}" if factor else code
