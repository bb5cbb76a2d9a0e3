"""What somebody is said to have said, without marks around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.quotes.attribution import ACCORDING, Quote, subject_of
from opsonin_plugins.taggers.quotes.cues import ADDRESSING, Cue, Form, cue_of
from opsonin_plugins.taggers.quotes.sentences import sentence_ends
from opsonin_plugins.taggers.quotes.speakers import Range, subject_after
from opsonin_plugins.taggers.quotes.voices import is_name, may_speak
from opsonin_plugins.taggers.word_lists import word_set
from opsonin_plugins.taggers.word_search import WordTable, find_words, word_table

#: Verbs whose clause is what was said, with or without "that". Source: the most frequent cues of
#: indirect quotations in PolNeAR's development part.
_FREE = word_set(
    """
    said says say told tells insisted claimed warned argues argued insists believes acknowledged
    """
)
#: Verbs of which that holds only with "that", or at the end of the sentence. Source: ours, from
#: the same corpus.
_WITH_THAT = word_set(
    """
    added adds announced stated warned noted explained explains notes suggested predicted believed
    reported reports concluded confirmed stressed emphasized emphasised estimated revealed
    cautioned reiterated maintained contended testified alleged denied admitted complained
    promised agreed recommended wrote claims warns asserted conceded declared remarked observed
    recalled pointed thinks hopes hoped fears feared
    """
)
_KNOWN = _FREE | _WITH_THAT | {"According", "according"}
#: Who writes a text quotes nobody. Source: ours.
_OWN = frozenset(
    {"having", "we", "i", "you", "who", "it", "one", "that", "this", "some", "many", "both"}
)
#: What things are done according to. Source: ours, from methods sections of biomedical articles.
_METHOD = re.compile(
    r"\b(?:protocols?|guidelines?|instructions?|recommendations?|criteria|methods?|procedures?|"
    r"standards?|manufacturer\S*|declaration|principles?|rules?|laws?|regulations?|definitions?|"
    r"schedules?|plans?|design|scores?|scales?|classification|type|status|age|sex|gender|weight|"
    r"size|severity|equations?|formulas?|tables?|figures?|statements?|policy|policies|presence|"
    r"number|results?|data|analysis|model|system|stage|grade|category|group|level|time|dose|"
    r"requirements?|needs?|preferences?|symptoms?|values?|distribution|findings?|stud(?:y|ies))\b",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"\s*+(?:,\s*+)?(?:(?:[A-Za-z]+\s+){0,4}?|"
    r"(?:in|on|at|during|after|to|from)\s(?:[\w'\u2019-]+,?\s+){0,8}?)"
    r"that\s+"
)
#: "BONN, May 4 (Agency) -- ": who tells a story, and where, is no part of it.
_DATELINE = re.compile(
    r"[A-Z][^.!?\n]{2,40}?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    r"(?: \([A-Z][^()\n]{1,40}\))?"
    r" ?(?:--|(?<=\)) ?[-\u2013\u2014]|(?<=\d) ?[-\u2013\u2014]) "
)
_HEAD = 100
#: What may follow whoever speaks at the end of a sentence.
_PLACE = re.compile(r" (?:of|at|from|in|with|who|on|during|to)\b")
_GAP = re.compile(r"[\s,:]*")
#: After "told", whoever is spoken to.
_ADDRESSEE = re.compile(
    r"\s+(?:[A-Z][\w.\u2019'-]*|the|a|an|reporters|him|her|them|me|us|it|his)\b"
    r"(?:\s+(?!that\b)[A-Za-z][\w\u2019'-]*){0,5}?\s+that\s+"
)
_TIME = re.compile(
    r"\s+(?:on |in a statement|in an interview|last |this |late |early |yesterday|today|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?:\s?[\w\u2019']+){0,3}?\s*,?(?:\s+that)?\s+"
    r"(?=[a-zA-Z])"
)
#: What goes on in another clause of whoever speaks: ", adding that".
_ADDING = re.compile(
    r",? (?:and )?(?:adding|saying|noting|stressing|explaining|warning|and added|telling)\b"
)
#: What leads to a sentence and is no part of what was said.
_LEAD = re.compile(
    r"(?:Still|However|But|And|Yet|Meanwhile|Moreover|Also|In addition|In fact|For example|Indeed|"
    r"Nevertheless|Instead|So|Furthermore|Additionally|Overall),? "
)
_LEADING = re.compile(r"(?:But|And|However|So|Yet|Still)\Z")
#: No clause that is reported without "that" begins with these: "said when she resigned".
_NO_FIRST = frozenset({"when", "while", "as", "after", "before", "compared", "because", "to", "by"})
#: What a clause has and an adverbial has not.
_FINITE = re.compile(
    r"\b(?:is|was|are|were|has|have|had|will|would|could|can|may|might|should|must|did|does|do|"
    r"[a-z]+n['\u2019]t|[a-z]{3,}ed)\b"
)
_AUXILIARY = re.compile(
    r"\b(?:is|was|are|were|has|have|had|will|would|could|can|may|might|should|must|did|does|do)\b"
)
#: Verbs that also report without "that" if a clause follows at once: "she noted the numbers were
#: small". Source: ours, over English news.
_WITH_CLAUSE = word_set(
    """
    noted notes warned warns explained explains stressed cautioned acknowledged predicted admitted
    estimated thinks
    """
)
_CLAUSE_START = re.compile(
    r" (?:the|a|an|it|he|she|they|there|this|these|those|his|her|their|its|most|many|some|no|"
    r"more|[A-Z][\w-]+) "
)
#: Where and when it was reported, at the end of a sentence.
_WHERE = re.compile(
    r"(?: (?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day| today| yesterday| this week)?"
    r"(?: (?:in|at|on|to|during) [^,;]{3,80})?\Z"
)
#: Whoever spoke before goes on: "called it rare but cautioned that".
_AND = re.compile(r"\b(?:but|and)(?: also| then| she| he)? \Z")
#: The fewest words of what is reported; how far from a verb it reaches, in code points; how many
#: verbs of a sentence are tried. Source: ours, over English news; longer sentences are tables.
_MIN_WORDS, _REACH, _MAX_CUES = 4, 700, 6
#: How far from a verb "that" may stand, in code points.
_SOON = 90


@cache
def _table() -> WordTable:
    return word_table(_KNOWN)


def reporting_words(analysis: Analysis) -> Iterator[list[Range]]:
    """Yield for each text of a batch where words stand that may report, in order."""
    return find_words(analysis, _table())


def find_indirect(
    text: str, direct: Sequence[Quote], words: Sequence[Range] | None = None
) -> list[Quote]:
    """Return the indirect quotes of a text.

    Args:
        text: The text.
        direct: Its direct quotes; a verb that tells of one of them tells of nothing else.
        words: What `reporting_words` gives for the text, if the caller has it.

    >>> text = "The drug works in mice, Jane Doe said."
    >>> [text[one.start : one.end] for one in find_indirect(text, [])]
    ['The drug works in mice']
    """
    if words is None:
        words = next(reporting_words(Analysis(pa.array([text], pa.string()))))
    starts = [one.start for one in direct]
    found: list[Quote] = []
    for sentence, cues in _by_sentence(text, _cues(text, direct, words)):
        quote = _in_sentence(text, sentence, cues)
        if quote:
            found.append(_outside(text, quote, starts))
    return [one for one in found if text.count(" ", one.start, one.end) >= _MIN_WORDS - 1]


def _cues(text: str, direct: Sequence[Quote], words: Sequence[Range]) -> list[Cue]:
    """Return the words that may report, in order, but for those inside marks or told by them."""
    starts = [one.start for one in direct]
    used = {one.cue[0] for one in direct if one.cue}
    found: list[Cue] = []
    for at, end in words:
        word = text[at:end]
        place = bisect_right(starts, at)
        if word not in _KNOWN or (place and at < direct[place - 1].end):
            continue
        if at in used and not _tells_more(text, at, end, starts):
            continue
        if word not in _WITH_THAT or _may_report(text, end):
            cue = _according_at(text, at) if word.endswith("ing") else cue_of(text, at, end)
            if cue:
                found.append(cue)
    return found


def _tells_more(text: str, at: int, end: int, starts: Sequence[int]) -> bool:
    """Tell whether the verb of a direct quote also reports a clause before it."""
    if text[at:end].lower() == "according":
        return text[max(at - 2, 0) : at] == ", "
    place = bisect_right(starts, end)
    between = text[end : starts[place] - 1] if place < len(starts) else ""
    is_clause = between.count(" ") > _MIN_WORDS and _FINITE.search(between) is not None
    return is_clause and "\n" not in between and len(between) < _REACH


def _may_report(text: str, end: int) -> bool:
    """Tell whether "that" or the end of a sentence follows soon."""
    after = text[end : end + _SOON]
    return " that " in after or "." in after or "\n" in after


def _according_at(text: str, at: int) -> Cue | None:
    end = at + len("according to")
    if text[at + 9 : end + 1] != " to " or (at and text[at - 1].isalnum()):
        return None
    return Cue(at, end, "according to", Form.PAST)


def _by_sentence(text: str, cues: Sequence[Cue]) -> Iterator[tuple[Range, list[Cue]]]:
    """Yield each sentence that holds cues, and those cues."""
    place = 0
    while place < len(cues):
        start = text.rfind("\n", 0, cues[place].start) + 1
        newline = text.find("\n", start)
        line_end = newline if newline >= 0 else len(text)
        for stop, following in [*sentence_ends(text, start, line_end), (line_end, line_end)]:
            first = place
            while place < len(cues) and cues[place].start < following:
                place += 1
            if place > first:
                yield (start, stop), list(cues[first:place])
            start = following


def _in_sentence(text: str, sentence: Range, cues: Sequence[Cue]) -> Quote | None:
    first, last = sentence
    dateline = _DATELINE.match(text, first, min(last, first + _HEAD))
    first = dateline.end() if dateline else first
    while last > first and text[last - 1] in " .!?":
        last -= 1
    for cue in cues[:_MAX_CUES]:
        start, end = max(first, cue.start - _REACH), min(last, cue.end + _REACH)
        if cue.end >= end and cue.word == "according to":
            continue
        found = (
            _according(text, (start, end), cue)
            if cue.word == "according to"
            else _reported(text, (start, end), cue)
        )
        if found:
            return found
    return None


def _reported(text: str, sentence: Range, cue: Cue) -> Quote | None:
    inverted = _inverted(text, sentence, cue)
    if inverted:
        return inverted
    speaker = subject_of(text, sentence[0], cue) or _goes_on(text, sentence[0], cue)
    if speaker is None:
        return None
    who = text[slice(*speaker)]
    ends = text[max(speaker[0] - 2, 0) : speaker[0]] == ", " and _is_last(
        text, cue.end, sentence[1]
    )
    # At the end of a sentence one name between comma and verb is somebody's.
    verb = "said" if ends and who.istitle() else cue.word
    if who.lower() in _OWN or not may_speak(who, verb):
        return None
    content = _content(text, sentence, speaker, cue)
    if content and _is_clause(text[slice(*content)]):
        return Quote(*content, "indirect", speaker=speaker, cue=(cue.start, cue.end))
    return None


def _inverted(text: str, sentence: Range, cue: Cue) -> Quote | None:
    """Read "It is rare, said Jane Doe, a virologist"."""
    before = text[sentence[0] : cue.start].rstrip(" ")
    if not before.endswith(",") or cue.word in ADDRESSING or cue.form is Form.BASE:
        return None
    speaker = subject_after(text, cue.end, sentence[1])
    if speaker is None or text[cue.end : speaker[0]].strip():
        return None
    who = text[slice(*speaker)]
    behind = text[speaker[1] : sentence[1]]
    ends = not behind or behind[0] in ",;" or _PLACE.match(behind) is not None
    is_clause = cue.word in {"said", "says"} or _FINITE.search(before) is not None
    if not (ends and is_clause) or who.lower() in _OWN or not may_speak(who, cue.word):
        return None
    lead = _LEAD.match(before)
    content = sentence[0] + (lead.end() if lead else 0), sentence[0] + len(before) - 1
    if not _is_clause(text[slice(*content)]):
        return None
    return Quote(*content, "indirect", speaker=speaker, cue=(cue.start, cue.end))


def _goes_on(text: str, start: int, cue: Cue) -> Range | None:
    """Return the name that a sentence begins with, if a verb further on is joined to its verb."""
    if cue.form is not Form.PAST or _AND.search(text[start : cue.start]) is None:
        return None
    speaker = subject_after(text, start, cue.start)
    is_subject = speaker is not None and is_name(text[slice(*speaker)], may_be_one=False)
    return speaker if is_subject and _THAT.match(text, cue.end) else None


def _according(text: str, sentence: Range, cue: Cue) -> Quote | None:
    found = ACCORDING.match(text, cue.start, sentence[1])
    speaker = subject_after(text, found.end(), sentence[1]) if found else None
    before = text[sentence[0] : cue.start].rstrip(" ")
    if speaker is None or not (before[-1:] in {"", ","} or _LEADING.match(before)):
        return None
    content = _beside(text, sentence, cue.start, speaker[1])
    who = text[slice(*speaker)]
    if not _is_clause(text[slice(*content)]) or _is_method(who) or not may_speak(who, cue.word):
        return None
    return Quote(*content, "indirect", speaker=speaker, cue=(cue.start, cue.end))


def _is_method(who: str) -> bool:
    ends = [found.end() for found in _METHOD.finditer(who)]
    return bool(ends) and (ends[-1] == len(who) or who[1:].islower())


def _content(  # noqa: PLR0911 - one return for each way to report
    text: str, sentence: Range, speaker: Range, cue: Cue
) -> Range | None:
    start, end = sentence
    semicolon = text.find("; ", cue.end, end)
    end = semicolon if semicolon >= 0 else end
    adding = _ADDING.search(text, cue.end, end)
    end = adding.start() if adding else end
    that = _THAT.match(text, cue.end, end)
    if that:
        return that.end(), end
    if cue.word in ADDRESSING:
        told = _ADDRESSEE.match(text, cue.end, end)
        return (told.end(), end) if told else None
    before = text[start : speaker[0]].rstrip()
    if before.endswith(",") and _is_last(text, cue.end, end) and before.count(" ") >= _MIN_WORDS:
        lead = _LEAD.match(before)
        return start + (lead.end() if lead else 0), start + len(before) - 1
    if cue.word in _WITH_CLAUSE and _CLAUSE_START.match(text, cue.end, end):
        is_clause = _AUXILIARY.search(text, cue.end, min(end, cue.end + _SOON)) is not None
        return (cue.end + 1, end) if is_clause else None
    if cue.word in _WITH_THAT or text[cue.end : cue.end + 4] == " to ":
        return None
    time = _TIME.match(text, cue.end, end)
    if time:
        return time.end(), end
    gap = _GAP.match(text, cue.end, end)
    return (gap.end() if gap else cue.end), end


def _is_last(text: str, start: int, end: int) -> bool:
    tail = text[start:end]
    return len(tail.split()) <= _MIN_WORDS + 1 or _WHERE.fullmatch(tail) is not None


def _beside(text: str, sentence: Range, start: int, end: int) -> Range:
    """Return the longer side of a phrase in a sentence."""
    before = text[sentence[0] : start].rstrip(" ,")
    gap = _GAP.match(text, end, sentence[1])
    after = (gap.end() if gap else end), sentence[1]
    if len(before) >= after[1] - after[0]:
        lead = _LEAD.match(before)
        return sentence[0] + (lead.end() if lead else 0), sentence[0] + len(before)
    return after


def _outside(text: str, quote: Quote, starts: Sequence[int]) -> Quote:
    """Let what is said end before the marks of the first direct quote in it."""
    place = bisect_right(starts, quote.start)
    if place == len(starts) or starts[place] >= quote.end:
        return quote
    end = starts[place] - 1
    while end > quote.start and text[end - 1] in " :,":
        end -= 1
    return replace(quote, end=end)


def _is_clause(content: str) -> bool:
    if content.count(" ") < _MIN_WORDS - 1 or content[:1] in {"\u201c", '"'}:
        return False
    return content.split(maxsplit=1)[0] not in _NO_FIRST
