using System.Collections.Concurrent;
using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

public abstract partial class TransportContractTests
{
    [Fact]
    public void Service_AnsweredInTheHandler_RepliesToItsClientOnly()
    {
        using var service = B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(request => Answer(request.Service, request.Id, "done")));
        ReplyCollector first = new();
        ReplyCollector second = new();
        using var client = A.CreateClient(Topic, TriggerRequest.Service, first);
        using var other = A.CreateClient(Topic, TriggerRequest.Service, second);
        WaitForService(client);
        WaitForService(other);

        Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out var sequence));
        Eventually.Equal(1, () => first.Replies.Count);
        Assert.Equal((1, true, "done"), first.Replies.Single());
        Assert.Equal(1, sequence);
        Assert.Equal(PublishStatus.Sent, other.Send(default(TriggerRequest), out _));
        Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out sequence));
        Assert.Equal(2, sequence);
        Eventually.Equal((2, 1), () => (first.Replies.Count, second.Replies.Count));
        Assert.Equal([1, 2], first.Replies.Select(reply => reply.Sequence));
        Assert.Equal((3, 0, 0), (service.RequestCount, service.MalformedCount, service.LostReplyCount));
        Assert.Equal((0, 0), (client.MalformedCount, other.MalformedCount));
        Eventually.Equal(2, () => service.ClientCount);
    }

    [Fact]
    public void Service_AnsweredLaterFromAnotherThread_RepliesInAnyOrder()
    {
        ConcurrentQueue<RosRequestId> waiting = new();
        using var service = B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(request => waiting.Enqueue(request.Id)));
        ReplyCollector replies = new();
        using var client = A.CreateClient(Topic, TriggerRequest.Service, replies);
        WaitForService(client);
        for (var i = 0; i < 3; i++)
            Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out _));
        Eventually.Equal(3, () => waiting.Count);
        Assert.Empty(replies.Replies);

        foreach (var id in waiting.Reverse())
            Answer(service, id, $"late {id.Sequence}");

        Eventually.Equal(3, () => replies.Replies.Count);
        Assert.Equal([(3, true, "late 3"), (2, true, "late 2"), (1, true, "late 1")], replies.Replies);
    }

    [Fact]
    public void Service_MalformedRequests_AreCountedAndTheNextIsServed()
    {
        var decoded = 0;
        using var service = B.CreateService(Topic, JogService, new RequestHandler(request =>
        {
            if (request.TryDecode<JointJog>(out _, out _))
                Interlocked.Increment(ref decoded);
        }));
        using var client = A.CreateClient(Topic, JogService, new ReplyCollector());
        WaitForService(client);

        // What a peer with another idea of the type may send: cut within the fields, without any, and too long.
        Assert.Equal(PublishStatus.Sent, client.Send(new Raw { Bytes = "xyz"u8 }, out _));
        Assert.Equal(PublishStatus.Sent, client.Send(new Raw(), out _));
        Assert.Equal(PublishStatus.Sent, client.Send(new Raw { Bytes = new byte[300] }, out _));
        Assert.Equal(PublishStatus.Sent, client.Send(new JointJog { JointNames = new(["a"]), Velocities = new double[1] }, out _));

        Eventually.Equal((4, 3, 1), () => (service.RequestCount, service.MalformedCount, decoded));
    }

    [Fact]
    public void Service_OfAHandlerThatThrows_ServesTheNext()
    {
        var calls = 0;
        using var service = B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(request =>
        {
            if (Interlocked.Increment(ref calls) == 1)
                throw new InvalidOperationException("on purpose");
            Answer(request.Service, request.Id, "ok");
        }));
        ReplyCollector replies = new();
        using var client = A.CreateClient(Topic, TriggerRequest.Service, replies);
        WaitForService(client);
        Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out _));
        Assert.Equal(PublishStatus.Sent, client.Send(default(TriggerRequest), out _));
        Eventually.Equal(1, () => replies.Replies.Count);
        Assert.Equal(2, replies.Replies.Single().Sequence);
    }

    [Fact]
    public void Service_Disposed_IsGoneForItsClients()
    {
        var service = B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(request => Answer(request.Service, request.Id, "ok")));
        ReplyCollector replies = new();
        var client = A.CreateClient(Topic, TriggerRequest.Service, replies);
        WaitForService(client);
        Assert.Contains(B.GetEndpoints(), endpoint => endpoint is { Kind: RosEndpointKind.Service, TypeName: "std_srvs/srv/Trigger" } && endpoint.Topic == Topic);
        Assert.Contains(A.GetEndpoints(), endpoint => endpoint is { Kind: RosEndpointKind.Client, Matched: 1 } && endpoint.Topic == Topic);
        Assert.Single(A.GetEndpoints());
        Assert.Single(B.GetEndpoints());

        service.Dispose();
        service.Dispose();
        Eventually.True(() => !client.IsAvailable, () => "The service is still there");
        Assert.Equal(PublishStatus.Disposed, service.Reply(default, new TriggerResponse()));
        Assert.Empty(B.GetEndpoints());
        client.Dispose();
        Assert.Equal(PublishStatus.Disposed, client.Send(default(TriggerRequest), out _));
        Assert.False(client.IsAvailable);
        Assert.Empty(A.GetEndpoints());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("/a//b")]
    [InlineData("")]
    public void Service_InvalidName_IsRefused(string name)
    {
        Assert.Throws<ArgumentException>(() => A.CreateService(name, TriggerRequest.Service, new RequestHandler(_ => { })));
        Assert.Throws<ArgumentException>(() => A.CreateClient(name, TriggerRequest.Service, new ReplyCollector()));
        Assert.Empty(A.GetEndpoints());
    }

    [Fact]
    public void Service_AfterItsTransport_IsDisposed()
    {
        var service = B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(_ => { }));
        var client = B.CreateClient(Topic, TriggerRequest.Service, new ReplyCollector());
        B.Dispose();
        Assert.Equal(PublishStatus.Disposed, service.Reply(default, new TriggerResponse()));
        Assert.Equal(PublishStatus.Disposed, client.Send(default(TriggerRequest), out _));
        Assert.Throws<ObjectDisposedException>(() => B.CreateService(Topic, TriggerRequest.Service, new RequestHandler(_ => { })));
        service.Dispose();
        client.Dispose();
    }

    private static RosServiceType JogService { get; } = new("std_srvs/srv/Jog", JogRequestType, TriggerResponse.Type);

    private static RosMessageType JogRequestType => new("std_srvs/srv/Jog_Request", null);

    private static void Answer(IRosService service, RosRequestId id, string message) =>
        Assert.Equal(PublishStatus.Sent, service.Reply(id, new TriggerResponse { Success = true, Message = Encoding.UTF8.GetBytes(message) }));

    private static void WaitForService(IRosClient client) =>
        Eventually.True(() => client.IsAvailable, () => $"The service {client.Name} was not found");

    private delegate void OnRequest(RosRequest request);

    private sealed class RequestHandler(OnRequest onRequest) : IRosRequestHandler
    {
        void IRosRequestHandler.OnRequest(RosRequest request) => onRequest(request);
    }

    private sealed class ReplyCollector : IRosReplyHandler
    {
        public ConcurrentQueue<(long Sequence, bool Success, string Message)> Replies { get; } = new();

        public void OnReply(RosReply reply)
        {
            if (!reply.TryDecode<TriggerResponse>(out var response, out var error))
                throw new InvalidOperationException(error.ToString());
            Replies.Enqueue((reply.Sequence, response.Success, Encoding.UTF8.GetString(response.Message)));
        }
    }

    /// <summary>Bytes in place of a message's fields.</summary>
    private readonly ref struct Raw : IRosMessage<Raw>
    {
        public static RosMessageType Type => JogRequestType;

        public ReadOnlySpan<byte> Bytes { get; init; }

        public static Raw Read(scoped ref Ros.Cdr.CdrReader reader) => default;

        public void Write(scoped ref Ros.Cdr.CdrWriter writer) => writer.WriteRaw(Bytes, "bytes");
    }
}
