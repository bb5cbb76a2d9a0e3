"""Parts that datelines are made of: places, days, the names of agencies."""

from __future__ import annotations

from opsonin_plugins.cleaners.citations import MONTH

DAY = rf"(?P<month>{MONTH})\.? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?"
PLACE = (
    r"(?P<place>[A-Z][^\W\d_.]*\.?(?:[ '\u2019-][A-Z][^\W\d_.]*\.?){0,3}"
    r"(?:, [A-Z][A-Za-z.]{1,14}(?: [A-Z][a-z]{1,12})?){0,2})"
)
#: Agencies whose name alone shows that a text is theirs.
WIRE = (
    r"(?:The )?Associated Press|AP|Reuters(?: Health)?|Agence France-Presse|AFP|UPI|"
    r"United Press International|Xinhua|Bloomberg(?: News)?|HealthDay(?: News)?|IANS|PTI|ANI|"
    r"Kyodo(?: News)?|Yonhap|TASS|RIA Novosti|Interfax|dpa|DPA|EFE|ANSA|Bernama|Anadolu|CNA|NNA|"
    r"CNN|BBC(?: News)?|NBC News|CBS(?: News)?|ABC News|KHN|Kaiser Health News|China Daily|SNS"
)
PRESS_WIRE = (
    r"PR ?Newswire|Business Wire|BUSINESS WIRE|GLOBE NEWSWIRE|GlobeNewswire|Newswise|EurekAlert!?|"
    r"ACCESSWIRE|Accesswire|CNW|Canada NewsWire|EIN Presswire|PRWEB|Marketwired|Cision"
)
