using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>trajectory_msgs/msg/JointTrajectoryPoint</c>. Each array is empty or has one value per joint of the trajectory.</summary>
public readonly ref struct JointTrajectoryPoint
{
    /// <summary>Fewest bytes of an encoded point: four empty sequences and a duration.</summary>
    internal const int MinEncodedSize = 24;

    /// <summary>Positions in rad or m.</summary>
    public CdrSequence<double> Positions { get; init; }

    /// <summary>Velocities in rad/s or m/s.</summary>
    public CdrSequence<double> Velocities { get; init; }

    /// <summary>Accelerations in rad/s² or m/s².</summary>
    public CdrSequence<double> Accelerations { get; init; }

    /// <summary>Efforts in N·m or N.</summary>
    public CdrSequence<double> Effort { get; init; }

    /// <summary>When the point is to be reached, from the trajectory's start.</summary>
    public RosDuration TimeFromStart { get; init; }

    internal static JointTrajectoryPoint Read(scoped ref CdrReader reader) => new()
    {
        Positions = reader.ReadSequence<double>("points[].positions"),
        Velocities = reader.ReadSequence<double>("points[].velocities"),
        Accelerations = reader.ReadSequence<double>("points[].accelerations"),
        Effort = reader.ReadSequence<double>("points[].effort"),
        TimeFromStart = RosDuration.Read(ref reader, "points[].time_from_start"),
    };

    internal void Write(scoped ref CdrWriter writer)
    {
        writer.WriteSequence(Positions, "points[].positions");
        writer.WriteSequence(Velocities, "points[].velocities");
        writer.WriteSequence(Accelerations, "points[].accelerations");
        writer.WriteSequence(Effort, "points[].effort");
        TimeFromStart.Write(ref writer, "points[].time_from_start");
    }

    internal bool FindInconsistentLength(int jointCount, out string field, out int actual)
    {
        (field, actual) = ("points[].positions", Positions.Length);
        if (actual != 0 && actual != jointCount)
            return true;
        (field, actual) = ("points[].velocities", Velocities.Length);
        if (actual != 0 && actual != jointCount)
            return true;
        (field, actual) = ("points[].accelerations", Accelerations.Length);
        if (actual != 0 && actual != jointCount)
            return true;
        (field, actual) = ("points[].effort", Effort.Length);
        return actual != 0 && actual != jointCount;
    }
}
