"""Countries, states and the largest cities, and other names for them."""

from __future__ import annotations

#: Countries and territories. Source: ISO 3166-1, short names in English and those in everyday use.
_COUNTRIES = """
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan,
Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia,
Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape Verde,
Central African Republic, Chad, Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba,
Cyprus, Czech Republic, Czechia, Denmark, Djibouti, Dominican Republic, East Timor, Ecuador, Egypt,
El Salvador, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Germany,
Ghana, Greece, Greenland, Guatemala, Guinea, Guyana, Haiti, Honduras, Hong Kong, Hungary, Iceland,
India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan,
Kazakhstan, Kenya, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya,
Liechtenstein, Lithuania, Luxembourg, Macau, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta,
Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar,
Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North Macedonia,
Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru, Philippines, Poland,
Portugal, Puerto Rico, Qatar, Romania, Russia, Rwanda, Saudi Arabia, Senegal, Serbia, Sierra Leone,
Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea, South Sudan, Spain, Sri Lanka,
Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, Thailand, Togo, Tonga,
Trinidad, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine, United Arab Emirates, United Kingdom,
United States, Uruguay, Uzbekistan, Venezuela, Vietnam, Yemen, Zambia, Zimbabwe, England, Scotland,
Wales, Northern Ireland, Great Britain, Korea
"""
#: Parts of the world. Source: the geoscheme of the United Nations (M49).
_REGIONS = """
Africa, Asia, Europe, North America, South America, Latin America, Central America, Antarctica,
Oceania, Middle East, Southeast Asia, East Asia, South Asia, Sub-Saharan Africa, North Africa,
West Africa, East Africa, Western Europe, Eastern Europe, Scandinavia, Caribbean, Central Asia
"""
#: States and provinces. Source: ISO 3166-2 for the United States, Canada and Australia.
_STATES = """
Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii,
Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts,
Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey,
New Mexico, New York, North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania,
Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, Wisconsin,
West Virginia, Wyoming, Ontario, Quebec, British Columbia, Alberta, Manitoba, Nova Scotia,
New South Wales, Queensland, Tasmania
"""
#: Capitals and cities of more than some millions. Source: World Urbanization Prospects of the
#: United Nations, and seats of large universities, without names that are often those of people.
_CITIES = """
London, Paris, Berlin, Madrid, Rome, Vienna, Brussels, Amsterdam, Copenhagen, Stockholm, Oslo,
Helsinki, Warsaw, Prague, Budapest, Lisbon, Athens, Dublin, Edinburgh, Glasgow, Manchester,
Birmingham, Liverpool, Munich, Hamburg, Frankfurt, Cologne, Heidelberg, Zurich, Geneva, Basel, Bern,
Milan, Turin, Naples, Barcelona, Valencia, Seville, Lyon, Marseille, Bordeaux, Rotterdam, Utrecht,
Leiden, Antwerp, Moscow, St. Petersburg, Kyiv, Kiev, Istanbul, Ankara, Jerusalem, Tel Aviv, Tehran,
Baghdad, Riyadh, Dubai, Abu Dhabi, Doha, Cairo, Casablanca, Lagos, Nairobi, Kampala, Addis Ababa,
Johannesburg, Cape Town, Pretoria, Durban, Kinshasa, Dakar, Accra, New Delhi, Delhi, Mumbai,
Kolkata, Chennai, Bangalore, Bengaluru, Hyderabad, Karachi, Lahore, Islamabad, Dhaka, Kathmandu,
Bangkok, Hanoi, Ho Chi Minh City, Jakarta, Manila, Kuala Lumpur, Beijing, Shanghai, Guangzhou,
Shenzhen, Wuhan, Chengdu, Nanjing, Hangzhou, Tianjin, Xi'an, Chongqing, Harbin, Taipei, Seoul,
Busan, Tokyo, Osaka, Kyoto, Nagoya, Yokohama, Sapporo, Fukuoka, Melbourne, Brisbane, Perth,
Adelaide, Canberra, Auckland, Toronto, Montreal, Vancouver, Ottawa, Calgary, New York City,
Los Angeles, Chicago, Houston, Philadelphia, Phoenix, San Antonio, San Diego, Dallas, San Jose,
San Francisco, Seattle, Boston, Denver, Atlanta, Miami, Baltimore, Pittsburgh, Cleveland, Detroit,
Minneapolis, St. Louis, New Orleans, Salt Lake City, Las Vegas, Portland, Nashville, Memphis,
Washington, Washington DC, Mexico City, Bogota, Lima, Santiago, Buenos Aires, Rio de Janeiro,
Ann Arbor, Sao Paulo, São Paulo, Caracas, Havana, Silicon Valley
"""
#: Other names of a place -> its name.
ALIASES = {
    "U.S.": "United States",
    "US": "United States",
    "USA": "United States",
    "U.S.A.": "United States",
    "United States of America": "United States",
    "America": "United States",
    "UK": "United Kingdom",
    "U.K.": "United Kingdom",
    "Britain": "United Kingdom",
    "Great Britain": "United Kingdom",
    "UAE": "United Arab Emirates",
    "Washington D.C.": "Washington",
    "Washington DC": "Washington",
    "New York City": "New York",
}
#: Countries whose names are ordinary words when written in small letters.
_WORDS = frozenset({"turkey", "china", "chad", "jordan", "guinea", "niger", "georgia", "bosnia"})


def _names(listed: str) -> list[str]:
    return [" ".join(name.split()) for name in listed.split(",")]


PLACES = frozenset([*_names(_COUNTRIES), *_names(_REGIONS), *_names(_STATES), *_names(_CITIES)]) | {
    *ALIASES
}
#: Places that say where a city before them is: "Erlangen, Germany".
REALMS = frozenset([*_names(_COUNTRIES), *_names(_STATES), *ALIASES])
#: Names of one word in small letters, as machine translation leaves them, that are no other word.
SMALL = frozenset(
    name.lower() for name in [*_names(_COUNTRIES), *_names(_REGIONS)] if " " not in name
) - (_WORDS | {"caribbean", "wales", "panama"})
