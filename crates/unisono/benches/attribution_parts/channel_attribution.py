"""First, last, linear and Markov of order 1 and 2 by ChannelAttribution; CPU seconds of each step."""
import sys
import time

import pandas
from ChannelAttribution import heuristic_models, markov_model

began = time.process_time()
print(f"loading {began:.2f}")


def step(name):
    global began
    now = time.process_time()
    print(f"  {name:18} {now - began:8.2f} CPU s")
    began = now


columns = ("path", "total_conversions", "total_conversion_value")
data = pandas.read_csv(sys.argv[1], keep_default_na=False)
step("reading")
heuristic_models(data, *columns[:2], var_value=columns[2], sep=">", flg_pro=False)
step("first, last, linear")
for order in (1, 2):
    markov_model(
        data, *columns[:2], var_value=columns[2], var_null="total_null", order=order, sep=">", flg_pro=False
    )
    step(f"markov {order}")
