#!/usr/bin/env python3
"""Holds the intervals, quantiles, curves and p-values of a cohort report to SciPy.

usage: oracle.py IL2 REPORT_DIR

Counts are taken from the report, units and times by `il2 query` from its store: how they are counted is proved elsewhere.
Prints each number that differs by more than 10^-9 of itself, and how many were compared by which method; exit 1 where one differs.
"""
import csv
import io
import math
import subprocess
import sys
import warnings
from collections import defaultdict

import numpy
from scipy import optimize, stats

# By measure: which courses are in the denominator, and which of them in the numerator.
CLUSTERED = {
    "exposure.completed": ("plan <> 'none'", "doses_given = doses_planned"),
    "toxicity.any": ("worst_grade IS NOT NULL", "worst_grade >= 3"),
    "vasopressor.use": ("vasopressor IS NOT NULL", "vasopressor"),
    "vasopressor.two_or_more_agents": ("two_or_more_agents IS NOT NULL", "two_or_more_agents"),
    "dialysis.use": ("at_risk_of_dialysis", "dialysis"),
    "care.icu_stay": ("icu IS NOT NULL", "icu"),
}
# By measure: the number of a course.
NUMBERS = {
    "exposure.doses_given": "CAST(doses_given AS DOUBLE)",
    "exposure.fraction_of_planned": "CASE WHEN plan <> 'none' THEN CAST(doses_given AS DOUBLE) / doses_planned END",
    "exposure.cumulative_miu_per_kg": "cumulative_miu_per_kg",
    "vasopressor.hours": "vasopressor_hours",
    "vasopressor.peak_nee": "vasopressor_peak_nee",
    "kidney.peak_creatinine_ratio": "CASE WHEN at_risk_of_dialysis THEN peak_creatinine_ratio END",
    "care.icu_hours": "icu_hours",
}
FACTS = "FROM treated_course_strata AS s JOIN facts_courses AS f ON f.site_id = s.site_id AND f.course_id = s.course_id"
STATISTICS = {
    "mean": numpy.mean,
    "sd": lambda x: stats.tstd(x) if len(x) > 1 else None,
    "median": numpy.median,
    "q1": lambda x: numpy.quantile(x, 0.25, method="linear"),
    "q3": lambda x: numpy.quantile(x, 0.75, method="linear"),
    "min": numpy.min,
    "max": numpy.max,
}
COMPARISONS = {"comparison.risk_difference", "comparison.risk_ratio", "comparison.fisher_exact"}


def number(cell):
    return float(cell) if cell else None


class Report:
    def __init__(self, il2, folder):
        self.il2, self.folder = il2, folder
        self.rows, self.curves = self.read("results.csv"), self.read("curves.csv")
        self.compared, self.differences = defaultdict(int), 0

    def read(self, name):
        with open(f"{self.folder}/{name}", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def query(self, sql):
        """The answer's rows, without its headings."""
        command = [self.il2, "--quiet", "query", self.folder, "--sql", sql, "--format", "csv"]
        answer = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
        return list(csv.reader(io.StringIO(answer)))[1:]

    def compare(self, method, row, *pairs):
        """Numbers of the report, each with SciPy's; None where there is none."""
        for own, other in pairs:
            self.compared[method] += 1
            same = own is other if own is None or other is None else math.isclose(
                own, float(other), rel_tol=1e-9, abs_tol=1e-12)
            if not same:
                self.differences += 1
                print(f"{method}: {','.join(list(row.values())[:6])}: {own}, SciPy {other}")

    def bounds(self, method, row, bounds):
        self.compare(method, row, (number(row["lower"]), bounds[0]), (number(row["upper"]), bounds[1]))


def wilson(p, n, z):
    """Wilson's interval of a share of n units, which need not be a whole number."""
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    lower, upper = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return 0.0 if p == 0 else lower, 1.0 if p == 1 else upper


def exact(report):
    """Clopper-Pearson, from the row's own counts."""
    for row in report.rows:
        if row["method"] != "clopper_pearson":
            continue
        x, n = int(row["numerator"]), int(row["denominator"])
        report.bounds("clopper_pearson", row, stats.binomtest(x, n).proportion_ci(0.95, "exact"))


def clustered(report):
    """Wilson on the effective sample size, from the courses of each patient."""
    for measure, (units, events) in CLUSTERED.items():
        patients = defaultdict(list)
        for stratum, *counts in report.query(
                f"SELECT s.stratum, SUM(1), SUM(CASE WHEN {events} THEN 1 ELSE 0 END) {FACTS} WHERE {units} "
                "GROUP BY s.stratum, s.site_id, s.patient_id ORDER BY s.stratum, s.site_id, s.patient_id"):
            patients[stratum].append([int(count) for count in counts])
        for row in report.rows:
            level = "ge3" if measure == "toxicity.any" else "all"
            if (row["measure"], row["unit"], row["level"], row["status"]) != (measure, "course", level, "ok"):
                continue
            m, x = numpy.array(patients[row["stratum"]]).T
            p, k = x.sum() / m.sum(), len(m)
            bounds = (None, None)
            if k > 1:
                variance = k * stats.tvar(x - p * m) / m.sum() ** 2
                n = k if p in (0, 1) else min(m.sum(), p * (1 - p) / variance) if variance else m.sum()
                bounds = wilson(p, n, stats.t.ppf(0.975, k - 1))
            report.compare("rao_scott_wilson", row, (number(row["value"]), p))
            if row["method"] != "clopper_pearson":  # one course of each patient
                report.bounds("rao_scott_wilson", row, bounds)


def rates(report):
    """Garwood on the effective number of events, from the courses at risk and doses of each patient."""
    patients = defaultdict(list)
    for stratum, *counts in report.query(
            f"SELECT s.stratum, SUM(f.doses_given), SUM(CASE WHEN f.dialysis THEN 1 ELSE 0 END) {FACTS} "
            "WHERE f.at_risk_of_dialysis GROUP BY s.stratum, s.site_id, s.patient_id ORDER BY s.stratum, s.site_id, s.patient_id"):
        patients[stratum].append([int(count) for count in counts])
    for row in report.rows:
        if (row["measure"], row["status"]) != ("dialysis.rate", "ok"):
            continue
        m, x = numpy.array(patients[row["stratum"]]).T
        k, events, doses = len(m), x.sum(), m.sum()
        bounds = (None, None)
        if k > 1 or doses == 1:
            d = max(1, k * stats.tvar(x - events / doses * m) / events) if events and k > 1 else 1
            lower = stats.gamma.ppf(0.025, events / d) if events else 0.0
            bounds = [1000 * d / doses * limit for limit in (lower, stats.gamma.isf(0.025, events / d + 1))]
        report.compare("rao_scott_garwood", row, (number(row["value"]), 1000 * events / doses))
        report.bounds("rao_scott_garwood", row, bounds)


def distributions(report):
    for measure, value in NUMBERS.items():
        values = defaultdict(list)
        for stratum, cell in report.query(f"SELECT s.stratum, {value} {FACTS} WHERE {value} IS NOT NULL ORDER BY 1, 2"):
            values[stratum].append(float(cell))
        for row in report.rows:
            if (row["measure"], row["unit"]) == (measure, "course") and row["statistic"] in STATISTICS:
                of_row = values[row["stratum"]]
                other = STATISTICS[row["statistic"]](of_row) if of_row else None
                report.compare(row["statistic"], row, (number(row["value"]), other))


def curves(report):
    """Kaplan-Meier at every step and at the years of the book, and the median with its bounds."""
    times = defaultdict(lambda: ([], []))
    for measure, item, stratum, days, event in report.query(
            "SELECT t.measure, t.item, s.stratum, t.days, t.is_event FROM survival_times AS t JOIN treated_patient_strata AS s "
            "ON s.site_id = t.site_id AND s.patient_id = t.patient_id ORDER BY 1, 2, 3, 4, 5"):
        times[measure, item, stratum][event == "1"].append(float(days))
    for (measure, item, stratum), (censored, died) in times.items():
        sf = stats.ecdf(stats.CensoredData(died, right=censored)).sf
        limits = sf.confidence_interval(0.95, method="log-log")
        lower, upper = limits.low, limits.high
        for row in report.rows + report.curves:
            name = row["measure"].removesuffix("_curve").removesuffix("_median")
            if (name, row["item"], row["stratum"], row["status"]) != (measure, item, stratum, "ok"):
                continue
            if row["statistic"] == "probability":
                at = float(row["level"])
                own, bounds = float(sf.evaluate(at)), (lower.evaluate(at), upper.evaluate(at))
                if not 0 < own < 1:
                    bounds = (None, None)
                if measure == "outcome.death_within":
                    own, bounds = 1 - own, tuple(None if bound is None else 1 - bound for bound in bounds[::-1])
                report.compare("km_loglog", row, (number(row["value"]), own))
            else:
                def first(curve):
                    below = curve.quantiles[curve.probabilities <= 0.5 + 1e-9]
                    return below[0] if len(below) else None
                report.compare("km_loglog", row, (number(row["value"]), first(sf)))
                bounds = (first(lower), first(upper))
            report.bounds("km_loglog", row, bounds)


def koopman(x, n, y, m):
    """The ratios that a score test of 5 % would just not reject."""
    def term(events, units, share):
        return (events - units * share) ** 2 / (units * share * (1 - share)) if 0 < share < 1 else 0.0

    def score(ratio):
        a, b, c = (n + m) * ratio, -(ratio * (n + y) + x + m), x + y
        q = (-b - math.sqrt(max(b * b - 4 * a * c, 0))) / (2 * a)
        return term(x, n, ratio * q) + term(y, m, q) - stats.chi2.isf(0.05, 1)

    def crossing(factor):
        inner = outer = (x or 0.5) / n / ((y or 0.5) / m)
        while score(outer) < 0:
            outer *= factor
        return optimize.brentq(score, min(inner, outer), max(inner, outer), xtol=1e-14, rtol=1e-14)

    return crossing(0.5) if x else 0.0, crossing(2.0) if y else None


def family(row):
    """The comparison and the family of tests of a p-value, within which it is adjusted."""
    measure = row["item"].partition("/")[0]
    return row["stratum"], measure if measure in ("toxicity.organ_system", "toxicity.term") else "outcomes"


def comparisons(report):
    """Newcombe, Koopman and Fisher, from the counts of both strata."""
    places = ("measure", "unit", "stratum", "item", "level")
    counts = {tuple(row[name] for name in places): row for row in report.rows if row["statistic"] == "proportion"}
    raw = defaultdict(list)
    for row in report.rows:
        if row["measure"] == "comparison.fisher_exact":
            raw[family(row)].append(float(row["value"]))
    adjusted = {tests: iter(stats.false_discovery_control(values)) for tests, values in raw.items()}
    for row in report.rows:
        if row["measure"] == "comparison.fisher_exact_adjusted":
            report.compare("benjamini_hochberg", row, (number(row["value"]), next(adjusted[family(row)])))
        if row["measure"] not in COMPARISONS or row["unit"] != "patient" or row["status"] != "ok":
            continue
        measure, _, item = row["item"].partition("/")
        of = [counts.get((measure, row["unit"], stratum, item, row["level"])) for stratum in row["stratum"].split(" vs ")]
        if None in of:
            continue  # an open list that does not name the item in one stratum
        (x, n), (y, m) = ((int(one["numerator"]), int(one["denominator"])) for one in of)
        if row["measure"] == "comparison.fisher_exact":
            report.compare("fisher_exact", row, (number(row["value"]), stats.fisher_exact([[x, n - x], [y, m - y]])[1]))
        elif row["measure"] == "comparison.risk_ratio":
            report.bounds("koopman", row, koopman(x, n, y, m))
        else:
            (a, b), (c, d) = (stats.binomtest(*one).proportion_ci(0.95, "wilson") for one in ((x, n), (y, m)))
            p, q = x / n, y / m
            report.bounds("newcombe", row, (p - q - math.hypot(p - a, d - q), p - q + math.hypot(b - p, q - c)))


def main(argv):
    if len(argv) != 2:
        sys.exit(__doc__)
    warnings.filterwarnings("ignore", "The confidence interval is undefined")  # where a curve is 1 or 0
    report = Report(*argv)
    for check in (exact, clustered, rates, distributions, curves, comparisons):
        check(report)
    print(f"{report.differences} differences; compared: " + ", ".join(f"{n} {name}" for name, n in sorted(report.compared.items())))
    return 1 if report.differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
