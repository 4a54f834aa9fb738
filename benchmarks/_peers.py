"""Peers in environments of their own, made once under build/peers, and what they answer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent.parent / "build" / "peers"
# lifetimes: the newest that it runs with; it asks for pkg_resources, and for names that numpy 2 and
# pandas 2.2 have taken away; its own releases have ended
PINS = {
    "lifetimes": (
        *("lifetimes==0.11.3", "numpy<2", "pandas<2.2", "scipy<1.13"),
        *("autograd<1.7", "setuptools<81"),
    ),
    "pymc-marketing": (
        *("pymc-marketing==0.19.2", "pymc==5.28.5", "pymc-extras==0.10.0", "pytensor==2.38.3"),
        *("arviz==0.23.4", "numpy==2.4.6", "pandas==3.1.1", "scipy==1.17.1"),
    ),
    "proselint": ("proselint==0.16.0",),
}


class AbsentError(Exception):
    """A peer could not be installed, or did not run."""


def answer(peer: str, code: str, columns: Mapping[str, Any]) -> Any:
    """Run code in a peer's environment on columns, and give what it prints last, as JSON.

    The code finds the columns in the npz file that its first argument names, and in the second an
    empty folder for what it compiles.
    """
    with tempfile.TemporaryDirectory() as folder:
        np.savez(f"{folder}/columns.npz", **columns)
        return told(peer, code, f"{folder}/columns.npz", folder)


def told(peer: str, code: str, *arguments: str) -> Any:
    """Run code in a peer's environment, and give what it prints last, as JSON."""
    try:
        here = [str(_environment(peer)), "-c", code, *arguments]
        done = subprocess.run(here, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.CalledProcessError) as error:
        why = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
        raise AbsentError(f"{' '.join(PINS[peer])}: {why}") from error


def program(peer: str, name: str) -> str:
    """Give the path of a program in a peer's environment."""
    return str(_environment(peer).parent / name)


def left_out(error: AbsentError) -> None:
    """Say on the error stream why a comparison is not in the table."""
    print(f"A comparison is left out: {error}.", file=sys.stderr)


def _environment(peer: str) -> Path:
    """Make the peer's environment once, and give its Python."""
    home = FOLDER / peer
    python, done = home / "bin" / "python", home / "installed"
    if not done.exists():
        venv.create(home, with_pip=True, clear=True)
        here = [str(python), "-m", "pip", "install", "--quiet", *PINS[peer]]
        subprocess.run(here, check=True, capture_output=True, text=True)
        done.touch()
    return python


LIFETIMES = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import numpy, pandas
from lifetimes import ParetoNBDFitter
rows = {k: pandas.Series(v) for k, v in numpy.load(sys.argv[1]).items()}
begin = time.process_time()
fitter = ParetoNBDFitter().fit(rows["x"], rows["t_x"], rows["T"], weights=rows.get("weight"))
print(json.dumps([time.process_time() - begin, list(fitter.params_[["r", "alpha", "s", "beta"]])]))
"""
"""Fit the Pareto/NBD; CPU seconds and r, alpha, s, beta."""

PYMC = """
import os, sys
os.environ["PYTENSOR_FLAGS"] = f"base_compiledir={sys.argv[2]}/compiled"
import json, resource, warnings
warnings.simplefilter("ignore")
def cpu():
    of = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)  # the compiler is a child
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, of))
import numpy, pandas
begin = cpu()
from pymc_extras.prior import Prior
from pymc_marketing.clv import ParetoNBDModel
loading = cpu() - begin
rows = dict(numpy.load(sys.argv[1]))
covariates = sorted(name for name in rows if name.startswith("z"))
data = pandas.DataFrame(rows).rename(columns={"x": "frequency", "t_x": "recency"})
data["customer_id"] = range(len(data))
clocks = {"purchase_covariate_cols": covariates, "dropout_covariate_cols": covariates}
flat = {name: Prior("HalfFlat") for name in ("r", "alpha", "s", "beta")}
flat |= {name: Prior("Flat") for name in ("purchase_coefficient", "dropout_coefficient")}
def fitted(priors):
    begin = cpu()
    model = ParetoNBDModel(data=data, model_config=clocks | priors)
    model.fit(method="map", progressbar=False)
    seconds, found = cpu() - begin, model.idata.posterior
    scales = ("alpha_scale", "beta_scale") if covariates else ("alpha", "beta")
    names = ["r", scales[0], "s", scales[1]]
    names += ["purchase_coefficient", "dropout_coefficient"] if covariates else []
    return [seconds, [float(one) for name in names for one in found[name].values.ravel()]]
first = fitted(flat)
print(json.dumps([loading, first, fitted(flat), fitted({})]))
"""
"""Fit it by MAP; CPU seconds of loading, and those of three fits with their parameters.

The first, which pays for compiling, and the second have flat priors, so that the optimum is that of
the likelihood; the third has the peer's own priors. Columns whose names begin with z are covariates
of both clocks that do not change in time.
"""

PROSELINT = """
import json, sys, time
import proselint.checks
from proselint.checks import __register__
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.tools import LintFile
CheckRegistry().register_many(__register__)
whole = open(sys.argv[1], encoding="utf-8").read()
apart = json.load(open(sys.argv[2], encoding="utf-8"))
def seconds(texts):
    begin = time.process_time()
    found = sum(len(LintFile("text", text).lint(DEFAULT)) for text in texts)
    return time.process_time() - begin, found
seconds([whole])
print(json.dumps([min(seconds([whole]) for _ in range(9)), seconds(apart)]))
"""
"""CPU seconds and findings on a file as a whole, and on its messages one by one."""
