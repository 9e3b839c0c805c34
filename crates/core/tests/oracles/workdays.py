"""Writes crates/core/tests/oracles/workdays.txt from the PyPI package chinesecalendar (MIT).

It is an oracle independent of the one the calendar's data came from: the test
`agrees_with_an_independent_calendar_on_every_day` compares all days of all years.

    pip install chinesecalendar==1.11.0
    python3 crates/core/tests/oracles/workdays.py > crates/core/tests/oracles/workdays.txt

One line a year: the year, then one character a day from 1 January (1 a day of work, 0 a day of rest).
"""

import datetime

import chinese_calendar

for year in range(2004, 2027):
    day, bits = datetime.date(year, 1, 1), ""
    while day.year == year:
        bits += "01"[chinese_calendar.is_workday(day)]
        day += datetime.timedelta(1)
    print(year, bits)
