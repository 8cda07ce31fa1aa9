"""Measures OpenFisca's vectorised rate on the Putuo 2025 sample: the peer of mulin's decisions.

    python3 -m venv venv && venv/bin/pip install openfisca-core==46.0.1    # Python >= 3.11
    venv/bin/python openfisca_putuo.py --persons FILE [--day DAY] [--out FILE] [--repeat N]

The rules are those of Settlements/Policies/putuo-2025.yaml, for one meal of each person on one
business day, as an OpenFisca practitioner writes them: dated parameters, a variable for each fact
and result, formulas over whole numpy arrays, one thread. Money is whole fen, so results are exact.

Where there is a choice, the default is the faster one, so that the peer is not held back:

  facts    Whether a division code has its prefix comes as a ready answer. With --codes text the
           formulas look at the codes, which OpenFisca keeps as Python objects.
  age      Looked up by the day of birth in a table made for the business day. --age calendar
           takes each date apart with numpy's calendar, as OpenFisca's country template does.
  persons  Numbered by numpy; the builder's own way makes a Python object of each.
  memory   Kept by the process once it has it. With --memory returned the C library gives large
           arrays back to the system; touching new ones can cost more than computing them.

FILE has 9 bytes a person, little-endian, unpadded: int32 birth in days since 1970-01-01; uint8
flags, from the lowest bit: dibao, deceased, institution, hukou in 31, residence in 310107, eats in,
has used the rules today; int32 gross in fen. Each repetition prints one line of JSON. Building is
making the simulation and giving it its inputs; calculating is discount, subsidy and payable, which
--out gets as int32 triples. Reading the file and splitting it into columns belongs to neither.
"""

import os

# Before numpy starts any thread.
for threads in ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "NUMEXPR_NUM", "NUMEXPR_MAX"):
    os.environ[threads + "_THREADS"] = "1"

import argparse
import ctypes
import datetime
import gc
import json
import sys
import time
from importlib.metadata import version

import numpy
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

RECORD = numpy.dtype([("birth", "<i4"), ("flags", "u1"), ("gross", "<i4")])
FLAGS = ("dibao", "deceased", "institution", "hukou", "residence", "dine_in", "used")
RESULTS = ("discount", "subsidy", "payable")
NOTICE = "formula_2025_12_22"  # a formula in force from that day
OLDEST = 130
LARGEST = 20_000_000  # fen; a hundredfold still fits OpenFisca's int32

Person = build_entity(key="person", plural="persons", label="Diner", is_person=True)


def dated(values):
    """The same tree of parameters, each in force from the day of the notice."""
    if isinstance(values, dict):
        return {key: dated(value) for key, value in values.items()}
    return {"values": {"2025-12-22": {"value": values}}}


PARAMETERS = dated({
    "discounts": {
        "d60": {"from_age": 60, "below_age": 80, "pay_percent": 90},
        "d80": {"from_age": 80, "pay_percent": 85},
    },
    "subsidies": {
        "a": {"from_age": 60, "at_least": 800, "amount": 500, "per_day": 1},
        "b": {"from_age": 60, "below_age": 80, "at_least": 1500, "amount": 200, "per_day": 1},
        "c": {"from_age": 80, "at_least": 1500, "amount": 300, "per_day": 1},
    },
})


def variable(name, value_type, definition_period=DateUnit.DAY, **formula):
    """A variable; without a formula it is a fact about a person or the meal."""
    kind = {"value_type": value_type, "entity": Person, "definition_period": definition_period}
    return type(name, (Variable,), kind | formula)


def result(value_type, formula="formula"):
    """Makes a variable of a function over whole arrays."""
    return lambda function: variable(function.__name__, value_type, **{formula: function})


FACTS = [
    variable("birth", datetime.date, DateUnit.ETERNITY),
    *(variable(name, bool) for name in ("dibao", "deceased", "institution", "dine_in")),
    *(variable(name, int) for name in ("gross", "used_a", "used_b", "used_c")),
]
ANSWERS = [variable("hukou_shanghai", bool), variable("residence_putuo", bool)]
CODES = [variable("hukou", str), variable("residence", str)]


@result(bool)
def hukou_shanghai(person, period):
    return numpy.char.startswith(person("hukou", period).astype(str), "31")


@result(bool)
def residence_putuo(person, period):
    return numpy.char.startswith(person("residence", period).astype(str), "310107")


def age_by_table(person, period):
    """Completed years, read from a table that has a place for each day of birth."""
    today = numpy.datetime64(period.start, "D")
    month = today.astype("M8[M]") - 12 * numpy.arange(OLDEST + 2)
    in_month = today - today.astype("M8[M]")
    # The last day of birth for each age: for a 29 February, in a common year, 28 February.
    last = numpy.minimum(month + in_month, (month + 1).astype("M8[D]") - 1).astype(int)
    ages = numpy.arange(OLDEST, -1, -1, dtype=numpy.uint8)
    table = numpy.repeat(ages, -numpy.diff(last)[::-1])
    day_of_birth = person("birth", period).view(numpy.int64)
    return table.take(day_of_birth - (last[-1] + 1), mode="clip")


def age_by_calendar(person, period):
    """Completed years, from the year, month and day of each birth."""
    birth = person("birth", period)
    first_of_month = birth.astype("M8[M]")
    year = birth.astype("M8[Y]").astype(int) + 1970
    month = first_of_month.astype(int) % 12 + 1
    day = (birth - first_of_month).astype(int) + 1
    start = period.start
    had_birthday = (month < start.month) | ((month == start.month) & (day <= start.day))
    return start.year - year - ~had_birthday


@result(bool)
def excluded(person, period):
    return person("deceased", period) | person("institution", period)


@result(int, NOTICE)
def discount(person, period, parameters):
    d60, d80 = parameters(period).discounts.d60, parameters(period).discounts.d80
    gross, age = person("gross", period), person("age", period)
    entitled = person("residence_putuo", period) & ~person("excluded", period)
    younger = entitled & (age >= d60.from_age) & (age < d60.below_age)
    older = entitled & (age >= d80.from_age)
    off = numpy.maximum(
        younger * numpy.int8(100 - d60.pay_percent), older * numpy.int8(100 - d80.pay_percent))
    # What is paid is rounded half up, so what is taken off half down: 49 is added, not 50.
    taken = gross * off
    taken += 49
    taken //= 100
    return taken


@result(bool)
def subsidised(person, period):
    """What the three rules ask for alike."""
    here = person("dine_in", period) & person("hukou_shanghai", period)
    return here & ~person("excluded", period)


def granted(person, period, rule, used):
    """What each rule asks for with figures of its own."""
    return (
        person("subsidised", period)
        & (person("age", period) >= rule.from_age)
        & (person("gross", period) >= rule.at_least)
        & (person(used, period) < rule.per_day))


@result(int, NOTICE)
def subsidy_a(person, period, parameters):
    rule = parameters(period).subsidies.a
    dibao = person("dibao", period)
    return (granted(person, period, rule, "used_a") & dibao) * numpy.int32(rule.amount)


@result(int, NOTICE)
def subsidy_b(person, period, parameters):
    rule = parameters(period).subsidies.b
    younger = person("age", period) < rule.below_age
    return (granted(person, period, rule, "used_b") & younger) * numpy.int32(rule.amount)


@result(int, NOTICE)
def subsidy_c(person, period, parameters):
    rule = parameters(period).subsidies.c
    return granted(person, period, rule, "used_c") * numpy.int32(rule.amount)


@result(int)
def subsidy(person, period):
    """The one worth most, and never more than what is left to pay."""
    best = numpy.maximum(person("subsidy_a", period), person("subsidy_b", period))
    numpy.maximum(best, person("subsidy_c", period), out=best)
    left = person("gross", period) - person("discount", period)
    return numpy.minimum(best, left, out=best)


@result(int)
def payable(person, period):
    left = person("gross", period) - person("discount", period)
    left -= person("subsidy", period)
    return left


FORMULAS = [excluded, discount, subsidised, subsidy_a, subsidy_b, subsidy_c, subsidy, payable]


def legislation(options):
    """The system of variables and parameters, made once."""
    age = age_by_table if options.age == "table" else age_by_calendar
    age.__name__ = "age"
    given = ANSWERS if options.codes == "answers" else [*CODES, hukou_shanghai, residence_putuo]
    system = TaxBenefitSystem([Person])
    system.add_variables(*FACTS, *given, result(int)(age), *FORMULAS)
    system.parameters = ParameterNode("", data=PARAMETERS)
    return system


def read_columns(options):
    """The file as one array for each fact."""
    if os.path.getsize(options.persons) % RECORD.itemsize:
        sys.exit(f"openfisca_putuo: {options.persons} is not a whole number of 9-byte records")
    rows = numpy.fromfile(options.persons, RECORD)
    if rows.size and not 0 <= rows["gross"].min() <= rows["gross"].max() <= LARGEST:
        sys.exit(f"openfisca_putuo: {options.persons} has a gross outside 0...{LARGEST} fen")
    flag = {name: (rows["flags"] >> bit & 1).astype(bool) for bit, name in enumerate(FLAGS)}
    used = flag["used"].astype(numpy.int32)
    columns = {name: flag[name] for name in ("dibao", "deceased", "institution", "dine_in")}
    columns |= {"birth": rows["birth"].astype("M8[D]"), "gross": rows["gross"].astype("=i4")}
    columns |= {"used_a": used, "used_b": used.copy(), "used_c": used.copy()}
    if options.codes == "answers":
        return columns | {"hukou_shanghai": flag["hukou"], "residence_putuo": flag["residence"]}
    hukou = numpy.where(flag["hukou"], "310105", "320106").astype(object)
    residence = numpy.where(flag["residence"], "310107", "310110").astype(object)
    return columns | {"hukou": hukou, "residence": residence}


def simulation(system, columns, day):
    """A new simulation with its inputs."""
    builder = SimulationBuilder()
    builder.create_entities(system)
    persons = builder.populations["person"]
    persons.count = len(columns["gross"])
    persons.ids = numpy.arange(persons.count)
    built = builder.build(system)
    for name, values in columns.items():
        built.set_input(name, day, values)
    return built


def measure(system, columns, day):
    """Runs everyone once, in a new simulation: the results and the seconds."""
    begun = time.perf_counter()
    built = simulation(system, columns, day)
    ready, ready_processor = time.perf_counter(), time.process_time()
    results = [built.calculate(name, day) for name in RESULTS]
    done, done_processor = time.perf_counter(), time.process_time()
    seconds = {"build_seconds": ready - begun, "calculate_seconds": done - ready}
    processor = {"calculate_cpu_seconds": done_processor - ready_processor}
    return results, {"persons": len(columns["gross"]), **seconds, **processor}


def keep_memory():
    """Has glibc keep freed memory for the next array; others do as they do."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
        mallopt(-3, 2**30)  # M_MMAP_THRESHOLD


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--persons", required=True, metavar="FILE")
    parser.add_argument("--day", default="2026-11-23", metavar="YYYY-MM-DD")
    parser.add_argument("--out", metavar="FILE")
    parser.add_argument("--repeat", type=int, default=1, metavar="N")
    parser.add_argument("--age", choices=("table", "calendar"), default="table")
    parser.add_argument("--codes", choices=("answers", "text"), default="answers")
    parser.add_argument("--memory", choices=("kept", "returned"), default="kept")
    options = parser.parse_args()
    if options.memory == "kept":
        keep_memory()
    system, columns = legislation(options), read_columns(options)
    versions = version("openfisca-core"), numpy.__version__, sys.version.split()[0]
    print("OpenFisca-Core {}, NumPy {}, Python {}".format(*versions), file=sys.stderr)
    for _ in range(max(options.repeat, 1)):
        results = None
        gc.collect()  # the last simulation, which refers to itself
        gc.disable()
        results, line = measure(system, columns, options.day)
        gc.enable()
        print(json.dumps(line), flush=True)
    if options.out:
        numpy.stack(results, axis=1).astype("<i4").tofile(options.out)


if __name__ == "__main__":
    main()
