using System.Text;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>A node of the campaign's own on the simulator's topics: hears the ground truth and asks for new scenes.</summary>
internal sealed class RobotGraph : IDisposable
{
    private const string ResetTopic = "/simulator/reset";

    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ResetPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResetLimit = TimeSpan.FromSeconds(30);

    // Pictures of the scene before the reset are still on their way for a moment; the policy must not start on them.
    private const double SettleSeconds = 0.4;

    private readonly GroundTruthListener _truth = new();
    private readonly IRosPublisher _reset;
    private readonly TimeProvider _time;

    /// <summary>Joins the graph.</summary>
    /// <param name="domain">ROS domain of the campaign.</param>
    /// <param name="time">Paces the waiting.</param>
    public RobotGraph(uint domain, TimeProvider time)
    {
        _time = time;
        Transport = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "campaign", Discovery = DiscoveryProfile.Loopback });
        Transport.CreateSubscription(GroundTruthListener.Topic, Float64MultiArray.Type, QosProfile.SensorData, _truth);
        _reset = Transport.CreatePublisher(ResetTopic, StringMessage.Type, QosProfile.Default);
    }

    /// <summary>The node, for further topics.</summary>
    public IRosTransport Transport { get; }

    /// <summary>The newest ground truth, or all zero before the first.</summary>
    public GroundTruth Truth => _truth.TryGet(out var truth) ? truth : default;

    /// <summary>Asks for a new scene, and waits until it is there and old pictures are gone.</summary>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="disc">Disc that is the goal; the scene's first if left out.</param>
    /// <exception cref="CampaignException">The simulator does not answer.</exception>
    public async Task ResetAsync(long seed, CancellationToken stop, string? disc = null)
    {
        var request = disc is null ? $"seed={seed}" : $"seed={seed} goal={disc}";
        var buffer = new CdrBuffer();
        if (!buffer.TryEncode(new StringMessage { Data = Encoding.UTF8.GetBytes(request) }, out var error))
            throw new CampaignException($"The reset could not be encoded: {error}");
        var start = _time.GetTimestamp();
        long? asked = null;
        var old = default(GroundTruth);
        while (!(asked is not null && Truth is var truth && truth.Episode != old.Episode && truth.Seed == seed && truth.SimTime >= SettleSeconds))
        {
            if (_time.GetElapsedTime(start) > ResetLimit)
                throw new CampaignException($"The simulator did not reset within {ResetLimit.TotalSeconds:F0} s.");
            var isHeard = _reset.MatchedCount > 0 && _truth.TryGet(out _);
            if (isHeard && asked is null)
                old = Truth;
            var isTaken = asked is not null && Truth.Episode != old.Episode;
            if (isHeard && !isTaken && (asked is null || _time.GetElapsedTime(asked.Value) > ResetPeriod))
            {
                _reset.Publish(buffer.Cdr);
                asked = _time.GetTimestamp();
            }

            await Task.Delay(PollPeriod, _time, stop).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (Transport as IDisposable)?.Dispose();
}
