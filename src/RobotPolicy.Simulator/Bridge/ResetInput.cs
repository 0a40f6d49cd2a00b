using System.Globalization;
using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>
/// Takes <c>seed=123</c>, or <c>seed=123 goal=blue</c> where the scene has several discs, and hands it to the physics thread.
/// Runs on the receive thread.
/// </summary>
internal sealed class ResetInput : IRosSampleHandler
{
    /// <summary>Topic of the requests, <c>std_msgs/msg/String</c>.</summary>
    internal const string Topic = "/simulator/reset";

    private const string Prefix = "seed=";
    private const string GoalPrefix = "goal=";

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
        if (TryParse(text, _simulation.Environment.Layout, out var seed, out var goal))
            _simulation.RequestReset(seed, goal);
        else
            _log.Warn(
                Topic,
                $"'{text}' is not a reset; expected {Prefix}N with N from 0 to {int.MaxValue}, and {GoalPrefix}G, if any, with G of {_simulation.Environment.Layout.DescribeGoals()}");
    }

    /// <summary>Reads a request.</summary>
    /// <param name="text">What was asked for.</param>
    /// <param name="layout">The scene, for its goals.</param>
    /// <param name="seed">Seed of the episode.</param>
    /// <param name="goal">Index of the disc; the scene's first where none is named.</param>
    internal static bool TryParse(string text, SceneLayout layout, out int seed, out int goal)
    {
        (seed, goal) = (0, 0);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length is not (1 or 2)
            || !words[0].StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(words[0].AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out seed))
            return false;
        if (words.Length == 1)
            return true;
        goal = words[1].StartsWith(GoalPrefix, StringComparison.Ordinal) ? layout.FindGoal(words[1].AsSpan(GoalPrefix.Length)) : -1;
        return goal >= 0;
    }
}
