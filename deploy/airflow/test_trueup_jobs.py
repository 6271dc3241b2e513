"""Tests of trueup_jobs. `python3 -m unittest -v` in this folder needs no Airflow.

Airflow is replaced by small stand-ins with the documented parameters. With TRUEUP_URL, TRUEUP_TOKEN
and TRUEUP_PLATFORM set, a real daemon is asked as well.
"""

import datetime
import http.server
import json
import os
import sys
import tempfile
import threading
import types
import unittest

import trueup_jobs as tj


def job(key, schedule="0_2_x_x_x", cron="0 2 * * *", kind="cron", nodes=None, after=(), reads=()):
    return {
        "job": key,
        "trigger": {"kind": kind, "schedule": schedule, "cron": cron, "name": None},
        "priority": "high",
        "nodes": nodes or ["Ingest/Live/" + key],
        "after": list(after),
        "reads": list(reads),
        "readsOfOtherPlatforms": [],
    }


JOBS = [
    job("store.A"),
    job("store.B", after=["store.A"]),
    job("store.C", "xby10_x_x_x_x", "*/10 * * * *"),
    job("store.D", "inputs.workspace.W", None, "inputs", reads=["store.B", "store.C"]),
    job("store.E", "external.store.E", None, "external"),
    job("retire.Ingest.Live.Old", "retire", None, "retire"),
]


class Daemon(http.server.BaseHTTPRequestHandler):
    """Answers as the API describes; `answers` are those to begins, by node."""

    def do_GET(self):
        state = self.server.state
        state["asked"] += 1
        if self.headers.get("If-None-Match") == state["etag"]:
            self.reply(304, b"")
        else:
            lines = "".join(json.dumps(each) + "\n" for each in state["jobs"])
            self.reply(200, lines.encode(), state["etag"])

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state = self.server.state
        state["posted"].append((self.path, body))
        if self.path == "/api/v1/runs":
            answer = state["answers"].get(body["node"], {"action": "RUN"})
            full = {"run": "run-" + body["node"], "fingerprint": "f1", "reason": "why", **answer}
            self.reply(200, json.dumps(full).encode())
        else:
            self.reply(state["later"], b'{"detail": "no"}')

    def reply(self, status, body, etag=None):
        self.send_response(status)
        if etag:
            self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class WithDaemon(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Daemon)
        self.state = {"etag": '"1"', "jobs": JOBS, "asked": 0, "posted": [], "answers": {}, "later": 200}
        self.server.state = self.state
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.trueup = tj.Trueup("http://127.0.0.1:%d" % self.server.server_port, "secret")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def ends(self):
        return {path: body["outcome"] for path, body in self.state["posted"] if path.endswith("/end")}


class TheCache(WithDaemon):
    def test_keeps_the_jobs_until_they_change(self):
        first = tj.cached_jobs(self.trueup, "s/Live", self.folder.name)
        self.state["jobs"] = []  # not asked for, because the ETag is the same
        self.assertEqual(tj.cached_jobs(self.trueup, "s/Live", self.folder.name), first)
        self.state["etag"] = '"2"'
        self.assertEqual(tj.cached_jobs(self.trueup, "s/Live", self.folder.name), [])

    def test_serves_while_the_daemon_is_away(self):
        first = tj.cached_jobs(self.trueup, "s/Live", self.folder.name)
        away = tj.Trueup("http://127.0.0.1:1", "secret")
        self.assertEqual(tj.cached_jobs(away, "s/Live", self.folder.name), first)
        self.assertEqual(tj.cached_jobs(away, "s/Other", self.folder.name), [])


class Schedules(unittest.TestCase):
    def test_are_one_for_each_trigger(self):
        found = {each["dag_id"]: each for each in tj.schedules("s/Live", JOBS)}
        self.assertEqual(
            {key: (each["cron"], each["waits_for"]) for key, each in found.items()},
            {
                "trueup.s.Live.0_2_x_x_x": ("0 2 * * *", []),
                "trueup.s.Live.xby10_x_x_x_x": ("*/10 * * * *", []),
                "trueup.s.Live.inputs.workspace.W": (None, ["store.B", "store.C"]),
                "trueup.s.Live.external.store.E": (None, []),
                "trueup.s.Live.retire": ("*/10 * * * *", []),
            },
        )

    def test_have_names_that_airflow_accepts(self):
        self.assertRegex(tj.identifier("a b/c" * 100), r"^[A-Za-z0-9_.-]{1,250}$")
        self.assertNotEqual(tj.identifier("a b"), tj.identifier("a/b"))
        self.assertEqual(tj.identifier("store.A"), "store.A")


class RunningAJob(WithDaemon):
    def run_job(self, one, known=None, work=lambda node, answer: None, **more):
        return tj.run_job(self.trueup, "s/Live", one, work, {} if known is None else known, **more)

    def test_begins_works_and_ends(self):
        known = {"n1": "f0"}
        seen = []
        ran = self.run_job(job("j", nodes=["n1", "n2"]), known, lambda node, _: seen.append(node))
        self.assertEqual((ran, seen), (["n1", "n2"], ["n1", "n2"]))
        self.assertEqual(known, {"n1": "f1", "n2": "f1"})
        self.assertEqual(set(self.ends().values()), {"succeeded"})
        begins = [body for path, body in self.state["posted"] if path == "/api/v1/runs"]
        self.assertEqual([body.get("fingerprint") for body in begins], ["f0", None])

    def test_runs_none_when_one_waits(self):
        self.state["answers"]["n2"] = {"action": "WAIT", "retryAfterSeconds": 7}
        seen = []
        with self.assertRaises(tj.Wait) as waited:
            self.run_job(job("j", nodes=["n1", "n2"]), work=lambda node, _: seen.append(node))
        self.assertEqual((waited.exception.seconds, seen), (7, []))
        self.assertEqual(self.ends(), {"/api/v1/runs/run-n1/end": "failed"})

    def test_leaves_out_what_retires(self):
        self.state["answers"]["n1"] = {"action": "RETIRE"}
        known = {"n1": "f0"}
        self.assertEqual(self.run_job(job("j", nodes=["n1"]), known), [])
        self.assertEqual(known, {})

    def test_does_no_work_for_a_retirement_that_waits(self):
        one = job("retire.x", "retire", None, "retire", nodes=["n1"])
        self.assertEqual(self.run_job(one, work=lambda *_: self.fail("worked")), [])
        self.assertEqual(self.ends(), {"/api/v1/runs/run-n1/end": "failed"})

    def test_ends_as_failed_what_fails(self):
        def broken(node, _):
            raise RuntimeError("broken")

        with self.assertRaises(RuntimeError):
            self.run_job(job("j", nodes=["n1"]), work=broken)
        self.assertEqual(self.ends(), {"/api/v1/runs/run-n1/end": "failed"})

    def test_prolongs_while_it_works_and_stops_when_the_run_is_over(self):
        prolonged = threading.Event()
        posted = self.state["posted"]
        self.state["later"] = 409

        def slow(*_):
            for _ in range(500):
                if any(path.endswith("/prolong") for path, _ in posted):
                    prolonged.set()
                    break
                threading.Event().wait(0.01)
            threading.Event().wait(0.1)

        with self.assertRaises(tj.Refused):
            self.run_job(job("j", nodes=["n1"]), work=slow, every=0.02)
        self.assertTrue(prolonged.is_set())


class StandIn:
    """Records keyword arguments, and refuses those that Airflow 2.4 to 2.11 does not document."""

    documented = ()

    def __init__(self, **arguments):
        unknown = set(arguments) - set(self.documented)
        if unknown:
            raise TypeError(f"Invalid arguments were passed: {unknown}")
        self.arguments = arguments


class MakingDags(WithDaemon):
    def setUp(self):
        super().setUp()

        class Dag(StandIn):
            documented = ("dag_id", "schedule", "start_date", "catchup", "max_active_runs", "tags")

            def __init__(self, **arguments):
                super().__init__(**arguments)
                self.tasks = {}

        class Operator(StandIn):
            documented = (
                "task_id dag python_callable priority_weight weight_rule outlets retries retry_delay"
                " retry_exponential_backoff max_retry_delay trigger_rule"
            ).split()

            def __init__(self, **arguments):
                super().__init__(**arguments)
                self.after = []
                self.arguments["dag"].tasks[arguments["task_id"]] = self

            def __rshift__(self, other):
                other.after.append(self.arguments["task_id"])

        class Skip(Exception):
            pass

        class Variable:
            values = {}

            @classmethod
            def get(cls, key, default_var=None):
                return cls.values.get(key, default_var)

            @classmethod
            def set(cls, key, value):
                cls.values[key] = value

        self.skip, self.variable = Skip, Variable
        dataset = type("Dataset", (), {"__init__": lambda it, uri: setattr(it, "uri", uri)})
        modules = {
            "airflow": {"DAG": Dag},
            "airflow.datasets": {"Dataset": dataset},
            "airflow.exceptions": {"AirflowSkipException": Skip},
            "airflow.models": {"Variable": Variable},
            "airflow.operators": {},
            "airflow.operators.python": {"PythonOperator": Operator},
        }
        for name, members in modules.items():
            module = types.ModuleType(name)
            module.__dict__.update(members)
            sys.modules[name] = module
            self.addCleanup(sys.modules.pop, name, None)

    def dags(self, work=lambda *_: None):
        start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        return tj.make_dags(self.trueup, "s/Live", work, self.folder.name, start, tags=["trueup"])

    def test_makes_one_for_each_schedule(self):
        dags = self.dags()
        self.assertEqual(len(dags), 5)
        nightly = dags["trueup.s.Live.0_2_x_x_x"]
        self.assertEqual(nightly.arguments["schedule"], "0 2 * * *")
        self.assertEqual(nightly.tasks["store.B"].after, ["store.A"])
        joined = dags["trueup.s.Live.inputs.workspace.W"].arguments["schedule"]
        self.assertEqual(
            [each.uri for each in joined], ["trueup://s/Live/store.B", "trueup://s/Live/store.C"]
        )

    def test_runs_jobs_and_remembers_their_fingerprints(self):
        task = self.dags()["trueup.s.Live.0_2_x_x_x"].tasks["store.A"]
        task.arguments["python_callable"]()
        self.assertIn('{"Ingest/Live/store.A": "f1"}', self.variable.values.values())

    def test_skips_what_left_the_model(self):
        self.state["answers"]["Ingest/Live/store.A"] = {"action": "RETIRE"}
        with self.assertRaises(self.skip):
            self.dags()["trueup.s.Live.0_2_x_x_x"].tasks["store.A"].arguments["python_callable"]()


@unittest.skipUnless(os.environ.get("TRUEUP_URL"), "TRUEUP_URL names no daemon")
class ARealDaemon(unittest.TestCase):
    def test_lists_begins_and_ends(self):
        trueup = tj.Trueup(os.environ["TRUEUP_URL"], os.environ["TRUEUP_TOKEN"])
        platform = os.environ["TRUEUP_PLATFORM"]
        with tempfile.TemporaryDirectory() as folder:
            jobs = tj.cached_jobs(trueup, platform, folder)
            self.assertTrue(jobs)
            self.assertEqual(trueup.jobs(platform, trueup.jobs(platform)[1])[0], None)
            for plan in tj.schedules(platform, jobs):
                for one in plan["jobs"]:
                    known, worked = {}, []
                    ran = tj.run_job(trueup, platform, one, lambda node, _: worked.append(node), known)
                    self.assertEqual(sorted(worked), ran)
                    self.assertEqual(sorted(known), sorted(one["nodes"]))


if __name__ == "__main__":
    unittest.main()
