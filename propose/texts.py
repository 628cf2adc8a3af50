"""SQL that reads texts as numbers and dates, under each reading they may have."""

from __future__ import annotations

CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|INR|IDR|VND|BRL|MXN|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|"
    "TRY|RUB|UAH|ZAR|KRW|SGD|HKD|THB|PHP|MYR|PKR|NGN|AED|SAR|ILS|CLP|COP|ARS"
)
SIGNS = rf"US\$|R\$|[$€£¥₹₽₺]|zł|kr\.?|Fr\.|\b({CODES})\b|,-$|\.-$"
MISSING = "('', 'null', 'n/a', '#n/a', 'na', 'nan', 'none', 'nil', '-', '\\n', 'nat')"
TIME = r"([ T]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AaPp][Mm])?)?"
ZONE = r"( ?(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?))?"
MONTH = r"[A-Za-z]{3,9}\.?"


def filled(text: str) -> str:
    """The text without blanks around it, null where it says that nothing is known."""
    return f"case when lower(trim({text}, ' \t\r\n\u00a0')) not in {MISSING} then trim({text}, ' \t\r\n\u00a0') end"


def core(text: str) -> str:
    """A number's digits and marks, without currency, blanks, grouping blanks and per cent."""
    bare = f"regexp_replace({text}, '{SIGNS}', '', 'g')"
    return f"regexp_replace({bare}, '[ \u00a0\u202f’''%]', '', 'g')"


def is_numeric(text: str) -> str:
    """Whether a text is a number under some reading."""
    return (
        f"(regexp_full_match({core(text)}, '[-+]?\\(?[-+]?[0-9][0-9.,]*\\)?-?|[-+]?[.,][0-9]+')"
        f" or regexp_full_match({text}, '[-+]?[0-9]+([.][0-9]+)?[eE][-+]?[0-9]+'))"
    )


def digits(text: str) -> str:
    """The digits and marks without a sign."""
    return f"regexp_replace({core(text)}, '[()+-]', '', 'g')"


def number_class(text: str) -> str:
    """integer, point, comma or either: which decimal mark a number is written with."""
    bare = digits(text)
    return f"""case
        when regexp_full_match({bare}, '[0-9]+') then 'integer'
        when regexp_full_match({text}, '[-+]?[0-9]+([.][0-9]+)?[eE][-+]?[0-9]+') then 'point'
        when regexp_full_match({bare}, '[1-9][0-9]{{0,2}}[.,][0-9]{{3}}') then 'either'
        when regexp_full_match({bare}, '[0-9]*[.][0-9]*')
            or regexp_full_match({bare}, '[0-9]{{1,3}}(,[0-9]{{2,3}})*,[0-9]{{3}}[.][0-9]*')
            or regexp_full_match({bare}, '[0-9]{{1,3}}(,[0-9]{{2,3}})+,[0-9]{{3}}') then 'point'
        when regexp_full_match({bare}, '[0-9]*,[0-9]*')
            or regexp_full_match({bare}, '[0-9]{{1,3}}([.][0-9]{{3}})+,[0-9]*')
            or regexp_full_match({bare}, '[0-9]{{1,3}}([.][0-9]{{3}}){{2,}}') then 'comma'
    end"""


def number(text: str, decimal: str) -> str:
    """A text as a number (double) under a decimal mark; null where it is none."""
    bare = digits(text)
    plain = f"replace({bare}, ',', '')" if decimal == "point" else f"replace(replace({bare}, '.', ''), ',', '.')"
    return (
        f"case when not {is_numeric(text)} then null "
        f"when regexp_matches({text}, '[0-9][eE][-+]?[0-9]') then try_cast({text} as double) "
        f"else try_cast({plain} as double) "
        f"* case when regexp_matches({core(text)}, '^\\(|^-|-$|^[+]?-') then -1 else 1 end end"
    )


def date_class(text: str) -> str:
    """Which readings a text has as a date: iso, dmy, mdy, either, named, epoch or none."""
    a, b = (f"try_cast(regexp_extract({text}, '^(\\d{{1,2}})[-/. ](\\d{{1,2}})[-/. ]', {n}) as int)" for n in (1, 2))
    numeric = rf"\d{{1,2}}([-/.])\d{{1,2}}([-/.])(\d{{4}}|\d{{2}})[,]?{TIME}{ZONE}"
    return f"""case
        when regexp_full_match({text}, '\\d{{4}}([-/.])\\d{{1,2}}([-/.])\\d{{1,2}}{TIME}{ZONE}') then
            case when {date(text, "iso")} is not null then 'iso' end
        when regexp_full_match({text}, '(19|20)\\d{{2}}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])([ T]?\\d{{6}}Z?)?') then
            'iso'
        when regexp_full_match({text}, '{numeric}') then case
            when {a} between 1 and 12 and {b} between 1 and 12 and {a} = {b} then 'same'
            when {a} between 1 and 12 and {b} between 1 and 12 then 'either'
            when {a} between 13 and 31 and {b} between 1 and 12 then 'dmy'
            when {a} between 1 and 12 and {b} between 13 and 31 then 'mdy' end
        when regexp_full_match({text}, '(\\d{{1,2}}[-. ]+{MONTH}[-. ,]+\\d{{2,4}}|{MONTH}[ -]\\d{{1,2}},?
            +\\d{{4}}),?{TIME}{ZONE}')
            then 'named'
        when regexp_full_match({text}, '\\d{{10}}([.]0)?')
            and try_cast({text} as double) between 631152000 and 2208988800 then 'epoch'
        when regexp_full_match({text}, '\\d{{13}}')
            and try_cast({text} as double) between 631152000000 and 2208988800000 then 'epoch_ms'
        when regexp_full_match({text}, '[2-5]\\d{{4}}([.]\\d+)?') then 'excel'
    end"""


def _formats(orders: list[str]) -> str:
    times = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"]
    return "[" + ", ".join(f"'{order}{time}'" for order in orders for time in times) + "]"


def date(text: str, reading: str) -> str:
    """A text as a timestamp under a reading: iso, dmy, mdy, named, epoch, epoch_ms, excel."""
    if reading == "epoch":
        return f"make_timestamp(cast(try_cast({text} as double) * 1000000 as bigint))"
    if reading == "epoch_ms":
        return f"make_timestamp(cast(try_cast({text} as double) * 1000 as bigint))"
    if reading == "excel":
        return f"timestamp '1899-12-30' + to_seconds(cast(round(try_cast({text} as double) * 86400) as bigint))"
    clock = r"(:\d{2}([.,]\d+)?( ?[AaPp][Mm])?)"
    plain = f"regexp_replace(trim({text}), '{clock}{ZONE}$', '\\1')"
    plain = f"regexp_replace({plain}, '(:\\d{{2}})[.,]\\d+', '\\1')"
    plain = f"regexp_replace({plain}, '(\\d),? *[T ] *(\\d{{1,2}}:)', '\\1 \\2')"
    plain = f"upper(regexp_replace({plain}, '(\\d) ?([AaPp][Mm])$', '\\1 \\2'))"
    if reading == "iso":
        unified = f"regexp_replace({plain}, '^(\\d{{4}})[-/.](\\d{{1,2}})[-/.](\\d{{1,2}})', '\\1-\\2-\\3')"
        formats = _formats(["%Y-%m-%d", "%Y%m%d"])
        formats = formats[:-1] + ", '%Y%m%d%H%M%S', '%Y%m%d %H%M%S']"
    elif reading == "ymd":
        unified = f"regexp_replace({plain}, '^(\\d{{2}})[-/. ](\\d{{1,2}})[-/. ](\\d{{1,2}})', '\\1-\\2-\\3')"
        formats = _formats(["%y-%m-%d"])
    elif reading in ("dmy", "mdy"):
        unified = f"regexp_replace({plain}, '^(\\d{{1,2}})[-/. ](\\d{{1,2}})[-/. ](\\d{{2,4}})', '\\1-\\2-\\3')"
        order = "%d-%m" if reading == "dmy" else "%m-%d"
        two_digits = _formats([order + "-%y"])
        formats = _formats([order + "-%Y"])
        return (
            f"case when regexp_matches({unified}, '^\\d+-\\d+-\\d{{4}}') "
            f"then try_strptime({unified}, {formats}) "
            f"else try_strptime({unified}, {two_digits}) end"
        )
    else:
        unified = f"regexp_replace({plain}, '[-. ,]+', ' ', 'g')"
        orders = ["%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y"]
        unified = f"regexp_replace({unified}, '([A-Z] )(\\d{{2}})( |$)', '\\120\\2\\3')"
        formats = _formats(orders)
    return f"try_strptime({unified}, {formats})"
