"""The table that people read and the file that programs read."""

import json

_VERDICTS = {'ok': "ok", 'over': "OVER", 'told': "-"}


def print_heading(load):
    """Print what the columns mean.

    :param tuple load: the load of the machine, as the system tells it
    """
    print(f"Load of the machine at the beginning: {load[0]:.1f}\n")
    print(f"{'row':<24}{'ratio':>8}{'limit':>8}  {'':<5}{'quarters':>15}  {'clock':<8}"
          f"{'reference':>12}{'work':>12}{'wall ratio':>12}")


def print_row(result):
    """Print one result as soon as it is there."""
    limit = f"{result['limit']:.3g}" if result['limit'] is not None else "-"
    low, high = result['ratio_quartiles']
    elapsed = result['elapsed']
    print(
        f"{result['name']:<24}{result['ratio']:>8.3f}{limit:>8}"
        f"  {_VERDICTS[result['verdict']]:<5}{f'{low:.3f} … {high:.3f}':>15}"
        f"  {result['clock']:<8}{_milliseconds(elapsed['reference']):>12}"
        f"{_milliseconds(elapsed['candidate']):>12}{elapsed['ratio']:>12.3f}",
        flush=True,
    )


def print_legend(results):
    """Print what the rows are, in words."""
    print()
    for result in results:
        details = f" ({result['details']})" if result['details'] else ""
        print(f"{result['name']:<24}{result['work']}{details}, against: {result['reference']}")


def write_json(path, results, facts):
    """Write the results for programs.

    :param Path path: the file
    :param list[dict] results: the results of the rows
    :param dict facts: about the run
    """
    path.write_text(json.dumps({**facts, 'rows': results}, indent=2, ensure_ascii=False) + '\n')


def _milliseconds(seconds):
    return f"{seconds * 1000:,.2f} ms"
