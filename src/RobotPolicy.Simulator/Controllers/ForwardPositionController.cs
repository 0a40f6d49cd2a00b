using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Controllers;

/// <summary>
/// ros2_controllers' <c>forward_command_controller</c> for positions: takes seven targets in the order of
/// <see cref="RobotNames.Joints"/> and holds them until the next message, without a time limit. Runs on the receive thread.
/// </summary>
internal sealed class ForwardPositionController : IRosSampleHandler
{
    /// <summary>Topic of the commands.</summary>
    internal const string Topic = "/forward_position_controller/commands";

    private readonly ArmCommander _commander;
    private readonly CommandCounters _counters;
    private readonly RateLimitedLog _log;
    private readonly double[] _target = new double[RobotNames.JointCount];

    /// <summary>Hands accepted commands to the commander.</summary>
    internal ForwardPositionController(ArmCommander commander, CommandCounters counters, RateLimitedLog log)
    {
        _commander = commander;
        _counters = counters;
        _log = log;
    }

    /// <inheritdoc/>
    public void OnSample(RosSample sample) => Handle(sample.Cdr);

    /// <summary>Takes one encoded message.</summary>
    internal CommandVerdict Handle(ReadOnlySpan<byte> cdr)
    {
        var verdict = Judge(cdr, out var detail);
        _counters.Count(verdict);
        if (verdict == CommandVerdict.Accepted)
            _commander.Hold(_target);
        else
            _log.Warn(Topic, $"command dropped, {verdict}: {detail}");
        return verdict;
    }

    private CommandVerdict Judge(ReadOnlySpan<byte> cdr, out string? detail)
    {
        detail = null;
        if (!Float64MultiArray.TryDecode(cdr, out var message, out var error))
        {
            detail = error.ToString();
            return CommandVerdict.Malformed;
        }

        if (message.Data.Length != RobotNames.JointCount)
        {
            detail = $"{message.Data.Length} values, expected {RobotNames.JointCount} ({string.Join(", ", RobotNames.Joints)})";
            return CommandVerdict.WrongLength;
        }

        message.Data.CopyTo(_target);
        for (var i = 0; i < _target.Length; i++)
        {
            if (double.IsFinite(_target[i]))
                continue;
            detail = $"{RobotNames.Joints[i]} is {_target[i]}";
            return CommandVerdict.NotFinite;
        }

        return CommandVerdict.Accepted;
    }
}
