using System.Collections.Immutable;
using System.Globalization;
using RobotPolicy.Simulator.PickPlace;

namespace RobotPolicy.Simulator.Faults;

/// <summary>All faults that are switched on. Immutable: a change makes a new state, so that every thread sees a whole one.</summary>
internal sealed record FaultState
{
    /// <summary>The commands, for help texts and warnings.</summary>
    internal const string Accepted =
        "freeze_camera CAMERA | drop_camera CAMERA | delay_camera CAMERA 250ms | freeze_joint_states | drop_joint_states | "
        + "delay_joint_states 100ms | nan_joint JOINT | duplicate_stamps | reorder_stamps | clock_back | clock_ahead | clear";

    /// <summary>Longest delay: what waits is held in memory.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    /// <summary>Nothing is wrong.</summary>
    internal static FaultState None { get; } = new();

    /// <summary>Faults of the cameras, in the order of <see cref="RobotNames.Cameras"/>.</summary>
    internal ImmutableArray<CameraFaults> Cameras { get; init; } = [.. RobotNames.Cameras.Select(_ => default(CameraFaults))];

    /// <summary>The last joint state is published again and again, with its old stamp.</summary>
    internal bool JointStatesFrozen { get; init; }

    /// <summary>No joint states are published.</summary>
    internal bool JointStatesDropped { get; init; }

    /// <summary>Joint states are published this much later, with their own stamps.</summary>
    internal TimeSpan JointStatesDelay { get; init; }

    /// <summary>Joint whose position is NaN, or -1.</summary>
    internal int NanJoint { get; init; } = -1;

    /// <summary>What is wrong with the stamps.</summary>
    internal StampFault Stamps { get; init; }

    /// <summary>Applies one command, such as <c>delay_camera front 250ms</c>, on top of this state.</summary>
    /// <param name="command">The command; see <see cref="Accepted"/>.</param>
    /// <param name="next">The new state, or this one if the command is refused.</param>
    /// <param name="problem">What is wrong with the command, or <see langword="null"/>.</param>
    internal bool TryApply(string command, out FaultState next, out string? problem)
    {
        next = this;
        problem = null;
        var words = command.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var camera = words.Length > 1 ? Array.IndexOf(RobotNames.Cameras, words[1]) : -1;
        var joint = words.Length > 1 ? Array.IndexOf(RobotNames.Joints, words[1]) : -1;
        switch (words)
        {
            case ["clear"]:
                next = None;
                return true;
            case ["freeze_camera", _] when camera >= 0:
                next = WithCamera(camera, Cameras[camera] with { Frozen = true });
                return true;
            case ["drop_camera", _] when camera >= 0:
                next = WithCamera(camera, Cameras[camera] with { Dropped = true });
                return true;
            case ["delay_camera", _, var text] when camera >= 0:
                if (!TryParseDelay(text, out var cameraDelay, out problem))
                    return false;
                next = WithCamera(camera, Cameras[camera] with { Delay = cameraDelay });
                return true;
            case ["freeze_camera", _] or ["drop_camera", _] or ["delay_camera", _, _]:
                problem = $"there is no camera '{words[1]}'; expected {string.Join(" or ", RobotNames.Cameras)}";
                return false;
            case ["freeze_joint_states"]:
                next = this with { JointStatesFrozen = true };
                return true;
            case ["drop_joint_states"]:
                next = this with { JointStatesDropped = true };
                return true;
            case ["delay_joint_states", var text]:
                if (!TryParseDelay(text, out var delay, out problem))
                    return false;
                next = this with { JointStatesDelay = delay };
                return true;
            case ["nan_joint", _] when joint >= 0:
                next = this with { NanJoint = joint };
                return true;
            case ["nan_joint", var name]:
                problem = $"there is no joint '{name}'; expected {string.Join(", ", RobotNames.Joints)}";
                return false;
            case ["duplicate_stamps"]:
                next = this with { Stamps = StampFault.Duplicated };
                return true;
            case ["reorder_stamps"]:
                next = this with { Stamps = StampFault.Reordered };
                return true;
            case ["clock_back"]:
                next = this with { Stamps = StampFault.ClockBack };
                return true;
            case ["clock_ahead"]:
                next = this with { Stamps = StampFault.ClockAhead };
                return true;
            default:
                problem = $"'{command}' is not a fault; expected {Accepted}";
                return false;
        }
    }

    private FaultState WithCamera(int camera, CameraFaults faults) => this with { Cameras = Cameras.SetItem(camera, faults) };

    private static bool TryParseDelay(string text, out TimeSpan delay, out string? problem)
    {
        delay = default;
        problem = null;
        var number = text.EndsWith("ms", StringComparison.Ordinal) ? text[..^2] : text;
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds >= 0 && milliseconds <= MaxDelay.TotalMilliseconds)
        {
            delay = TimeSpan.FromMilliseconds(milliseconds);
            return true;
        }

        problem = $"'{text}' is not a delay; expected 0ms to {MaxDelay.TotalMilliseconds}ms";
        return false;
    }
}
