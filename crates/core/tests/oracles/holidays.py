"""Writes crates/core/data/holidays.txt from the npm package chinese-days (MIT).

    npm pack chinese-days@1.5.7 && tar xzf chinese-days-1.5.7.tgz
    python3 crates/core/tests/oracles/holidays.py package/dist/chinese-days.json > crates/core/data/holidays.txt
"""

import datetime
import itertools
import json
import sys

KEYS = {
    "元旦": "new_year",
    "春节": "spring",
    "清明": "qingming",
    "劳动节": "labour",
    "端午": "dragon_boat",
    "中秋": "mid_autumn",
    "国庆节": "national",
    "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "victory",
}

HEAD = """\
# Official rest days and make-up workdays of China, 2004-2026.
#
# NOTICE: the days are facts announced each year by the General Office of the State Council. They were carried over
# from the npm package chinese-days 1.5.7, MIT License, Copyright (c) 2024 Yawei sun
# (https://github.com/vsme/chinese-days). Made by crates/core/tests/oracles/holidays.py; do not edit by hand.
#
# MIT License
#
# Copyright (c) 2024 Yawei sun
#
# Permission is hereby granted, free of charge, to any person obtaining a copy
# of this software and associated documentation files (the "Software"), to deal
# in the Software without restriction, including without limitation the rights
# to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
# copies of the Software, and to permit persons to whom the Software is
# furnished to do so, subject to the following conditions:
#
# The above copyright notice and this permission notice shall be included in all
# copies or substantial portions of the Software.
#
# THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
# IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
# FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
# AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
# LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
# OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
# SOFTWARE.
#
# year rest first..last name    a span of rest days (weekends within it included)
# year work day name            a Saturday or Sunday on which people work
"""

data = json.load(open(sys.argv[1], encoding="utf-8"))
rows = []
for kind, days in (("rest", data["holidays"]), ("work", data["workdays"])):
    for iso, label in days.items():
        rows.append((datetime.date.fromisoformat(iso), kind, KEYS[label.split(",")[1]]))
rows.sort()

print(HEAD, end="")
spans = []
for day, kind, name in rows:
    last = spans[-1] if spans else None
    if last and kind == "rest" and last[2:] == [kind, name] and last[1] + datetime.timedelta(1) == day and day.year == last[0].year:
        last[1] = day
    else:
        spans.append([day, day, kind, name])
for year, group in itertools.groupby(sorted(spans, key=lambda s: (s[0].year, s[2], s[0])), key=lambda s: s[0].year):
    for first, last, kind, name in group:
        days = f"{first:%m-%d}..{last:%m-%d}" if kind == "rest" else f"{first:%m-%d}"
        print(year, kind, days, name)
