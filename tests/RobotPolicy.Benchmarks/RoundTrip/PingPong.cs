using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Benchmarks.RoundTrip;

/// <summary>The same exchange as ddsperf's, through our transport: a ping is sent upon receiving the pong before it.</summary>
internal static class PingPong
{
    private const string PingTopic = "/bench/ping";
    private const string PongTopic = "/bench/pong";

    // The encapsulation header and ddsperf's default payload of 12 bytes.
    private const int MessageBytes = 4 + 12;

    private static readonly RosMessageType Type = new("std_msgs/msg/String", null);
    private static readonly QosProfile Qos = QosProfile.Default with { Depth = 1 };

    /// <summary>Answers pings until the process is ended.</summary>
    public static void Pong(uint domain)
    {
        using var transport = Join(domain, "bench_pong");
        using var publisher = transport.CreatePublisher(PongTopic, Type, Qos);
        using var subscription = transport.CreateSubscription(PingTopic, Type, Qos, new Echo(publisher));
        Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Median and 99th percentile of the round trip in microseconds, between two processes of this program.</summary>
    /// <param name="domain">DDS domain.</param>
    /// <param name="seconds">Duration after a second of warm-up.</param>
    /// <param name="core">Core that both processes share, or −1 for wherever the scheduler puts them.</param>
    public static (double Median, double P99) RoundTripMicroseconds(uint domain, int seconds, int core)
    {
        var program = Environment.ProcessPath!;
        var id = domain.ToString(CultureInfo.InvariantCulture);
        using var pong = ReferenceProcess.StartOn(core, program, ["pong", "--domain", id]);
        using var ping = ReferenceProcess.StartOn(
            core, program, ["ping", "--domain", id, "--seconds", seconds.ToString(CultureInfo.InvariantCulture)]);
        var figures = ping.ReadToEnd(TimeSpan.FromSeconds(seconds + 40)).Split(' ');
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Sends pings for a while; the first second is warm-up, as it is for the reference, and each figure is the median over the seconds,
    /// as the reference reports them.
    /// </summary>
    public static (double Median, double P99) Ping(uint domain, int seconds)
    {
        using var transport = Join(domain, "bench_ping");
        using var publisher = transport.CreatePublisher(PingTopic, Type, Qos);
        var meter = new Meter(publisher);
        using var subscription = transport.CreateSubscription(PongTopic, Type, Qos, meter);

        var patience = TimeProvider.System.GetTimestamp();
        while (publisher.MatchedCount == 0 || subscription.MatchedCount == 0)
        {
            if (TimeProvider.System.GetElapsedTime(patience) > TimeSpan.FromSeconds(20))
                throw new TimeoutException("The pong process was not discovered within 20 s.");
            Thread.Sleep(10);
        }

        meter.Send();
        Thread.Sleep(TimeSpan.FromSeconds(1));
        List<double> medians = [], tails = [];
        meter.TakeMicroseconds();
        for (var second = 0; second < seconds; second++)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            var roundTrips = meter.TakeMicroseconds();
            medians.Add(Statistics.Median(roundTrips));
            tails.Add(Statistics.Percentile(roundTrips, 0.99));
        }

        return (Statistics.Median(medians), Statistics.Median(tails));
    }

    private static CycloneDdsTransport Join(uint domain, string node) => new(new CycloneDdsOptions
    {
        DomainId = domain,
        NodeName = node,
        Discovery = DiscoveryProfile.Custom,
        CustomConfigXml = LoopbackConfiguration.Xml,
    });

    private sealed class Echo(IRosPublisher publisher) : IRosSampleHandler
    {
        public void OnSample(RosSample sample) => publisher.Publish(sample.Cdr);
    }

    private sealed class Meter(IRosPublisher publisher) : IRosSampleHandler
    {
        private readonly byte[] _ping = new byte[MessageBytes];
        private readonly long[] _roundTrips = new long[4_000_000];
        private long _sentAt;
        private int _count;
        private int _taken;

        public void Send()
        {
            _ping[1] = 1;
            _sentAt = TimeProvider.System.GetTimestamp();
            publisher.Publish(_ping);
        }

        public void OnSample(RosSample sample)
        {
            var index = Volatile.Read(ref _count);
            if (index < _roundTrips.Length)
            {
                _roundTrips[index] = TimeProvider.System.GetTimestamp() - _sentAt;
                Volatile.Write(ref _count, index + 1);
            }

            Send();
        }

        /// <summary>The round trips since the last call.</summary>
        public double[] TakeMicroseconds()
        {
            var scale = 1e6 / TimeProvider.System.TimestampFrequency;
            var end = Volatile.Read(ref _count);
            double[] taken = [.. _roundTrips.AsSpan(_taken, end - _taken).ToArray().Select(ticks => ticks * scale)];
            _taken = end;
            return taken;
        }
    }
}
