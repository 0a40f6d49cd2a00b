// One task from start to end over the API of robotpolicy-server: who am I, lease, start, watch, take over, hand back, judge.
// THE ARM MOVES. Keep it clear; Ctrl-C stops it. See ../README.md for what to install.
using System.Globalization;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using RobotPolicy.Api.V1;
using Task = System.Threading.Tasks.Task; // the API has a Task of its own

string Option(string name, string otherwise) => Array.IndexOf(args, "--" + name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
double Number(string name, string otherwise) => double.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);

var endpoint = Option("endpoint", "http://127.0.0.1:50051"); // https:// where the service speaks TLS
var token = Option("token", ""); // without one the service must know this machine
var fingerprint = Option("fingerprint", "").Replace(":", "", StringComparison.Ordinal); // SHA-256 of the service's certificate, as its log shows it
var text = Option("text", "pick up the cube"); // what to do, in words
var sketch = Option("sketch", ""); // or drawn on a picture of --camera, 320x240: "x,y x,y x,y"; the package must take sketches
var camera = Option("camera", "front");
var seconds = TimeSpan.FromSeconds(Number("seconds", "5")); // how long the policy works before and after the takeover
var speed = Number("jog", "0.2"); // of the first joint while we are in command, in rad/s
var verdict = Enum.Parse<Verdict>(Option("verdict", "unsure"), ignoreCase: true); // how it came out: success, failure, unsure

using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) };
if (fingerprint.Length > 0)
{
    // The pinned certificate, and none else, whoever signed it.
    var pinned = Convert.FromHexString(fingerprint);
    handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
        shown is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(shown.GetRawCertData()), pinned);
}

using var channel = GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions { HttpHandler = handler });
var metadata = new Metadata();
if (token.Length > 0)
    metadata.Add("authorization", $"Bearer {token}");
var sessions = new SessionService.SessionServiceClient(channel);
var tasks = new TaskService.TaskServiceClient(channel);
var telemetry = new TelemetryService.TelemetryServiceClient(channel);
var human = new InterventionService.InterventionServiceClient(channel);
using var over = new CancellationTokenSource();
using var stopped = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true; // the arm is stopped below; a process that just dies lets the lease lapse, which holds the arm too
    stopped.Cancel();
};

try
{
    var me = await sessions.WhoAmIAsync(new WhoAmIRequest(), metadata);
    Console.WriteLine($"I am {me.Subject}, {me.Role}");
}
catch (RpcException error)
{
    Console.Error.WriteLine($"{endpoint}: {error.Status.Detail} Is the service there? Does it want --token or --fingerprint?");
    return 1;
}

var robot = await telemetry.GetRobotAsync(new GetRobotRequest(), metadata);
var joint = robot.Joints[0].Name;

// One session at a time may move the robot. Its lease lapses without a sign of life, and what it had started is then held.
var lease = await sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = "example" }, metadata);
var leased = new Metadata { { "lease-id", lease.LeaseId } };
foreach (var entry in metadata)
    leased.Add(entry);
var background = Task.WhenAll(InBackground(KeepLeaseAsync), InBackground(WatchStateAsync), InBackground(WatchAlertsAsync));
try
{
    // The request id makes it safe to repeat a start whose answer was lost.
    var start = new StartTaskRequest { RequestId = Guid.NewGuid().ToString(), Goal = MakeGoal() };
    var task = await tasks.StartTaskAsync(start, leased);
    Console.WriteLine($"TASK {task.TaskId} with {task.Policy}");
    await Task.Delay(seconds, stopped.Token);
    Console.WriteLine("JOG");
    await JogAsync(TimeSpan.FromSeconds(1));
    Console.WriteLine("HANDED BACK");
    await Task.Delay(seconds, stopped.Token);
    await tasks.StopTaskAsync(new StopTaskRequest { TaskId = task.TaskId }, leased);
    var judged = await tasks.ReportVerdictAsync(new ReportVerdictRequest { TaskId = task.TaskId, Verdict = verdict, Comment = "example" }, metadata);
    Console.WriteLine($"LABELLED {judged.Verdict.Verdict}");
    return 0;
}
catch (OperationCanceledException)
{
    // Everybody who sees the robot may stop it, without a lease.
    await new SafetyService.SafetyServiceClient(channel).RequestStopAsync(new RequestStopRequest { Kind = StopKind.Hold, Reason = "Ctrl-C" }, metadata);
    Console.WriteLine("STOPPED");
    return 0;
}
catch (RpcException error)
{
    // FAILED_PRECONDITION says in words what stands in the way, and what to do about it.
    Console.Error.WriteLine($"{error.StatusCode}: {error.Status.Detail}");
    return 1;
}
finally
{
    // What is still moving under the lease is held when it is given back.
    await sessions.ReleaseLeaseAsync(new ReleaseLeaseRequest { LeaseId = lease.LeaseId }, metadata);
    await over.CancelAsync();
    await background;
}

Goal MakeGoal()
{
    if (sketch.Length == 0)
        return new Goal { Text = text };
    var stroke = new Stroke();
    foreach (var pair in sketch.Split(' ').Select(pair => pair.Split(',')))
        stroke.Points.Add(new Point { X = float.Parse(pair[0], CultureInfo.InvariantCulture), Y = float.Parse(pair[1], CultureInfo.InvariantCulture) });
    return new Goal { Sketch = new SketchGoal { Camera = camera, Strokes = { stroke }, Width = 320, Height = 240 } };
}

async Task KeepLeaseAsync()
{
    using var call = sessions.Heartbeat(metadata, cancellationToken: over.Token);
    using var timer = new PeriodicTimer(lease.Timeout.ToTimeSpan() / 3);
    while (await timer.WaitForNextTickAsync(over.Token))
        await call.RequestStream.WriteAsync(new RetainLeaseRequest { LeaseId = lease.LeaseId });
}

async Task WatchStateAsync()
{
    using var call = telemetry.StreamState(new StreamStateRequest { RateHz = 2 }, metadata, cancellationToken: over.Token);
    await foreach (var state in call.ResponseStream.ReadAllAsync(over.Token))
        Console.WriteLine($"{state.Mode}{(state.Cause == StopCause.None ? "" : $" {state.Cause}")}, {joint} at {state.Measured.FirstOrDefault():F3}");
}

async Task WatchAlertsAsync()
{
    using var call = new AlertService.AlertServiceClient(channel).WatchAlerts(new WatchAlertsRequest(), metadata, cancellationToken: over.Token);
    await foreach (var happened in call.ResponseStream.ReadAllAsync(over.Token))
        Console.WriteLine($"ALERT {happened.Alert.Text}");
}

// Takes over with the first command; each says what speed, and that the dead-man switch is closed.
async Task JogAsync(TimeSpan duration)
{
    using var stream = human.Stream(leased, cancellationToken: stopped.Token);
    var answers = InBackground(async () =>
    {
        await foreach (var _ in stream.ResponseStream.ReadAllAsync(stopped.Token))
        {
        }
    });

    // Fifty commands a second: silence for longer than the service's limit holds the arm.
    using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
    for (var sequence = 1UL; sequence <= duration.TotalSeconds * 50; sequence++)
    {
        var jog = new JointJog { Joints = { joint }, Velocities = { speed } };
        await stream.RequestStream.WriteAsync(new HumanCommand { Jog = jog, Engaged = true, Sequence = sequence }, stopped.Token);
        await timer.WaitForNextTickAsync(stopped.Token);
    }

    // Hand back before the stream ends: a stream that just ends counts as silence. Resume lets the policy go on from where the arm is.
    await human.ReleaseAsync(new ReleaseRequest { Then = ReleaseRequest.Types.Then.Resume }, leased);
    await stream.RequestStream.CompleteAsync();
    await answers;
}

// A stream ends with the program; whatever else ends it is worth a line.
async Task InBackground(Func<Task> work)
{
    try
    {
        await work();
    }
    catch (Exception error) when (error is RpcException or OperationCanceledException)
    {
        if (!over.IsCancellationRequested && !stopped.IsCancellationRequested)
            Console.WriteLine(error.Message);
    }
}
