"""What every Python suite shares: where the gateway is, what the upstream saw, and a plain runner.

The runner prints one line per test (`ok`, `not ok` or `skip`), which clients/run counts.
"""

import json
import os
import sys
import traceback
import urllib.request

BASE = os.environ["SLUICE_BASE"]
OPEN_BASE = os.environ.get("SLUICE_OPEN_BASE", "")
UPSTREAM_KEY = os.environ["UPSTREAM_KEY"]

# The virtual keys of the configuration that clients/run writes.
OPENAI = "sk-sluice-openai"  # OpenAI itself: strict about parameters
COMPATIBLE = "sk-sluice-compatible"  # a compatible server: takes any parameter and model
TUNED = "sk-sluice-tuned"  # its entry fixes the model and the temperature
AZURE = "sk-sluice-azure"
BROKEN = "sk-sluice-broken"  # its credential is refused by the vendor
DOWN = "sk-sluice-down"  # nothing listens where it points

FAKES = {
    OPENAI: os.environ["FAKE_OPENAI"],
    COMPATIBLE: os.environ["FAKE_COMPATIBLE"],
    TUNED: os.environ["FAKE_COMPATIBLE"],
    AZURE: os.environ["FAKE_AZURE"],
}


class Skipped(Exception):
    """Raised by a test that cannot run here; its text is the reason."""


def reset(key=OPENAI):
    urllib.request.urlopen(FAKES[key] + "/__reset", data=b"").read()


def seen(key=OPENAI):
    """The requests that reached the upstream behind a key since the last reset."""
    with urllib.request.urlopen(FAKES[key] + "/__requests") as answer:
        return json.load(answer)["requests"]


def last_json(key=OPENAI):
    """The JSON body of the latest request that reached the upstream."""
    return json.loads(seen(key)[-1]["body"])


def header(request, name):
    return [value for key, value in request["headers"] if key.lower() == name.lower()]


def equal(found, expected, what="value"):
    assert found == expected, f"{what}: expected {expected!r}, found {found!r}"


def raises(kind, action):
    """Runs the action and returns the exception it must raise."""
    try:
        result = action()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got {result!r}")


def main(module):
    failed = 0
    only = sys.argv[1:]
    for name, test in list(vars(module).items()):
        if not name.startswith("test_") or (only and name not in only):
            continue
        label = f"{os.path.basename(module.__file__)} {name[5:].replace('_', ' ')}"
        try:
            for key in (OPENAI, COMPATIBLE, AZURE):
                reset(key)
            test()
            print(f"ok {label}", flush=True)
        except Skipped as reason:
            print(f"skip {label}: {reason}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {label}", flush=True)
            print("    " + traceback.format_exc().replace("\n", "\n    "), flush=True)
    sys.exit(1 if failed else 0)
