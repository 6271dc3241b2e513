"""Airflow DAGs for the jobs of a Trueup platform: one DAG for each schedule.

Put this file beside a DAG file such as example_dags.py. It needs Python 3.9 and Airflow 2.4 or later.
Everything but make_dags() is standard library, and runs without Airflow.
"""

import datetime
import hashlib
import json
import os
import re
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

GO = ("RUN", "RECONCILE")


class Refused(Exception):
    """The daemon answered with a problem that another try does not solve."""


class Away(Exception):
    """The daemon did not answer, or asked to come again."""


class Wait(Exception):
    """A node cannot run now. `seconds` says when to ask again."""

    def __init__(self, reason, seconds):
        super().__init__(reason)
        self.seconds = seconds


class Trueup:
    """A daemon's API. Safe for any thread."""

    def __init__(self, url, token, timeout=60):
        self.url = url.rstrip("/")
        self.token = token
        self.timeout = timeout

    def _open(self, method, path, body=None, headers=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.token, **(headers or {})},
        )
        try:
            return urllib.request.urlopen(request, timeout=self.timeout)
        except urllib.error.HTTPError as e:
            if e.code == 304:
                return e
            detail = e.read().decode(errors="replace")
            try:
                detail = json.loads(detail).get("detail", detail)
            except ValueError:
                pass
            again = e.code in (429, 502, 503, 504)
            raise (Away if again else Refused)(f"{e.code}: {detail}") from e
        except OSError as e:
            raise Away(f"Cannot reach {self.url}: {e}") from e

    def jobs(self, platform, etag=None):
        """All jobs and their ETag; (None, etag) when they are the same as before."""
        headers = {"Accept": "application/x-ndjson"}
        if etag:
            headers["If-None-Match"] = etag
        path = "/api/v1/platforms/%s/jobs" % "/".join(
            urllib.parse.quote(part, safe="") for part in platform.split("/")
        )
        with self._open("GET", path, headers=headers) as answer:
            if answer.status == 304:
                return None, etag
            try:
                return [json.loads(line) for line in answer if line.strip()], answer.headers["ETag"]
            except (OSError, ValueError) as e:
                raise Away(f"The list of jobs ended early: {e}") from e

    def begin(self, platform, node, job, fingerprint=None, length="10m"):
        """The daemon's answer to the start of a node's job."""
        body = {"platform": platform, "node": node, "job": job, "length": length}
        if fingerprint:
            body["fingerprint"] = fingerprint
        with self._open("POST", "/api/v1/runs", body) as answer:
            return json.load(answer)

    def prolong(self, run, length="10m"):
        with self._open("POST", f"/api/v1/runs/{run}/prolong", {"length": length}) as answer:
            return json.load(answer)

    def end(self, run, succeeded):
        outcome = "succeeded" if succeeded else "failed"
        with self._open("POST", f"/api/v1/runs/{run}/end", {"outcome": outcome}) as answer:
            return json.load(answer)


def cached_jobs(trueup, platform, folder):
    """The jobs of a platform: those of the daemon if they changed, else those of the last answer.

    Airflow reads DAG files often, so an unchanged list costs one short request. While the daemon is
    away the last answer is used; without one there are no jobs yet.
    """
    file = Path(folder) / (re.sub(r"[^A-Za-z0-9_-]", "_", platform) + "." + _digest(platform) + ".json")
    try:
        known = json.loads(file.read_text())
    except (OSError, ValueError):
        known = {"etag": None, "jobs": []}
    try:
        jobs, etag = trueup.jobs(platform, known["etag"])
    except Away:
        return known["jobs"]
    if jobs is None:
        return known["jobs"]
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=file.parent, suffix=".part")
    with os.fdopen(handle, "w") as out:
        json.dump({"etag": etag, "jobs": jobs}, out)
    os.replace(part, file)  # whole or not at all, however many processes do this
    return jobs


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def identifier(text, longest=200):
    """A name that Airflow accepts: letters, digits, '_', '-' and '.', at most 250 in all."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", text)
    return name if name == text and len(name) <= longest else f"{name[:longest]}-{_digest(text)}"


def schedules(platform, jobs, retire_cron="*/10 * * * *"):
    """What the DAGs are, without Airflow: a list of schedules, each with its jobs in order.

    `cron` starts a schedule, or the assets of `waits_for`, all of them; one with neither is
    started by hand or by what is outside.
    """
    by_key = {job["job"]: job for job in jobs}
    found = {}
    for job in jobs:
        trigger = job["trigger"]
        plan = found.setdefault(
            trigger["schedule"],
            {
                "dag_id": identifier(f"trueup.{platform.replace('/', '.')}.{trigger['schedule']}"),
                "kind": trigger["kind"],
                "cron": retire_cron if trigger["kind"] == "retire" else trigger["cron"],
                "waits_for": [],
                "jobs": [],
            },
        )
        plan["jobs"].append(job)
        if trigger["kind"] == "inputs":
            plan["waits_for"] += [key for key in job["reads"] if key in by_key]
    for plan in found.values():
        plan["waits_for"] = sorted(set(plan["waits_for"]))
    return [found[name] for name in sorted(found)]


def asset(platform, job):
    """The URI of the asset that a job updates."""
    return "trueup://%s/%s" % (platform, job)


class Prolonging:
    """Prolongs runs while work goes on; `lost` is the first failure to do so that lasts."""

    def __init__(self, trueup, runs, length="10m", every=120.0):
        self.trueup, self.runs, self.length, self.every = trueup, runs, length, every
        self.lost = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _go_on(self):
        while not self._over.wait(self.every):
            for run in self.runs:
                try:
                    self.trueup.prolong(run, self.length)
                except Away:
                    pass  # the run lasts longer than one attempt
                except Refused as e:
                    self.lost = self.lost or e


def run_job(trueup, platform, job, work, fingerprints, length="10m", every=120.0):
    """Begins all nodes of a job, does the work of each, and ends them.

    `work(node, answer)` moves a node's data. `fingerprints` remembers, by node, what a node last ran
    with. Returns the nodes that ran; none when all have left the model. Raises Wait when one cannot
    run now: then none has run, and those that had begun are ended.
    """
    begun = []
    try:
        for node in job["nodes"]:
            answer = trueup.begin(platform, node, job["job"], fingerprints.get(node), length)
            if answer["action"] in GO:
                begun.append((node, answer))
            elif answer["action"] == "WAIT":
                raise Wait(f"{node}: {answer['reason']}", answer.get("retryAfterSeconds") or 30)
            else:
                fingerprints.pop(node, None)  # RETIRE: there is nothing to run
        done = set()
        if job["trigger"]["kind"] == "retire":
            return []  # the platform is stopped, and the node does not retire yet
        with Prolonging(trueup, [answer["run"] for _, answer in begun], length, every) as prolonging:
            for node, answer in begun:
                work(node, answer)
                if prolonging.lost:
                    raise prolonging.lost
                trueup.end(answer["run"], True)
                done.add(node)
                prolonging.runs = [it["run"] for other, it in begun if other not in done]
                fingerprints[node] = answer["fingerprint"]
        return sorted(done)
    finally:
        ran = locals().get("done", set())
        for node, answer in begun:
            if node not in ran:
                _end_quietly(trueup, answer["run"])


def _end_quietly(trueup, run):
    """A run that is not ended expires by itself."""
    try:
        trueup.end(run, False)
    except (Away, Refused):
        pass


class StoredFingerprints:
    """The fingerprints of nodes in a Variable of Airflow for each platform and job."""

    def __init__(self, variables, platform, job):
        self.variables = variables
        self.name = "trueup." + identifier(f"{platform}.{job}")
        self.known = json.loads(variables.get(self.name, default_var="{}"))

    def save(self):
        self.variables.set(self.name, json.dumps(self.known, sort_keys=True))


PRIORITIES = {"critical": 1000, "high": 100, "medium": 10, "low": 1}


def make_dags(trueup, platform, work, folder, start_date, retire_cron="*/10 * * * *", **dag_arguments):
    """The DAGs of a platform by id, for `globals().update(...)` in a DAG file.

    `work(node, answer)` moves a node's data. Cron expressions are those of `start_date`'s time zone.
    """
    from airflow import DAG
    from airflow.datasets import Dataset
    from airflow.exceptions import AirflowSkipException
    from airflow.models import Variable
    from airflow.operators.python import PythonOperator

    def execute(job):
        def call():
            stored = StoredFingerprints(Variable, platform, job["job"])
            try:
                ran = run_job(trueup, platform, job, work, stored.known)
            finally:
                stored.save()
            if not ran:
                raise AirflowSkipException("No node of the job is in the model any more")

        return call

    dags = {}
    for plan in schedules(platform, cached_jobs(trueup, platform, folder), retire_cron):
        waits_for = [Dataset(asset(platform, key)) for key in plan["waits_for"]]
        dag = DAG(
            dag_id=plan["dag_id"],
            schedule=waits_for or plan["cron"],
            start_date=start_date,
            catchup=False,
            max_active_runs=1,
            **dag_arguments,
        )
        tasks = {}
        for job in plan["jobs"]:
            tasks[job["job"]] = PythonOperator(
                task_id=identifier(job["job"]),
                dag=dag,
                python_callable=execute(job),
                priority_weight=PRIORITIES[job["priority"]],
                weight_rule="absolute",
                outlets=[Dataset(asset(platform, job["job"]))],
                # WAIT: the task fails and is tried again; the daemon says why in its log.
                retries=20,
                retry_delay=datetime.timedelta(seconds=30),
                retry_exponential_backoff=True,
                max_retry_delay=datetime.timedelta(minutes=10),
                trigger_rule="none_failed",
            )
        for job in plan["jobs"]:
            for key in job["after"]:
                if key in tasks:
                    tasks[key] >> tasks[job["job"]]
        dags[plan["dag_id"]] = dag
    return dags
