using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// The robot's stop inputs on ROS topics: a Bool whose one value stops, or a heartbeat whose silence does. Messages are trusted no
/// further than to stop; whoever reaches the network can send them, so this is no safety function.
/// </summary>
/// <remarks>
/// An input that was never heard demands a hold, whatever its kind: nothing starts without it, and the service can come up before it.
/// Once heard, its silence is a stop of its own kind. A Bool without a timeout that loses its publisher keeps its last value.
/// </remarks>
public sealed class StopInputs : IStopSource, IDisposable
{
    private readonly StopInputReceiver[] _receivers;
    private readonly IRosSubscription[] _subscriptions;

    /// <summary>Subscribes to the inputs.</summary>
    /// <param name="transport">The wire; its receive times and <see cref="Poll"/>'s are of one clock.</param>
    /// <param name="inputs">The inputs; their places are the culprits of the demands.</param>
    public StopInputs(IRosTransport transport, IReadOnlyList<StopInputDescription> inputs)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(inputs);
        Inputs = inputs;
        _receivers = [.. inputs.Select(input => new StopInputReceiver(input))];
        _subscriptions = [.. inputs.Select((input, i) =>
            transport.CreateSubscription(input.Topic, TypeOf(input), QosOf(input), _receivers[i]))];
    }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<StopInputDescription> Inputs { get; }

    /// <summary>
    /// The hardest stop that an input demands; of equal ones, one that was thrown rather than one that is silent, then the first. A
    /// stop that was thrown and taken back between two calls is demanded once. Control thread; allocates nothing, waits for nothing.
    /// </summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    public StopDemand Poll(long nowNs)
    {
        var worst = StopDemand.None;
        for (var i = 0; i < _receivers.Length; i++)
        {
            var demand = _receivers[i].Poll(nowNs) switch
            {
                StopInputFault.None => StopDemand.None,
                StopInputFault.Thrown => new StopDemand(Inputs[i].Kind, StopCause.StopInput, i),
                StopInputFault.Silent => new StopDemand(Inputs[i].Kind, StopCause.StopInputSilent, i),
                _ => new StopDemand(StopKind.Hold, StopCause.StopInputSilent, i),
            };
            if (Rank(demand) > Rank(worst))
                worst = demand;
        }

        return worst;
    }

    /// <summary>State of one input, for diagnostics. Not on the control thread: it asks the transport.</summary>
    /// <param name="input">Place of the input.</param>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    public StopInputStatus GetStatus(int input, long nowNs)
    {
        var receiver = _receivers[input];
        return new StopInputStatus(
            Inputs[input].Name,
            Inputs[input].Topic,
            receiver.Judge(nowNs),
            receiver.AgeNs(nowNs),
            receiver.ReceivedCount,
            receiver.MalformedCount,
            _subscriptions[input].MatchedCount);
    }

    /// <summary>Leaves the topics. The inputs then fall silent.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    /// <summary>Type of an input's messages.</summary>
    public static RosMessageType TypeOf(StopInputDescription input) => StopInputReceiver.TypeOf(input);

    /// <summary>
    /// How an input is asked for. A stop must not get lost on the way, so a Bool is asked for reliably; a lost heartbeat is followed by the next.
    /// </summary>
    public static QosProfile QosOf(StopInputDescription input) => input.Type switch
    {
        StopInputType.Heartbeat => QosProfile.SensorData,
        _ when input.Latched => QosProfile.Latched with { Depth = QosProfile.Default.Depth },
        _ => QosProfile.Default,
    };

    private static int Rank(in StopDemand demand) =>
        demand.IsNone ? 0 : (2 * (int)demand.Kind) + (demand.Cause == StopCause.StopInput ? 1 : 0);
}
