namespace RobotPolicy.Simulator.PickPlace;

/// <summary>
/// Decides whether an episode succeeded: the cube rests on the disc, untouched by the fingers, for half a second without a
/// break. The verdict stays until the next episode.
/// </summary>
internal sealed class SuccessJudge
{
    /// <summary>How long the cube must rest, in seconds: ten ticks of the 20 Hz policy.</summary>
    internal const double HoldSeconds = 0.5;

    /// <summary>Largest distance of the cube's centre from the disc's centre, in metres.</summary>
    internal const double MaxDistanceMetres = 0.05;

    /// <summary>Largest height of the cube's centre above the table, in metres: a resting cube's is 0.02 m.</summary>
    internal const double MaxHeightMetres = 0.03;

    private double _heldSeconds;

    /// <summary>Whether the episode has succeeded.</summary>
    internal bool Succeeded { get; private set; }

    /// <summary>Forgets everything: a new episode starts.</summary>
    internal void Reset()
    {
        _heldSeconds = 0;
        Succeeded = false;
    }

    /// <summary>Whether a cube is where it must rest, by the same values as <see cref="Observe"/>.</summary>
    internal static bool Placed(double distanceMetres, double heightMetres, bool touched) =>
        !touched && distanceMetres < MaxDistanceMetres && heightMetres < MaxHeightMetres;

    /// <summary>Takes one observation.</summary>
    /// <param name="distanceMetres">Horizontal distance of the cube's centre from the disc's centre.</param>
    /// <param name="heightMetres">Height of the cube's centre above the table.</param>
    /// <param name="touched">Whether a finger touches the cube.</param>
    /// <param name="elapsedSeconds">Time since the last observation.</param>
    internal void Observe(double distanceMetres, double heightMetres, bool touched, double elapsedSeconds)
    {
        _heldSeconds = Placed(distanceMetres, heightMetres, touched) ? _heldSeconds + elapsedSeconds : 0;

        // Half a step of slack: the sum of 250 steps of 2 ms need not reach 0.5 exactly.
        if (_heldSeconds > HoldSeconds - (elapsedSeconds / 2))
            Succeeded = true;
    }
}
