"""Files that were downloaded from podatki.gov.si are read by `table`, in full."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from connectors.tables import read_table


def test_a_daily_series_with_windows_line_ends_is_read_day_by_day(shared: Path) -> None:
    content = (shared / "data/opsi_files/iosprenosi.csv").read_bytes()
    table = read_table(content, media="csv", url="iosprenosi.csv")
    assert tuple(table.columns) == ("Datum", "Pridobivanje uporabnikov")
    days = [row[0].text for row in table.rows]
    first = date(2020, 9, 1)
    assert days == [f"{first + timedelta(days=number):%d.%m.%Y}" for number in range(942)]
    assert (days[-1], sum(Decimal(row[1].text) for row in table.rows)) == ("31.03.2023", Decimal(89665))
    told = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert [[cell.text for cell in row] for row in table.rows] == told[1:]


def test_a_record_of_a_day_is_read_with_every_number_as_it_is_written(shared: Path) -> None:
    content = (shared / "data/opsi_files/agregacijaostanizdrav.json").read_bytes()
    table = read_table(content, media="json", url="agregacijaostanizdrav.json")
    (record,) = json.loads(content, parse_float=str, parse_int=str)
    (row,) = table.rows
    assert dict(zip(table.columns, (cell.text for cell in row), strict=True)) == record
    assert (record["update_timestamp"], record["persons_who_shared_keys_cumulated"]) == (
        "2023-04-26T00:30:01,177555",
        "28866",
    )
