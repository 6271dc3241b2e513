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
        "nodesTag": "t1",
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
            self.begin(state, body)
        else:
            self.reply(state["later"], b'{"detail": "no"}')

    def begin(self, state, body):
        if state["begin"] != 200:
            problem = {"detail": "no", "type": "urn:trueup:error:" + state["problem"]}
            self.reply(state["begin"], json.dumps(problem).encode())
            return
        nodes = []
        for key in state["nodes"].get(body["job"], ["Ingest/Live/" + body["job"]]):
            own = {"node": key, "action": "RUN", "fingerprint": "f1", "reason": "why"}
            nodes.append({**own, **state["answers"].get(key, {})})
        waits = any(each["action"] == "WAIT" for each in nodes)
        answer = {
            "run": None if waits else body["run"],
            "retryAfterSeconds": 7 if waits else None,
            "nodesChanged": False,
            "nodes": nodes,
        }
        self.reply(200, json.dumps(answer).encode())

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
        self.state.update({"nodes": {"j": ["n1", "n2"]}, "begin": 200, "problem": "none"})
        self.server.state = self.state
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.trueup = tj.Trueup("http://127.0.0.1:%d" % self.server.server_port, "secret")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def ends(self):
        """The outcome by node, or for None that of the whole run."""
        found = {}
        for path, body in self.state["posted"]:
            if path.endswith("/end"):
                found.update({node: body["outcome"] for node in body.get("nodes", [None])})
        return found

    def begins(self):
        return [body for path, body in self.state["posted"] if path == "/api/v1/runs"]


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
        self.assertEqual(self.ends(), {"n1": "succeeded", "n2": "succeeded"})
        (begun,) = self.begins()
        self.assertEqual((begun["job"], begun["nodesTag"]), ("j", "t1"))

    def test_sends_the_fingerprints_that_it_knows(self):
        sent = {}
        self.trueup.begin = lambda platform, one, run, prints, length: sent.update(prints) or {
            "run": run, "nodesChanged": False, "retryAfterSeconds": None, "nodes": []}
        self.run_job(job("j"), {"n1": "f0"})
        self.assertEqual(sent, {"n1": "f0"})

    def test_runs_the_nodes_that_the_job_has_now(self):
        self.state["nodes"]["j"] = ["n2", "n3"]
        self.assertEqual(self.run_job(job("j", nodes=["n1", "n2"])), ["n2", "n3"])

    def test_runs_none_when_one_waits(self):
        self.state["answers"]["n2"] = {"action": "WAIT"}
        seen = []
        with self.assertRaises(tj.Wait) as waited:
            self.run_job(job("j"), work=lambda node, _: seen.append(node))
        self.assertEqual((waited.exception.seconds, seen, self.ends()), (7, [], {}))

    def test_waits_while_the_daemon_is_away_and_leaves_no_run(self):
        self.state["begin"] = 503
        with self.assertRaises(tj.Wait):
            self.run_job(job("j"))
        self.assertEqual(self.ends(), {None: "failed"})

    def test_leaves_out_what_retires(self):
        self.state["answers"]["n1"] = {"action": "RETIRE", "fingerprint": None}
        known = {"n1": "f0"}
        self.assertEqual(self.run_job(job("j"), known), ["n2"])
        self.assertEqual(known, {"n2": "f1"})

    def test_does_no_work_for_a_retirement_that_waits(self):
        one = job("retire.x", "retire", None, "retire", nodes=["n1"])
        self.assertEqual(self.run_job(one, work=lambda *_: self.fail("worked")), [])
        self.assertEqual(set(self.ends().values()), {"failed"})

    def test_ends_as_failed_what_fails(self):
        def broken(node, _):
            if node == "n2":
                raise RuntimeError("broken")

        known = {}
        with self.assertRaises(RuntimeError):
            self.run_job(job("j"), known, broken)
        self.assertEqual(self.ends(), {"n1": "succeeded", "n2": "failed"})
        self.assertEqual(known, {"n1": "f1"})

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
    """Records keyword arguments, and refuses those that Airflow does not document."""

    documented = ()

    def __init__(self, **arguments):
        unknown = set(arguments) - set(self.documented)
        if unknown:
            raise TypeError(f"Invalid arguments were passed: {unknown}")
        self.arguments = arguments


class Dag(StandIn):
    documented = ("dag_id", "schedule", "start_date", "catchup", "max_active_runs", "tags")

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.tasks = {}


class Sensor(StandIn):
    """PythonSensor, which is a BaseSensorOperator, which is a BaseOperator."""

    documented = (
        "python_callable op_args op_kwargs templates_dict"
        " poke_interval timeout soft_fail mode exponential_backoff"
        " task_id dag priority_weight weight_rule outlets retries retry_delay trigger_rule"
    ).split()

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.after = []
        self.arguments["dag"].tasks[arguments["task_id"]] = self

    def __rshift__(self, other):
        other.after.append(self.arguments["task_id"])


class Skip(Exception):
    pass


class Asset:
    def __init__(self, uri):
        self.uri = uri


class MakingDagsForAirflow2(WithDaemon):
    """With the documented interfaces of Airflow 2.4 to 2.11."""

    def modules(self, variable):
        variable.get = lambda key, default_var=None: variable.values.get(key, default_var)
        return {
            "airflow": {"DAG": Dag},
            "airflow.datasets": {"Dataset": Asset},
            "airflow.exceptions": {"AirflowSkipException": Skip},
            "airflow.models": {"Variable": variable},
            "airflow.sensors": {},
            "airflow.sensors.python": {"PythonSensor": Sensor},
        }

    def setUp(self):
        super().setUp()
        self.variable = types.SimpleNamespace(values={})
        self.variable.set = lambda key, value: self.variable.values.update({key: value})
        for name, members in self.modules(self.variable).items():
            module = types.ModuleType(name)
            module.__dict__.update(members)
            sys.modules[name] = module
            self.addCleanup(sys.modules.pop, name, None)

    def dags(self, work=lambda *_: None):
        start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        return tj.make_dags(self.trueup, "s/Live", work, self.folder.name, start, tags=["trueup"])

    def poke(self, work=lambda *_: None):
        task = self.dags(work)["trueup.s.Live.0_2_x_x_x"].tasks["store.A"]
        return task.arguments["python_callable"]()

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
        self.assertTrue(self.poke())
        self.assertIn('{"Ingest/Live/store.A": "f1"}', self.variable.values.values())
        self.poke()
        self.assertEqual(self.begins()[1]["fingerprints"], {"Ingest/Live/store.A": "f1"})

    def test_is_rescheduled_while_it_has_to_wait(self):
        self.state["answers"]["Ingest/Live/store.A"] = {"action": "WAIT"}
        task = self.dags()["trueup.s.Live.0_2_x_x_x"].tasks["store.A"]
        self.assertEqual(task.arguments["mode"], "reschedule")
        self.assertIs(task.arguments["python_callable"](), False)
        self.state["begin"] = 503
        self.assertIs(task.arguments["python_callable"](), False)
        self.assertEqual(self.variable.values, {})

    def test_fails_when_the_work_does(self):
        def broken(*_):
            raise RuntimeError("broken")

        with self.assertRaises(RuntimeError):
            self.poke(broken)

    def test_skips_what_left_the_model(self):
        self.state["answers"]["Ingest/Live/store.A"] = {"action": "RETIRE"}
        with self.assertRaises(Skip):
            self.poke()
        self.state.update({"begin": 404, "problem": "unknown-job"})
        with self.assertRaises(Skip):
            self.poke()
        self.state["problem"] = "unknown-platform"
        with self.assertRaises(tj.Refused):
            self.poke()


class MakingDagsForAirflow3(MakingDagsForAirflow2):
    """With the documented interfaces of Airflow 3: the task SDK and the standard provider."""

    def modules(self, variable):
        variable.get = lambda key, default=None: variable.values.get(key, default)
        return {
            "airflow": {},
            "airflow.sdk": {"DAG": Dag, "Asset": Asset, "Variable": variable},
            "airflow.sdk.exceptions": {"AirflowSkipException": Skip},
            "airflow.providers": {},
            "airflow.providers.standard": {},
            "airflow.providers.standard.sensors": {},
            "airflow.providers.standard.sensors.python": {"PythonSensor": Sensor},
        }


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
