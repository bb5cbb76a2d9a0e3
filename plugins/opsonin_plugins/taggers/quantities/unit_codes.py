"""Codes of units by the words and symbols for them.

Source: The Unified Code for Units of Measure 2.1, tables 1 to 3 and its prefixes; ISO 4217 for
money, which UCUM leaves out.
"""

from __future__ import annotations

from opsonin_plugins.taggers.quantities.word_list import word_set

TIMES = {
    "second": "s", "sec": "s", "minute": "min", "min": "min", "hour": "h", "hr": "h", "day": "d",
    "week": "wk", "wk": "wk", "month": "mo", "mo": "mo", "year": "a", "yr": "a", "decade": "10.a",
    "fortnight": "2.wk", "millisecond": "ms", "century": "100.a", "centurie": "100.a",
}  # fmt: skip
#: Written out; a plural with s belongs to each.
WORDS = {
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
    "decibel": "dB", "kelvin": "K", "sievert": "Sv", "gray": "Gy", "becquerel": "Bq",
    "fold": "{fold}", "cell": "{cells}", "dose": "{dose}",
}  # fmt: skip
_PREFIXED = word_set(
    "g L l m s M mol N J W V A Hz Pa cal Da Gy Sv Bq kat OD bp Wh eV B IU U Ci",
)
#: Prefix and unit make another word: "5 pm", "us".
_NO_UNITS = word_set(
    "pm us ps cs ds hs fs Ts Ms hm MM cM dA hA pA TA Tm pU hU dU",
)
_PREFIXES = {"": "", "k": "k", "m": "m", "u": "u", "\u00b5": "u", "\u03bc": "u", "n": "n", "p": "p",
             "c": "c", "d": "d", "M": "M", "G": "G", "f": "f", "h": "h", "T": "T"}  # fmt: skip
_AS_UCUM = {"l": "L", "M": "mol/L", "U": "U", "IU": "[IU]", "bp": "{bp}", "OD": "{OD}", "B": "By",
            "Wh": "W.h"}  # fmt: skip
SYMBOLS = {
    **{
        prefix + unit: code + _AS_UCUM.get(unit, unit)
        for unit in sorted(_PREFIXED)
        for prefix, code in _PREFIXES.items()
        if prefix + unit not in _NO_UNITS
    },
    "%": "%", "\u2030": "[ppth]", "cc": "mL", "mcg": "ug", "gm": "g", "gms": "g",
    "mmHg": "mm[Hg]", "mm": "mm", "min": "min", "mins": "min", "h": "h", "hrs": "h", "hr": "h",
    "d": "d", "s": "s", "sec": "s", "secs": "s", "yrs": "a", "yr": "a", "y": "a", "wk": "wk",
    "wks": "wk", "mo": "mo", "msec": "ms", "ms": "ms", "ha": "har", "ft": "[ft_i]", "in": "",
    "lb": "[lb_av]", "lbs": "[lb_av]", "oz": "[oz_av]", "mi": "[mi_i]", "mph": "[mi_i]/h",
    "rpm": "{rpm}", "bpm": "/min", "ppm": "[ppm]", "ppb": "[ppb]", "kcal": "kcal",
    "\u00b0C": "Cel", "\u00baC": "Cel", "\u2103": "Cel", "\u00b0F": "[degF]", "\u00b0": "deg",
    "\u00ba": "deg", "K": "K", "kb": "{kb}", "Mb": "{Mb}", "Gb": "{Gb}", "dpi": "{dpi}",
    "hp": "[HP]", "dB": "dB", "pH": "", "xg": "[g]", "m2": "m2", "m\u00b2": "m2", "cm2": "cm2",
    "cm\u00b2": "cm2", "mm2": "mm2", "mm\u00b2": "mm2", "km2": "km2", "km\u00b2": "km2",
    "mm3": "mm3", "mm\u00b3": "mm3", "cm3": "cm3", "cm\u00b3": "cm3", "m3": "m3", "m\u00b3": "m3",
    "\u00b5m2": "um2", "mEq": "meq", "meq": "meq", "mOsm": "mosm", "CFU": "[CFU]", "cfu": "[CFU]",
    "PFU": "[PFU]", "pfu": "[PFU]", "TCID50": "[TCID_50]", "sq": "", "kDa": "kDa", "rad": "rad",
    "cGy": "cGy", "psi": "[psi]", "degF": "[degF]", "degC": "Cel", "Mbps": "Mbit/s",
    "Gbps": "Gbit/s", "kbps": "kbit/s", "mpg": "[mi_i]/[gal_us]", "kph": "km/h", "bhp": "[HP]",
    "nmi": "[nmi_i]", "kWh": "kW.h", "lux": "lx", "lx": "lx", "ppt": "[pptr]",
}  # fmt: skip
#: Single letters that are units only right after figures of a measurement.
AMBIGUOUS = word_set(
    "s d h m M A B U J N V W y K g l L",
)
MONEY = {
    "$": "USD", "US$": "USD", "US $": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY",
    "\u20b9": "INR", "HK$": "HKD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD",
    "NZ$": "NZD", "S$": "SGD", "RM": "MYR", "PS": "GBP", "Rs": "INR", "Rs.": "INR", "USD": "USD",
    "EUR": "EUR", "GBP": "GBP", "CHF": "CHF",
}  # fmt: skip
MONEY_WORDS = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "pence": "GBP",
    "cents": "USD", "cent": "USD", "rupees": "INR", "yuan": "CNY", "yen": "JPY", "francs": "CHF",
    "renminbi": "CNY", "RMB": "CNY", "rubles": "RUB", "roubles": "RUB", "ruble": "RUB",
    "rouble": "RUB", "riyals": "SAR", "dirhams": "AED", "baht": "THB", "rupiah": "IDR",
    "shekels": "ILS", "ringgit": "MYR", "zlotys": "PLN", "forints": "HUF", "hryvnia": "UAH",
    "hryvnias": "UAH", "tenge": "KZT",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP",
}  # fmt: skip
