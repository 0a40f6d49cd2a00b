using System.Globalization;
using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>Takes <c>seed=123</c> on a topic and hands the seed to the physics thread. Runs on the receive thread.</summary>
internal sealed class ResetInput : IRosSampleHandler
{
    /// <summary>Topic of the requests, <c>std_msgs/msg/String</c>.</summary>
    internal const string Topic = "/simulator/reset";

    private const string Prefix = "seed=";

    private readonly Simulation _simulation;
    private readonly RateLimitedLog _log;

    /// <summary>Hands requests to a simulation.</summary>
    internal ResetInput(Simulation simulation, RateLimitedLog log)
    {
        _simulation = simulation;
        _log = log;
    }

    /// <inheritdoc/>
    public void OnSample(RosSample sample)
    {
        if (!StringMessage.TryDecode(sample.Cdr, out var message, out var error))
        {
            _log.Warn(Topic, $"message dropped: {error}");
            return;
        }

        var text = Encoding.UTF8.GetString(message.Data);
        if (TryParse(text, out var seed))
            _simulation.RequestReset(seed);
        else
            _log.Warn(Topic, $"'{text}' is not a reset; expected {Prefix}N with N from 0 to {int.MaxValue}");
    }

    /// <summary>Reads a request.</summary>
    internal static bool TryParse(string text, out int seed)
    {
        seed = 0;
        var trimmed = text.AsSpan().Trim();
        return trimmed.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(trimmed[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out seed);
    }
}
