using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Faults;

/// <summary>Holds the faults that are switched on and takes commands over a topic while the robot runs. Any thread.</summary>
internal sealed class FaultSwitchboard : IRosSampleHandler
{
    /// <summary>Topic of the commands, <c>std_msgs/msg/String</c>.</summary>
    internal const string Topic = "/simulator/fault";

    private readonly RateLimitedLog _log;
    private readonly Lock _gate = new();
    private FaultState _state = FaultState.None;

    /// <summary>Starts without faults.</summary>
    internal FaultSwitchboard(RateLimitedLog log) => _log = log;

    /// <summary>The faults that are on.</summary>
    internal FaultState State => Volatile.Read(ref _state);

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        if (!StringMessage.TryDecode(sample.Cdr, out var message, out var error))
            _log.Warn(Topic, $"message dropped: {error}");
        else if (!TryApply(Encoding.UTF8.GetString(message.Data), out var problem))
            _log.Warn(Topic, problem!);
    }

    /// <summary>Applies one command.</summary>
    /// <param name="command">See <see cref="FaultState.Accepted"/>.</param>
    /// <param name="problem">What is wrong with it, or <see langword="null"/>.</param>
    internal bool TryApply(string command, out string? problem)
    {
        lock (_gate)
        {
            if (!_state.TryApply(command, out var next, out problem))
                return false;
            Volatile.Write(ref _state, next);
        }

        _log.Write($"FAULT {command}");
        return true;
    }
}
