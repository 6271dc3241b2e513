#!/usr/bin/env python3
"""A job that asks Trueup before and while it works. Needs Python 3.9 and its standard library.

trueup_job.py run JOB PLATFORM COMMAND [NODE...]
    Begins one run that covers all nodes, and calls COMMAND NODE ACTION STORE for each, with the
    datasets of the node's store as JSON on its standard input, one a line. All that the command
    reads belongs to the version that the run is pinned to. PLATFORM is SOURCE/NAME. Without nodes,
    JOB is the key of one of the platform's jobs, and the run covers the nodes that it has then.
trueup_job.py report SOURCE VERSION
    Lists the datasets of a version, such as 'merged' or 'realized@Live', which a lease keeps.

TRUEUP_URL         address of the daemon
TRUEUP_TOKEN_FILE  file with a token of scope RUN
TRUEUP_STATE       folder that keeps the fingerprint of each node's last run; default: this one

Exit codes: 0 done, 1 failed, 11 all nodes are retired: remove the job, 12 a node has to wait: start later.
"""

import http.client
import json
import os
import pathlib
import secrets
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

LENGTH = "5m"  # of a run or lease, unless it is prolonged
HEARTBEAT = float(os.environ.get("TRUEUP_HEARTBEAT", "100"))  # seconds; a third of the length
PATIENCE = float(os.environ.get("TRUEUP_PATIENCE", "600"))  # seconds
STATE = pathlib.Path(os.environ.get("TRUEUP_STATE", "."))
LINES = "application/x-ndjson"


class Refused(Exception):
    """Trueup answered with a problem document."""

    def __init__(self, status, text):
        try:
            problem = json.loads(text)
        except ValueError:
            problem = {}
        super().__init__(problem.get("detail", "Status %d" % status))
        self.status = status
        self.type = problem.get("type", "")


class Trueup:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token

    def ask(self, method, path, body=None, accept="application/json"):
        """Returns the answer as text. Repeats what can be answered later, and what was not answered."""
        headers = {"Authorization": "Bearer " + self.token, "Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body).encode()
        deadline = time.monotonic() + PATIENCE
        while True:
            request = urllib.request.Request(self.url + path, body, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=600) as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as e:
                if e.code not in (429, 503) or time.monotonic() > deadline:
                    raise Refused(e.code, e.read()) from None
                pause = float(e.headers.get("Retry-After", "1"))
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
                pause = 1
            time.sleep(pause)

    def get(self, path):
        return json.loads(self.ask("GET", path))

    def post(self, path, body):
        return json.loads(self.ask("POST", path, body))


def encoded(node):
    """A node's key as one segment of a path."""
    return urllib.parse.quote(node, safe="")


def fingerprint(node):
    """The fingerprint that a node last ran with; None before its first run."""
    file = STATE / encoded(node)
    return file.read_text().strip() if file.exists() else None


def currency(trueup, platform, node, known, run=None):
    query = {"fingerprint": known, "run": run}
    text = urllib.parse.urlencode({key: value for key, value in query.items() if value})
    return trueup.get("/api/v1/platforms/%s/nodes/%s/currency?%s" % (platform, encoded(node), text))


def asked_nodes(trueup, job, platform, nodes):
    """What to ask about, and how a begin says it: nodes, or those of the job with this key."""
    if nodes:
        return nodes, {"nodes": [{"node": node, "fingerprint": fingerprint(node)} for node in nodes]}
    listed = trueup.get("/api/v1/platforms/%s/jobs/%s" % (platform, encoded(job)))
    known = {node: fingerprint(node) for node in listed["nodes"]}
    return listed["nodes"], {"nodesTag": listed["nodesTag"], "fingerprints": known}


def wait_until_free(trueup, platform, nodes, deadline):
    """Asks before it begins: this is cheap, and begins nothing."""
    for node in nodes:
        answer = currency(trueup, platform, node, fingerprint(node))
        while answer["action"] == "WAIT":
            pause(node + ": " + answer["reason"], answer["retryAfterSeconds"], deadline)
            answer = currency(trueup, platform, node, fingerprint(node))


def pause(reason, seconds, deadline):
    print("WAIT", reason, flush=True)
    if time.monotonic() + seconds > deadline:
        sys.exit(12)
    time.sleep(seconds)


def begin(trueup, job, platform, nodes):
    """Begins a run for all nodes, or waits while one of them has to."""
    deadline = time.monotonic() + PATIENCE
    while True:
        asked, how = asked_nodes(trueup, job, platform, nodes)
        wait_until_free(trueup, platform, asked, deadline)
        run = secrets.token_hex(16)
        body = {"platform": platform, "job": job, "run": run, "length": LENGTH, **how}
        try:
            answer = trueup.post("/api/v1/runs", body)
        except Refused as e:
            if e.type != "urn:trueup:error:run-exists":
                raise
            end_as_failed(trueup, run)  # it had begun, and its answer was lost
            continue
        if answer["run"] and not answer["nodesChanged"]:
            return answer
        if answer["run"]:
            end_as_failed(trueup, run)
            print("AGAIN Job", job, "has other nodes now", flush=True)  # of unknown fingerprints
            continue
        reasons = [each["reason"] for each in answer["nodes"] if each["action"] == "WAIT"]
        pause(reasons[0] if reasons else "", answer["retryAfterSeconds"], deadline)


def end_as_failed(trueup, run):
    """A run that this cannot end is over, or expires."""
    try:
        trueup.post("/api/v1/runs/%s/end" % run, {"outcome": "failed"})
    except (Refused, OSError, http.client.HTTPException) as e:
        print(e, file=sys.stderr)


class Heartbeat:
    """Prolongs a run while it works."""

    def __init__(self, trueup, run):
        self.path = "/api/v1/runs/%s/prolong" % run
        self.trueup = trueup
        self.ended = threading.Event()
        self.lost = None
        self.thread = threading.Thread(target=self.beat, daemon=True)

    def beat(self):
        while not self.ended.wait(HEARTBEAT):
            try:
                self.trueup.post(self.path, {"length": LENGTH})
            except (Refused, OSError, http.client.HTTPException) as e:
                self.lost = e
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()


def work(trueup, platform, command, answer):
    """Does the work of one node."""
    node, action = answer["node"], answer["action"]
    print(action, node, answer["version"], answer["reason"], flush=True)
    store, datasets = "", ""
    if action != "RETIRE":
        source, name = platform.split("/")
        version = "/api/v1/models/%s/%d" % (source, answer["version"])
        declared = trueup.get("%s/platforms/%s/nodes/%s" % (version, name, encoded(node)))
        store = declared["store"] or ""
        if store:
            path = "%s/stores/%s/datasets" % (version, encoded(store))
            datasets = trueup.ask("GET", path, accept=LINES)
    subprocess.run([command, node, action, store], input=datasets, text=True, check=True)


def run_once(trueup, job, platform, command, nodes):
    answer = begin(trueup, job, platform, nodes)
    run = answer["run"]
    try:
        with Heartbeat(trueup, run) as heartbeat:
            for each in answer["nodes"]:
                work(trueup, platform, command, each)
                if heartbeat.lost:
                    raise heartbeat.lost
    except BaseException:
        end_as_failed(trueup, run)
        raise
    trueup.post("/api/v1/runs/%s/end" % run, {"outcome": "succeeded"})
    for each in answer["nodes"]:
        file = STATE / encoded(each["node"])
        if each["action"] == "RETIRE":
            file.unlink(missing_ok=True)
        else:
            file.write_text(each["fingerprint"] + "\n")
    return answer


def run_job(trueup, job, platform, command, nodes):
    while True:
        try:
            answer = run_once(trueup, job, platform, command, nodes)
            break
        except Refused as e:
            if e.status != 410:
                raise
            print("AGAIN", e, flush=True)  # with the version that is current now
    for each in answer["nodes"]:
        if each["action"] != "RETIRE":
            now = currency(trueup, platform, each["node"], each["fingerprint"])
            print(now["action"], each["node"], now["reason"], flush=True)
    return 11 if answer["action"] == "RETIRE" else 0


def report(trueup, source, version):
    """Reads a version without a run."""
    path = "/api/v1/models/%s/%s/leases" % (source, urllib.parse.quote(version))
    lease = trueup.post(path, {"purpose": "report", "length": LENGTH})
    try:
        kept = "/api/v1/models/%s/%d" % (source, lease["version"])
        for store in trueup.ask("GET", kept + "/stores?fields=name", accept=LINES).splitlines():
            name = json.loads(store)["name"]
            path = "%s/stores/%s/datasets?fields=name" % (kept, encoded(name))
            for dataset in trueup.ask("GET", path, accept=LINES).splitlines():
                print(lease["version"], name, json.loads(dataset)["name"])
    finally:
        trueup.post("/api/v1/leases/%s/release" % lease["lease"], {})
    return 0


def main(arguments):
    if not (len(arguments) > 3 and arguments[0] == "run") and not (
        len(arguments) == 3 and arguments[0] == "report"
    ):
        sys.exit(__doc__)
    token = pathlib.Path(os.environ["TRUEUP_TOKEN_FILE"]).read_text().strip()
    trueup = Trueup(os.environ["TRUEUP_URL"], token)
    try:
        if arguments[0] == "report":
            return report(trueup, *arguments[1:])
        return run_job(trueup, arguments[1], arguments[2], arguments[3], arguments[4:])
    except (Refused, OSError, http.client.HTTPException, subprocess.CalledProcessError) as e:
        print("FAILED", e, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
