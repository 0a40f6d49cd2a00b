using System.Text;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.RosGraph;

namespace RobotPolicy.Tests.RosGraph;

public sealed class TriggerServicesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly GraphRig _rig = new();
    private readonly FakePort _port = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("hold", StopKind.Hold)]
    [InlineData("stop", StopKind.Protective)]
    [InlineData("emergency_stop", StopKind.Emergency)]
    public void Stop_OfEachKind_ReachesThePortWithinTheCall(string name, StopKind kind)
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: false);
        using var client = new Caller(_rig, name);
        client.Send();
        _rig.Ours.Pump();
        Assert.Equal([(StopCause.OperatorRequest, kind)], _port.Stops);
        _rig.Peer.Pump();
        Assert.Equal((1, true, "requested"), Assert.Single(client.Replies));
    }

    [Theory]
    [InlineData("reset", true)]
    [InlineData("reset", false)]
    [InlineData("resume", true)]
    [InlineData("resume", false)]
    public void Command_IsAnsweredWhenThePortHasDecided(string name, bool accepted)
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: true);
        using var client = new Caller(_rig, name);
        client.Send();
        _rig.Ours.Pump();
        _rig.Peer.Pump();
        Assert.Empty(client.Replies);

        _port.Answer(new StopPortAnswer(accepted, "because"));
        client.WaitForReplies(1);
        Assert.Equal((1, accepted, "because"), client.Replies.Single());
        Assert.Equal([name], _port.Commands);
        Assert.Empty(_port.Stops);
    }

    [Fact]
    public void Command_WhileAnotherIsDecided_IsRefusedAtOnceAndLaterOnesAreNot()
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: false);
        using var client = new Caller(_rig, "reset");
        client.Send();
        client.Send();
        _rig.Ours.Pump();
        client.WaitForReplies(1);
        Assert.Equal((2, false, "busy with an earlier request"), client.Replies.Single());
        _port.Answer(new StopPortAnswer(true, "idle"));
        client.WaitForReplies(2);

        client.Send();
        _rig.Ours.Pump();
        client.WaitForReplies(3);
        Assert.Equal((3, true, "idle"), client.Replies.Last());
    }

    [Fact]
    public void Command_OfAPortThatThrows_IsRefusedWithItsReason()
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: false);
        using var client = new Caller(_rig, "reset");
        _port.Fail(new InvalidOperationException("no loop"));
        client.Send();
        _rig.Ours.Pump();
        client.WaitForReplies(1);
        Assert.Equal((1, false, "failed: no loop"), client.Replies.Single());
    }

    [Fact]
    public void Resume_NotOffered_IsNotThere()
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: false);
        Assert.Equal(
            ["/robot_policy/hold", "/robot_policy/stop", "/robot_policy/emergency_stop", "/robot_policy/reset"],
            services.Services.Select(service => service.Name));
        using var client = new Caller(_rig, "resume");
        client.Send();
        Assert.Equal(0, _rig.Ours.Pump());
    }

    [Fact]
    public void Malformed_IsCountedAndNeitherStopsNorAnswers()
    {
        using var services = new TriggerServices(_rig.Ours, _port, offerResume: false);
        using var client = new Caller(_rig, "stop");
        client.Send(new StringMessage { Data = "this is no Trigger"u8 });
        _rig.Ours.Pump();
        _rig.Peer.Pump();
        Assert.Empty(_port.Stops);
        Assert.Empty(client.Replies);
        Assert.Equal(1, services.Services.Single(service => service.Name.EndsWith("/stop", StringComparison.Ordinal)).MalformedCount);
        Assert.Equal(0, _rig.Ours.HandlerFaultCount);
        client.Send();
        _rig.Ours.Pump();
        Assert.Single(_port.Stops);
    }

    private sealed class FakePort : IStopPort
    {
        private readonly TaskCompletionSource<StopPortAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<(StopCause Cause, StopKind Kind)> Stops { get; } = [];

        public List<string> Commands { get; } = [];

        public void Answer(StopPortAnswer answer) => _answer.SetResult(answer);

        public void Fail(Exception exception) => _answer.SetException(exception);

        public StopPortAnswer RequestStop(StopCause cause, StopKind kind)
        {
            Stops.Add((cause, kind));
            return new StopPortAnswer(true, "requested");
        }

        public Task<StopPortAnswer> ResetAsync(CancellationToken cancel) => Take("reset");

        public Task<StopPortAnswer> ResumeAsync(CancellationToken cancel) => Take("resume");

        private Task<StopPortAnswer> Take(string command)
        {
            Commands.Add(command);
            return _answer.Task;
        }
    }

    private sealed class Caller : IRosReplyHandler, IDisposable
    {
        private readonly GraphRig _rig;
        private readonly IRosClient _client;

        public Caller(GraphRig rig, string name)
        {
            _rig = rig;
            _client = rig.Peer.CreateClient($"/robot_policy/{name}", TriggerRequest.Service, this);
        }

        public List<(long Sequence, bool Success, string Message)> Replies { get; } = [];

        public void Send() => Send(default(TriggerRequest));

        public void Send<T>(scoped in T request)
            where T : IRosMessage<T>, allows ref struct => Assert.Equal(PublishStatus.Sent, _client.Send(request, out _));

        public void WaitForReplies(int count) => Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    _rig.Peer.Pump();
                    return Replies.Count >= count;
                },
                Patience),
            $"{Replies.Count} replies instead of {count}");

        public void OnReply(RosReply reply)
        {
            Assert.True(reply.TryDecode<TriggerResponse>(out var response, out var error), error.ToString());
            Replies.Add((reply.Sequence, response.Success, Encoding.UTF8.GetString(response.Message)));
        }

        public void Dispose() => _client.Dispose();
    }
}
