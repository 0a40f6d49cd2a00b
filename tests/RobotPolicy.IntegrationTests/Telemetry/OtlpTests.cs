using System.Net;
using System.Net.Sockets;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Loop;

namespace RobotPolicy.IntegrationTests.Telemetry;

/// <summary>The service as a process, and a collector that is there, refuses, or does not answer.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class OtlpTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_TaskRuns_MetricsAndSpansArrive(bool grpc)
    {
        await using var receiver = await OtlpReceiver.StartAsync(grpc);

        var log = await RunATaskAsync(receiver.Address);

        Assert.Contains(log, line => line.Contains($"OTLP: metrics and traces go to {receiver.Address}", StringComparison.Ordinal));
        Assert.Equal("robotpolicy", receiver.Resource["service.name"]);
        Assert.EndsWith("/robot_policy", (string)receiver.Resource["service.instance.id"], StringComparison.Ordinal);
        var metrics = receiver.Metrics;
        Assert.Equal(("histogram", "s"), (metrics["robotpolicy.tick.duration"].Kind, metrics["robotpolicy.tick.duration"].Unit));
        Assert.InRange(metrics["robotpolicy.tick.lateness"].Value, 50, metrics["robotpolicy.ticks"].Value + 100);
        Assert.Equal(("gauge", "By"), (metrics["process.memory.usage"].Kind, metrics["process.memory.usage"].Unit));
        Assert.Equal(("counter", true), (metrics["robotpolicy.topics.received"].Kind, metrics["robotpolicy.topics.received"].Value > 0));
        Assert.Contains("robotpolicy.api.clients", metrics.Keys);

        var task = Assert.Single(receiver.Spans, span => span.Name == "task");
        var inferences = receiver.Spans.Where(span => span.Name == "inference" && span.ParentId == task.SpanId).ToList();
        var one = inferences.First(span => Equals(span.Attributes.GetValueOrDefault("robotpolicy.inference.outcome"), "Ok"));
        Assert.Equal("pick_place_act", one.Attributes["robotpolicy.policy"]);
        Assert.True((double)one.Attributes["robotpolicy.inference.model_s"] > 0);
        Assert.True(one.Attributes.ContainsKey("robotpolicy.failure.ratio"));
        Assert.True(one.EndNs > one.StartNs);
        Assert.Equal(
            ["model", "observation", "request", "scoring"],
            receiver.Spans.Where(span => span.ParentId == one.SpanId).Select(span => span.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Collector_Refuses_TheServiceRunsOnAndSaysOnceWhatToDo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";
        taken.Stop();

        var log = await RunATaskAsync(address);

        var line = Assert.Single(log, line => line.Contains("takes nothing", StringComparison.Ordinal));
        Assert.Contains("See that a collector listens there", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_DoesNotAnswer_TheServiceRunsOnAndEnds()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();

        var log = await RunATaskAsync($"http://{deaf.LocalEndpoint}");

        Assert.DoesNotContain(log, line => line.Contains("Unhandled", StringComparison.Ordinal));
    }

    /// <summary>Runs simulator, service and a task, ends the service in good order, and gives its log.</summary>
    private static async Task<string[]> RunATaskAsync(string collector)
    {
        var domain = TestDomain.Claim();
        using var simulator = ProgramProcess.StartSimulator(domain, seed: 1);
        using var service = ProgramProcess.StartService("run", domain, "--listen", "127.0.0.1:0", "--lease-timeout", "30", "--otlp", collector);
        var address = "";
        Wait.Until(() => (address = ServiceLog.AddressOf(service)).Length > 0, () => service.Describe("has no API"));
        await ServiceTask.StartAsync(service, address, "pick up the cube");
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal("Running", ServiceLog.Newest(service));
        service.Terminate();
        Assert.Equal(0, service.WaitForExit());
        return service.Errors;
    }
}
