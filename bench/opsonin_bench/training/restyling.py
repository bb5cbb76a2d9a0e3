"""Annotated references written anew in the styles of biomedicine, which are rare among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

#: Label and words.
Fields = list[tuple[str, str]]

_NEEDED = frozenset({"author", "title", "journal", "volume", "pages"})
_EDGES = " .,;:\u201c\u201d\"'\u2018\u2019"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FAMILY = re.compile(r"[^\W\d_][^\W\d_]+(?:[\u2019'-][^\W\d_]+)*")
_NOT_FAMILY = frozenset({"and", "the", "jr", "sr", "et", "al", "und", "ed", "eds", "with"})
_MOST_AUTHORS = 6
_NAME_FORMS = 5
#: Journals as the catalogue of the National Library of Medicine abbreviates them.
_JOURNALS = (
    "N Engl J Med", "Lancet", "JAMA", "BMJ", "Nature", "Science", "Cell", "Nat Med", "Nat Immunol",
    "Nat Rev Immunol", "Nat Genet", "J Immunol", "J Exp Med", "Immunity", "Proc Natl Acad Sci USA",
    "Proc Natl Acad Sci U S A", "J Biol Chem", "Blood", "Ann Rheum Dis", "Arthritis Rheumatol",
    "Lancet Infect Dis", "Clin Infect Dis", "J Infect Dis", "PLoS One", "PLoS Pathog", "J Virol",
    "Cell Host Microbe", "Sci Immunol", "Sci Transl Med", "Front Immunol", "Ann Intern Med",
    "Arch Intern Med", "JAMA Netw Open", "Am J Epidemiol", "Int J Epidemiol", "Circulation",
    "J Clin Oncol", "Cancer Res", "Nucleic Acids Res", "Bioinformatics", "BMC Genomics", "eLife",
    "Cochrane Database Syst Rev", "J Med Chem", "Diabetes Care", "Pediatrics", "Thorax", "Gut",
    "MMWR Morb Mortal Wkly Rep", "Emerg Infect Dis", "J Allergy Clin Immunol", "Genes Dev",
    "Dev Biol", "Hum Mol Genet", "Am J Hum Genet", "J Neurosci", "Neuron", "EMBO J", "Mol Cell",
    "The New England Journal of Medicine", "The Lancet", "Journal of Clinical Investigation",
    "The Journal of Immunology", "Nature Medicine", "Nature Reviews Immunology", "PLOS ONE",
    "Nature Communications", "Scientific Reports", "Frontiers in Immunology", "BMJ Open",
    "Annals of Internal Medicine", "Clinical Infectious Diseases", "Trends Immunol", "FASEB J",
)  # fmt: skip
_GIVEN = (
    "James", "Mary", "Robert", "Anna", "Michael", "Linda", "David", "Elena", "Wei", "Ines", "Otto",
    "Maria", "Jan", "Priya", "Ahmed", "Sofia", "Thomas", "Laura", "Peter", "Hans", "Yuki", "Chen",
    "Daniel", "Sarah", "Paul", "Karen", "Mark", "Ruth", "Stefan", "Ingrid", "Juan", "Carmen", "Li",
    "Andrew", "Rachel", "Kevin", "Julia", "Olivier", "Claire", "Giovanni", "Marta", "Alexander",
)  # fmt: skip
_NUMBERS = ("{}.", "[{}]", "{}", "({})", "{})")
_TAILS = ("Epub {} Jun 3.", "- DOI - PMC - PubMed", "[PubMed] [Google Scholar]", "[CrossRef]")


def restyled(fields: Sequence[tuple[str, str]], chance: Random) -> tuple[Fields, bool] | None:
    """Write an article of a journal in a style of biomedicine.

    Names, title and mostly the journal are those of the reference; years, numbers and identifiers
    are made up.

    Returns:
        Its fields, and whether year, volume and pages stand without blanks between them; None
        for what is no article of a journal.
    """
    given = dict(fields)
    volume = re.search(r"\d+", given.get("volume", ""))
    title = given.get("title", "").strip(_EDGES)
    if not given.keys() >= _NEEDED or volume is None or not title:
        return None
    style = chance.choice(_STYLES)
    journal = given["journal"].strip(" .,;") if chance.random() < 0.5 else chance.choice(_JOURNALS)  # noqa: PLR2004 - as often
    number = chance.choice(_NUMBERS).format(chance.randint(1, 99))
    start = [("citation-number", number)] if chance.random() < 0.4 else []  # noqa: PLR2004 - less often
    body = style(
        [
            _authors(given["author"], chance),
            title,
            journal,
            str(chance.randint(1965, 2025)),
            volume[0],
            _issue(chance),
            _pages(given["pages"], chance),
        ],
        chance,
    )
    return [*start, *body, *_tail(chance)], chance.random() < 0.7  # noqa: PLR2004 - more often


def _nlm(parts: Sequence[str], chance: Random) -> Fields:
    authors, title, journal, year, volume, issue, pages = parts
    month = chance.choice(["", "", f" {chance.choice(_MONTHS)}"])
    day = f" {chance.randint(1, 28)}" if month and chance.random() < 0.4 else ""  # noqa: PLR2004 - less often
    return [
        ("author", f"{authors}."),
        ("title", _ended(title)),
        ("journal", chance.choice([f"{journal}.", f"{journal}.", journal])),
        ("date", f"{year}{month}{day};"),
        ("volume", f"{volume}{issue}:"),
        ("pages", f"{pages}."),
    ]


def _nature(parts: Sequence[str], chance: Random) -> Fields:
    authors, title, journal, year, volume, _, pages = parts
    return [
        ("author", authors if authors.endswith(".") else f"{authors}."),
        ("title", _ended(title)),
        ("journal", journal),
        ("volume", f"{volume},"),
        ("pages", pages),
        ("date", f"({year}){chance.choice(['.', ''])}"),
    ]


def _apa(parts: Sequence[str], _chance: Random) -> Fields:
    authors, title, journal, year, volume, issue, pages = parts
    return [
        ("author", authors),
        ("date", f"({year})."),
        ("title", _ended(title)),
        ("journal", f"{journal},"),
        ("volume", f"{volume}{issue},"),
        ("pages", f"{pages}."),
    ]


def _plos(parts: Sequence[str], chance: Random) -> Fields:
    authors, title, journal, year, volume, issue, pages = parts
    return [
        ("author", authors),
        ("date", f"({year}){chance.choice(['', ':', '.'])}"),
        ("title", _ended(title)),
        ("journal", chance.choice([journal, f"{journal}."])),
        ("volume", f"{volume}{chance.choice([issue, ''])}:"),
        ("pages", f"{pages}."),
    ]


def _bmc(parts: Sequence[str], chance: Random) -> Fields:
    authors, title, journal, year, volume, issue, pages = parts
    return [
        ("author", f"{authors}{chance.choice([':', '.'])}"),
        ("title", _ended(title)),
        ("journal", chance.choice([journal, f"{journal},", f"{journal}."])),
        ("date", chance.choice([f"{year},", f"({year})"])),
        ("volume", f"{volume}{issue}:"),
        ("pages", f"{pages}."),
    ]


def _cell(parts: Sequence[str], _chance: Random) -> Fields:
    authors, title, journal, year, volume, _, pages = parts
    return [
        ("author", authors),
        ("date", f"({year})."),
        ("title", _ended(title)),
        ("journal", journal),
        ("volume", f"{volume},"),
        ("pages", f"{pages}."),
    ]


def _late(parts: Sequence[str], chance: Random) -> Fields:
    """The year stands last, or between volume and pages."""
    authors, title, journal, year, volume, issue, pages = parts
    last = chance.random() < 0.5  # noqa: PLR2004 - as often
    return [
        ("author", chance.choice([f"{authors}.", f"{authors},"])),
        ("title", chance.choice([_ended(title), f"\u201c{title},\u201d", f"{title},"])),
        ("journal", chance.choice([journal, f"{journal},", f"{journal}."])),
        ("volume", f"{volume}{issue}{':' if last else ''}"),
        *([] if last else [("date", f"({year}):")]),
        ("pages", f"{pages},"),
        *([("date", f"{year}.")] if last else []),
    ]


_STYLES: tuple[Callable[[Sequence[str], Random], Fields], ...] = (
    _nlm, _nlm, _nlm, _nature, _apa, _plos, _bmc, _cell, _late,
)  # fmt: skip


def _ended(title: str) -> str:
    return title if title[-1] in "?!" else f"{title}."


def _issue(chance: Random) -> str:
    if chance.random() < 0.4:  # noqa: PLR2004 - less often
        return ""
    return chance.choice([f"({chance.randint(1, 12)})", f"({chance.randint(1, 52)})", "(Suppl 1)"])


def _pages(stated: str, chance: Random) -> str:
    kind = chance.random()
    if kind < 0.1:  # noqa: PLR2004 - an article number, as some journals have
        number = chance.randint(1000, 999_999)
        letters = chance.choice("abcdefghijklm") + chance.choice("abcdefghijklm")
        return chance.choice(
            [f"e{number}", f"e{letters[0]}{letters}{number % 10_000}", f"{number}"]
        )
    if kind < 0.2:  # noqa: PLR2004 - the letters of a supplement
        first = chance.randint(1, 900)
        return f"{chance.choice('SEAR')}{first}-{chance.randint(1, 9)}"
    plain = re.sub(r"^\W*(?:pp?|pages?)\b\.?\s*", "", stated).strip(" .,;:()")
    return plain or str(chance.randint(1, 2000))


def _authors(stated: str, chance: Random) -> str:
    names = [one for one in _FAMILY.findall(stated) if one.lower() not in _NOT_FAMILY]
    names = [one for one in names if one[0].isupper()][: chance.choice([1, 2, 3, _MOST_AUTHORS])]
    if not names:
        return stated.strip(" .,")
    form = chance.randrange(_NAME_FORMS)
    written = [_name(one, form, chance) for one in names]
    ends = ["", ", et al", " et al", ", et al."] if len(names) > 2 or len(names) == 1 else [""]  # noqa: PLR2004 - of two, none is left out
    end = chance.choice(ends)
    if end or len(written) == 1:
        return ", ".join(written) + end
    last = chance.choice([", ", ", and ", " and ", " & ", ", & "]) if form else ", "
    return ", ".join(written[:-1]) + last + written[-1]


def _name(family: str, form: int, chance: Random) -> str:
    initials = [chance.choice("ABCDEFGHJKLMNPRSTW") for _ in range(chance.randint(1, 2))]
    if form == 1:
        return f"{family}, {'. '.join(initials)}."
    if form == 2:  # noqa: PLR2004 - the third
        return f"{family}, {'.'.join(initials)}."
    if form == 3 and chance.random() < 0.3:  # noqa: PLR2004 - the fourth, less often
        return f"{'. '.join(initials)}. {family}"
    if form == 4:  # noqa: PLR2004 - the last
        middle = f" {initials[0]}." if chance.random() < 0.3 else ""  # noqa: PLR2004 - less often
        return f"{chance.choice(_GIVEN)}{middle} {family}"
    return f"{family} {''.join(initials)}"


def _tail(chance: Random) -> Fields:
    found: Fields = []
    if chance.random() < 0.5:  # noqa: PLR2004 - as often
        found.append(("doi", _doi(chance)))
    if chance.random() < 0.2:  # noqa: PLR2004 - less often
        found.append(
            (
                "note",
                chance.choice(["PMID: {}.", "PubMed PMID: {}.", "pmid:{}"]).format(
                    chance.randint(10**6, 4 * 10**7)
                ),
            )
        )
    elif chance.random() < 0.2:  # noqa: PLR2004 - as above
        found.append(("note", chance.choice(_TAILS).format(chance.randint(1990, 2024))))
    return found


def _doi(chance: Random) -> str:
    signs = "abcdefghjkmnrs0123456789.-"
    suffix = "".join(chance.choice(signs) for _ in range(chance.randint(6, 18))).strip(".-")
    forms = ["doi: {}.", "doi:{}", "https://doi.org/{}", "DOI: {}", "{}.", "doi: {}"]
    return chance.choice(forms).format(f"10.{chance.randint(1000, 9999)}/{suffix}")
