using RobotPolicy.Ros.CycloneDds.Interop;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>What publishers and subscriptions share: their identity and their state.</summary>
internal abstract class CycloneEndpoint(CycloneDdsTransport owner, string topic, RosMessageType type, RosEndpointKind kind) : IDisposable
{
    private readonly Rundown _guard = new();
    private DdsEndpointState _last;

    /// <summary>ROS name of the topic.</summary>
    public string Topic => topic;

    /// <summary>Peers matched now; 0 once disposed.</summary>
    public int MatchedCount => GetState().Matched;

    /// <summary>Direction.</summary>
    internal RosEndpointKind Kind { get; } = kind;

    /// <summary>How its state is reported: as it is, or for the service that it is half of.</summary>
    internal RosEndpointKind StatusKind { get; init; } = kind;

    /// <summary>Whether its state is reported; the halves of a service report once.</summary>
    internal bool IsReported { get; init; } = true;

    /// <summary>Identity on the wire, 16 bytes.</summary>
    internal required byte[] Guid { get; init; }

    protected CycloneDdsTransport Owner => owner;

    /// <summary>Guards every native call on the endpoint.</summary>
    protected Rundown Guard => _guard;

    /// <summary>State now.</summary>
    internal RosEndpointStatus GetStatus() => ToStatus(GetState());

    /// <summary>State, when something happened since the call before. House-keeping thread only.</summary>
    internal bool TryGetChange(out RosEndpointStatus status)
    {
        var state = GetState();
        status = ToStatus(state);
        if (!IsReported || Guard.IsClosed || state == _last)
            return false;
        _last = state;
        return true;
    }

    /// <summary>Writes what failed since the call before to the log. Not on the receive thread.</summary>
    internal abstract void ReportFaults();

    /// <summary>Ends the endpoint natively, without telling the graph.</summary>
    internal abstract void Close();

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Owner.Forget(this);
    }

    /// <summary>State of the native entity, under the guard.</summary>
    protected abstract DdsEndpointState ReadState();

    private DdsEndpointState GetState()
    {
        if (!Guard.TryEnter())
            return default;
        try
        {
            return ReadState();
        }
        finally
        {
            Guard.Exit();
        }
    }

    private RosEndpointStatus ToStatus(DdsEndpointState state) =>
        new(topic, type.Name, StatusKind, state.Matched, state.IncompatibleQosTotal, QosPolicyName.Find(state.LastPolicyId));
}
