"""Airflow DAGs for the jobs of a Trueup platform: one DAG for each schedule.

Put this file beside a DAG file. It needs Python 3.9 and Airflow 2.4 to 2.11 or 3.
Everything but make_dags() is standard library, and runs without Airflow.
"""

import datetime
import hashlib
import json
import os
import re
import secrets
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

GO = ("RUN", "RECONCILE")


class Refused(Exception):
    """The daemon answered with a problem that another try does not solve; `type` says which."""

    def __init__(self, reason, type=""):
        super().__init__(reason)
        self.type = type


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
            detail, type = e.read().decode(errors="replace"), ""
            try:
                problem = json.loads(detail)
                detail, type = problem.get("detail", detail), problem.get("type", "")
            except (ValueError, AttributeError):
                pass
            if e.code in (429, 502, 503, 504):
                raise Away(f"{e.code}: {detail}") from e
            raise Refused(f"{e.code}: {detail}", type) from e
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

    def begin(self, platform, job, run, fingerprints, length="10m"):
        """The daemon's answer to the start of a job, with its nodes as they are now."""
        body = {
            "platform": platform,
            "job": job["job"],
            "run": run,
            "length": length,
            "nodesTag": job["nodesTag"],
            "fingerprints": fingerprints,
        }
        with self._open("POST", "/api/v1/runs", body) as answer:
            return json.load(answer)

    def prolong(self, run, length="10m"):
        with self._open("POST", f"/api/v1/runs/{run}/prolong", {"length": length}) as answer:
            return json.load(answer)

    def end(self, run, succeeded, nodes=None):
        """Ends the run of some nodes, or of all."""
        body = {"outcome": "succeeded" if succeeded else "failed"}
        if nodes is not None:
            body["nodes"] = nodes
        with self._open("POST", f"/api/v1/runs/{run}/end", body) as answer:
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
    """Prolongs a run while work goes on; `lost` is the first refusal to do so."""

    def __init__(self, trueup, run, length="10m", every=120.0):
        self.trueup, self.run, self.length, self.every = trueup, run, length, every
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
            try:
                self.trueup.prolong(self.run, self.length)
            except Away:
                pass  # the run lasts longer than one attempt
            except Refused as e:
                self.lost = self.lost or e


def run_job(trueup, platform, job, work, fingerprints, length="10m", every=120.0):
    """Begins a job with all nodes that it has now, does the work of each, and ends it.

    `work(node, answer)` moves a node's data. `fingerprints` remembers, by node, what a node last ran
    with. Returns the nodes that ran; none when all have left the model. Raises Wait when one cannot
    run now, or the daemon does not answer: then none has run.
    """
    run = secrets.token_hex(16)
    try:
        answer = trueup.begin(platform, job, run, fingerprints, length)
    except Away as e:
        _end_quietly(trueup, run)  # it may have begun
        raise Wait(str(e), 30) from e
    waiting = [each for each in answer["nodes"] if each["action"] == "WAIT"]
    if not answer["run"]:
        why = "; ".join(f"{each['node']}: {each['reason']}" for each in waiting[:3])
        raise Wait(why, answer["retryAfterSeconds"] or 30)
    done = []
    try:
        for each in answer["nodes"]:
            if each["action"] not in GO:
                fingerprints.pop(each["node"], None)  # RETIRE: there is nothing to run
        if job["trigger"]["kind"] == "retire":
            return []  # when it is told to run, the platform is stopped, and it retires later
        with Prolonging(trueup, run, length, every) as prolonging:
            for each in (it for it in answer["nodes"] if it["action"] in GO):
                work(each["node"], each)
                if prolonging.lost:
                    raise prolonging.lost
                trueup.end(run, True, [each["node"]])
                done.append(each["node"])
                fingerprints[each["node"]] = each["fingerprint"]
        return sorted(done)
    finally:
        left = [it["node"] for it in answer["nodes"] if it["action"] in GO and it["node"] not in done]
        if left:
            _end_quietly(trueup, run, left)


def _end_quietly(trueup, run, nodes=None):
    """A run that is not ended expires by itself."""
    try:
        trueup.end(run, False, nodes)
    except (Away, Refused):
        pass


class StoredFingerprints:
    """The fingerprints of nodes in a Variable of Airflow for each platform and job."""

    def __init__(self, airflow, platform, job):
        self.airflow = airflow
        self.name = "trueup." + identifier(f"{platform}.{job}")
        self.before = airflow.read(self.name)
        self.known = json.loads(self.before)

    def save(self):
        text = json.dumps(self.known, sort_keys=True)
        if text != self.before:
            self.airflow.write(self.name, text)


class Airflow:
    """What is used of Airflow: of 3 if it is there, else of 2, whose names differ."""

    def __init__(self):
        try:
            from airflow.sdk import DAG, Asset, Variable
        except ImportError:
            from airflow import DAG
            from airflow.datasets import Dataset as Asset
            from airflow.exceptions import AirflowSkipException
            from airflow.models import Variable
            from airflow.sensors.python import PythonSensor

            self.read = lambda name: Variable.get(name, default_var="{}")
        else:
            from airflow.providers.standard.sensors.python import PythonSensor

            try:
                from airflow.sdk.exceptions import AirflowSkipException
            except ImportError:  # before 3.1
                from airflow.exceptions import AirflowSkipException
            self.read = lambda name: Variable.get(name, default="{}")
        self.write = Variable.set
        self.DAG, self.Asset, self.PythonSensor = DAG, Asset, PythonSensor
        self.Skip = AirflowSkipException


PRIORITIES = {"critical": 1000, "high": 100, "medium": 10, "low": 1}


def make_dags(
    trueup,
    platform,
    work,
    folder,
    start_date,
    retire_cron="*/10 * * * *",
    poke_seconds=60,
    longest_wait=datetime.timedelta(hours=12),
    retries=2,
    **dag_arguments,
):
    """The DAGs of a platform by id, for `globals().update(...)` in a DAG file.

    `work(node, answer)` moves a node's data. Cron expressions are those of `start_date`'s time zone.
    A job that has to wait asks again each `poke_seconds`, and fails after `longest_wait`.
    """
    airflow = Airflow()

    def execute(job):
        def poke():
            stored = StoredFingerprints(airflow, platform, job["job"])
            try:
                ran = run_job(trueup, platform, job, work, stored.known)
            except Wait as wait:
                print(f"WAIT {wait}")
                return False
            except Refused as e:
                if e.type.endswith(":unknown-job"):
                    raise airflow.Skip(f"The job is not in the model any more: {e}") from e
                raise
            finally:
                stored.save()
            if not ran:
                raise airflow.Skip("No node of the job is in the model any more")
            return True

        return poke

    dags = {}
    for plan in schedules(platform, cached_jobs(trueup, platform, folder), retire_cron):
        waits_for = [airflow.Asset(asset(platform, key)) for key in plan["waits_for"]]
        dag = airflow.DAG(
            dag_id=plan["dag_id"],
            schedule=waits_for or plan["cron"],
            start_date=start_date,
            catchup=False,
            max_active_runs=1,
            **dag_arguments,
        )
        tasks = {}
        for job in plan["jobs"]:
            # A sensor that is rescheduled: WAIT gives the worker back and costs no retry.
            tasks[job["job"]] = airflow.PythonSensor(
                task_id=identifier(job["job"]),
                dag=dag,
                python_callable=execute(job),
                mode="reschedule",
                poke_interval=poke_seconds,
                timeout=longest_wait.total_seconds(),
                priority_weight=PRIORITIES[job["priority"]],
                weight_rule="absolute",
                outlets=[airflow.Asset(asset(platform, job["job"]))],
                retries=retries,
                retry_delay=datetime.timedelta(seconds=30),
                trigger_rule="none_failed",
            )
        for job in plan["jobs"]:
            for key in job["after"]:
                if key in tasks:
                    tasks[key] >> tasks[job["job"]]
        dags[plan["dag_id"]] = dag
    return dags
