"""One task from start to end over the API of robotpolicy-server: who am I, lease, start, watch, take over, hand back, judge.

THE ARM MOVES. Keep it clear; Ctrl-C stops it. See ../README.md for what to install and how to make the stubs.
"""
import argparse
import hashlib
import queue
import ssl
import threading
import time
import uuid

import grpc
from robotpolicy.v1 import (alerts_pb2, alerts_pb2_grpc, intervention_pb2, intervention_pb2_grpc, safety_pb2, safety_pb2_grpc,
                            sessions_pb2, sessions_pb2_grpc, tasks_pb2, tasks_pb2_grpc, telemetry_pb2, telemetry_pb2_grpc, types_pb2)

parser = argparse.ArgumentParser(description="One task over the API of robotpolicy-server. THE ARM MOVES.")
parser.add_argument("--endpoint", default="127.0.0.1:50051", help="host:port of the service")
parser.add_argument("--token", help="bearer token; without one the service must know this machine")
parser.add_argument("--fingerprint", help="SHA-256 of the service's certificate, as its log shows it; switches TLS on")
parser.add_argument("--text", default="pick up the cube", help="what to do, in words")
parser.add_argument("--sketch", help='or drawn on a picture of --camera, 320x240: "x,y x,y x,y"; the package must take sketches')
parser.add_argument("--camera", default="front")
parser.add_argument("--seconds", type=float, default=5, help="how long the policy works before and after the takeover")
parser.add_argument("--jog", type=float, default=0.2, help="speed of the first joint while we are in command, in rad/s")
parser.add_argument("--verdict", choices=("success", "failure", "unsure"), default="unsure", help="how it came out")
args = parser.parse_args()


def open_channel():
    """The pinned certificate is fetched, compared, and then the only one that the channel trusts."""
    if not args.fingerprint:
        return grpc.insecure_channel(args.endpoint)
    host, port = args.endpoint.rsplit(":", 1)
    shown = ssl.get_server_certificate((host, int(port)))
    if hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest() != args.fingerprint.replace(":", "").lower():
        raise SystemExit("The service shows another certificate than the one with this fingerprint.")
    # The certificate that the service makes for itself names localhost; for one of yours put its name here.
    return grpc.secure_channel(args.endpoint, grpc.ssl_channel_credentials(shown.encode()), [("grpc.ssl_target_name_override", "localhost")])


channel = open_channel()
metadata = [("authorization", f"Bearer {args.token}")] if args.token else []
sessions = sessions_pb2_grpc.SessionServiceStub(channel)
tasks = tasks_pb2_grpc.TaskServiceStub(channel)
telemetry = telemetry_pb2_grpc.TelemetryServiceStub(channel)
over = threading.Event()


def in_background(work):
    """A stream ends with the program; whatever else ends it is worth a line."""
    def run():
        try:
            work()
        except grpc.RpcError as error:
            if not over.is_set():
                print(f"{work.__name__}: {error.details()}", flush=True)
    threading.Thread(target=run, daemon=True).start()


try:
    me = sessions.WhoAmI(sessions_pb2.WhoAmIRequest(), metadata=metadata, timeout=5)
except grpc.RpcError as error:
    raise SystemExit(f"{args.endpoint}: {error.details()} Is the service there? Does it want --token or --fingerprint?")
print(f"I am {me.subject}, {sessions_pb2.Role.Name(me.role)}", flush=True)
robot = telemetry.GetRobot(telemetry_pb2.GetRobotRequest(), metadata=metadata, timeout=5)

# One session at a time may move the robot. Its lease lapses without a sign of life, and what it had started is then held.
lease = sessions.AcquireLease(sessions_pb2.AcquireLeaseRequest(client="example.py"), metadata=metadata, timeout=5)
leased = metadata + [("lease-id", lease.lease_id)]


def heartbeats():
    while not over.wait(lease.timeout.ToTimedelta().total_seconds() / 3):
        yield sessions_pb2.RetainLeaseRequest(lease_id=lease.lease_id)


def keep_lease():
    for _ in sessions.Heartbeat(heartbeats(), metadata=metadata):
        pass


def watch_state():
    for state in telemetry.StreamState(telemetry_pb2.StreamStateRequest(rate_hz=2), metadata=metadata):
        cause = "" if state.cause == 0 else " " + types_pb2.StopCause.Name(state.cause)
        print(f"{types_pb2.ControlMode.Name(state.mode)}{cause}, {robot.joints[0].name} at {list(state.measured)[:1]}", flush=True)


def watch_alerts():
    stub = alerts_pb2_grpc.AlertServiceStub(channel)
    for event in stub.WatchAlerts(alerts_pb2.WatchAlertsRequest(), metadata=metadata):
        print(f"ALERT {event.alert.text}", flush=True)


def goal():
    if not args.sketch:
        return tasks_pb2.Goal(text=args.text)
    points = [tasks_pb2.Point(x=float(x), y=float(y)) for x, y in (pair.split(",") for pair in args.sketch.split())]
    return tasks_pb2.Goal(sketch=tasks_pb2.SketchGoal(camera=args.camera, strokes=[tasks_pb2.Stroke(points=points)], width=320, height=240))


def jog_for(seconds):
    """Takes over with the first command; each says what speed, and that the dead-man switch is closed."""
    human = intervention_pb2_grpc.InterventionServiceStub(channel)
    commands = queue.Queue()
    answers = human.Stream(iter(commands.get, None), metadata=leased)
    answered = threading.Thread(target=lambda: [None for _ in answers], daemon=True)
    answered.start()
    # Fifty commands a second: silence for longer than the service's limit holds the arm.
    for number in range(1, int(seconds * 50) + 1):
        jog = intervention_pb2.JointJog(joints=[robot.joints[0].name], velocities=[args.jog])
        commands.put(intervention_pb2.HumanCommand(jog=jog, engaged=True, sequence=number))
        time.sleep(0.02)
    # Hand back before the stream ends: a stream that just ends counts as silence. RESUME lets the policy go on from where the arm is.
    human.Release(intervention_pb2.ReleaseRequest(then=intervention_pb2.ReleaseRequest.THEN_RESUME), metadata=leased, timeout=5)
    commands.put(None)
    answered.join(timeout=5)


in_background(keep_lease)
in_background(watch_state)
in_background(watch_alerts)
try:
    # The request id makes it safe to repeat a start whose answer was lost.
    task = tasks.StartTask(tasks_pb2.StartTaskRequest(request_id=str(uuid.uuid4()), goal=goal()), metadata=leased, timeout=10)
    print(f"TASK {task.task_id} with {task.policy}", flush=True)
    time.sleep(args.seconds)
    print("JOG", flush=True)
    jog_for(1)
    print("HANDED BACK", flush=True)
    time.sleep(args.seconds)
    tasks.StopTask(tasks_pb2.StopTaskRequest(task_id=task.task_id), metadata=leased, timeout=10)
    verdict = tasks_pb2.ReportVerdictRequest(task_id=task.task_id, verdict=tasks_pb2.Verdict.Value(f"VERDICT_{args.verdict.upper()}"), comment="example.py")
    print(f"LABELLED {tasks_pb2.Verdict.Name(tasks.ReportVerdict(verdict, metadata=metadata, timeout=5).verdict.verdict)}", flush=True)
except KeyboardInterrupt:
    # Everybody who sees the robot may stop it, without a lease.
    safety_pb2_grpc.SafetyServiceStub(channel).RequestStop(safety_pb2.RequestStopRequest(kind=types_pb2.STOP_KIND_HOLD, reason="Ctrl-C"), metadata=metadata, timeout=5)
    print("STOPPED", flush=True)
except grpc.RpcError as error:
    # FAILED_PRECONDITION says in words what stands in the way, and what to do about it.
    raise SystemExit(f"{error.code().name}: {error.details()}")
finally:
    over.set()
    # What is still moving under the lease is held when it is given back.
    sessions.ReleaseLease(sessions_pb2.ReleaseLeaseRequest(lease_id=lease.lease_id), metadata=metadata, timeout=5)
