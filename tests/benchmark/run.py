"""One run of the benchmark."""

import gc
import math
import os

from tests.tools.base import Failure

from . import report
from .databases import Databases
from .rows import make_rows


def run(sizes, only=None, smoke=False, keep=False, json_path=None):
    """Measure the rows and report them.

    :param tuple sizes: how many archives the small and the large database hold
    :param list[str] only: the names of the rows to measure; all when empty
    :param bool smoke: whether only to try that every row can be measured
    :param bool keep: whether to keep the databases
    :param Path json_path: where to write the results as well
    :return: the results of the rows
    :rtype: list[dict]
    """
    databases = Databases.of_sizes(*sizes)
    try:
        rows = make_rows(databases, smoke)
        if unknown := set(only or ()) - {row.name for row in rows}:
            raise Failure(f"Unknown rows: {', '.join(sorted(unknown))}."
                          f" Known are {', '.join(row.name for row in rows)}.")
        # What is loaded by now lives as long as the process: the collector need not look at it.
        gc.collect()
        gc.freeze()
        load = os.getloadavg()
        report.print_heading(load)
        results = []
        for row in rows:
            if not only or row.name in only:
                results.append(row.measure(judge=not smoke))
                report.print_row(results[-1])
        report.print_legend(results)
        if json_path:
            report.write_json(json_path, results, {'sizes': sizes, 'load': load})
        if smoke:
            for result in results:
                assert 0 < result['ratio'] < math.inf, result
        return results
    finally:
        if not keep:
            databases.drop()
