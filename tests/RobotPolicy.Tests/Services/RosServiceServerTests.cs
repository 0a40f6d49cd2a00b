using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Services;

/// <summary>What no transport brings about at will: a client whose two halves are discovered one after the other, and hostile bytes.</summary>
public sealed class RosServiceServerTests
{
    private readonly ManualTime _time = new();
    private readonly FakeEndpoint _requests = new();
    private readonly FakeEndpoint _replies = new();
    private readonly List<RosRequestId> _seen = [];

    [Fact]
    public void Reply_ToACompleteClient_IsSentAtOnce()
    {
        using var server = Create(writers: 1, readers: 1);
        Assert.Equal(PublishStatus.Sent, Reply(server, 1));
        Assert.Single(_replies.Published);
    }

    [Fact]
    public void Reply_ToAHalfDiscoveredClient_WaitsForItsOtherHalfInOrder()
    {
        using var server = Create(writers: 1, readers: 0);
        Assert.Equal(PublishStatus.Sent, Reply(server, 1));
        Assert.Equal(PublishStatus.Sent, Reply(server, 2));
        server.SendPending();
        Assert.Empty(_replies.Published);
        _replies.MatchedCount = 1;
        Assert.Equal(PublishStatus.Sent, Reply(server, 3));
        Assert.Empty(_replies.Published);
        server.SendPending();
        Assert.Equal([1, 2, 3], _replies.Published.Select(SequenceOf));
        Assert.Equal(0, server.LostReplyCount);
    }

    [Fact]
    public void Reply_ToAClientThatStaysHalf_IsSentAfterTheLongestWait()
    {
        using var server = Create(writers: 2, readers: 1);
        Reply(server, 1);
        _time.Advance(RosServiceServer.MaxReplyDelay - TimeSpan.FromMilliseconds(1));
        Reply(server, 2);
        server.SendPending();
        Assert.Empty(_replies.Published);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        server.SendPending();
        Assert.Equal([1], _replies.Published.Select(SequenceOf));
        _time.Advance(RosServiceServer.MaxReplyDelay);
        server.SendPending();
        Assert.Equal([1, 2], _replies.Published.Select(SequenceOf));
    }

    [Fact]
    public void Replies_BeyondTheRoomForThoseThatWait_AreLostAndCounted()
    {
        using var server = Create(writers: 1, readers: 0);
        for (var i = 0; i < RosServiceServer.MaxPendingReplies; i++)
            Assert.Equal(PublishStatus.Sent, Reply(server, i));
        Assert.Equal(PublishStatus.TimedOut, Reply(server, 1000));
        Assert.Equal(1, server.LostReplyCount);
    }

    [Fact]
    public void Reply_ThatTheTransportRefuses_IsCounted()
    {
        using var server = Create(writers: 1, readers: 1);
        _replies.Answer = PublishStatus.Failed;
        Assert.Equal(PublishStatus.Failed, Reply(server, 1));
        Assert.Equal(1, server.LostReplyCount);
        Assert.Equal(PublishStatus.Failed, server.Reply(default, new TriggerResponse { Message = "a\0b"u8 }));
        Assert.Equal(2, server.LostReplyCount);
    }

    [Fact]
    public void Request_OfAnyBytes_IsServedOrCountedAndNeverThrows()
    {
        using var server = Create(writers: 1, readers: 1);
        var random = new Random(20262);
        var payload = new byte[64];
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            var cdr = payload.AsSpan(0, random.Next(payload.Length));
            random.NextBytes(cdr);
            if (cdr.Length >= 4 && i % 4 != 0)
                (cdr[0], cdr[1]) = (0, (byte)(i & 1));
            server.OnSample(new BytesSample(cdr.ToArray()));
        }

        // A whole request is the header, 16 bytes, one byte and at most 3 bytes of padding.
        server.OnSample(new BytesSample([0, 1, 0, 0, .. new byte[17]]));
        Assert.Contains(new RosRequestId(0, 0), _seen);
        Assert.True(server.RequestCount > Count / 4);
        Assert.Equal(Count + 1, _seen.Count + server.MalformedCount);
        Assert.True(_seen.Count < Count / 5, $"{_seen.Count} requests out of noise");
    }

    [Fact]
    public void Client_RepliesOfAnyBytesAndOfOthers_AreIgnoredOrCounted()
    {
        var got = new List<long>();
        using var client = new RosServiceClient("/s", new ReplyHandler(got.Add));
        client.Attach(_requests, _replies, 7);
        client.OnSample(new BytesSample([0, 1, 0, 0, 1]));
        client.OnSample(new BytesSample([0, 1, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, .. new byte[9]]));
        client.OnSample(new BytesSample([0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]));
        client.OnSample(new BytesSample([0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 9]));
        Assert.Equal([3], got);
        Assert.Equal(2, client.MalformedCount);
    }

    private static long SequenceOf(byte[] cdr)
    {
        Assert.True(ServiceFrame<TriggerResponse>.TryDecode(cdr, out var frame, out var error), error.ToString());
        return frame.Id.Sequence;
    }

    private static PublishStatus Reply(RosServiceServer server, long sequence) =>
        server.Reply(new RosRequestId(7, sequence), new TriggerResponse { Success = true });

    private RosServiceServer Create(int writers, int readers)
    {
        var server = new RosServiceServer("/s", new RequestHandler(_seen), _time);
        (_requests.MatchedCount, _replies.MatchedCount) = (writers, readers);
        server.AttachReplies(_replies);
        server.AttachRequests(_requests);
        return server;
    }

    private sealed class RequestHandler(List<RosRequestId> seen) : IRosRequestHandler
    {
        public void OnRequest(RosRequest request)
        {
            if (request.TryDecode<TriggerRequest>(out _, out _))
                seen.Add(request.Id);
        }
    }

    private sealed class ReplyHandler(Action<long> seen) : IRosReplyHandler
    {
        public void OnReply(RosReply reply)
        {
            if (reply.TryDecode<TriggerResponse>(out _, out _))
                seen(reply.Sequence);
        }
    }

    private sealed class FakeEndpoint : IRosPublisher, IRosSubscription
    {
        public string Topic => "/s";

        public int MatchedCount { get; set; }

        public long ReceivedCount => 0;

        public PublishStatus Answer { get; set; }

        public List<byte[]> Published { get; } = [];

        public PublishStatus Publish(ReadOnlySpan<byte> cdr)
        {
            Published.Add(cdr.ToArray());
            return Answer;
        }

        public void Dispose()
        {
        }
    }

    private sealed class BytesSample : RosSample
    {
        private readonly byte[] _bytes;

        public BytesSample(byte[] bytes)
        {
            _bytes = bytes;
            Arm(1, 2);
        }

        public override ReadOnlySpan<byte> Cdr => _bytes;

        protected override void Recycle()
        {
        }
    }
}
