"""Forecasts the last days of each series with AutoETS on one core; prints seconds and WAPE.

usage: auto_ets.py HISTORY DAYS     HISTORY has the columns unique_id,ds,y
"""
import sys
import time

import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoETS

table = pd.read_csv(sys.argv[1], parse_dates=["ds"])
days = int(sys.argv[2])
cut = sorted(table.ds.unique())[-days]
known, truth = table[table.ds < cut], table[table.ds >= cut]

# What is compiled on first use is not counted.
few = known[known.unique_id.isin(known.unique_id.unique()[:2])]
StatsForecast(models=[AutoETS(season_length=7)], freq="D", n_jobs=1).forecast(df=few, h=days)

start = time.perf_counter()
model = StatsForecast(models=[AutoETS(season_length=7)], freq="D", n_jobs=1)
forecast = model.forecast(df=known, h=days)
seconds = time.perf_counter() - start
both = truth.merge(forecast.reset_index(), on=["unique_id", "ds"])
assert len(both) == len(truth)
print(seconds, (both.AutoETS - both.y).abs().sum() / both.y.sum())
