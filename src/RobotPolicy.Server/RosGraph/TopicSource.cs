using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Server.RosGraph;

/// <summary>Figures of one topic that the robot publishes, read by the diagnostics about once a second.</summary>
/// <param name="Name">What it is, for humans.</param>
/// <param name="Topic">ROS name.</param>
/// <param name="Timeout">Age at which it is stale.</param>
/// <param name="ReadCount">Messages accepted so far.</param>
/// <param name="ReadAgeNs">Age of the newest, in nanoseconds; −1 where there is none.</param>
/// <param name="ReadDrops">Messages not used so far: repeated, late, from the future, or no room.</param>
/// <param name="ReadInvalid">Messages unusable so far.</param>
public sealed record TopicSource(
    string Name,
    string Topic,
    TimeSpan Timeout,
    Func<long> ReadCount,
    Func<long> ReadAgeNs,
    Func<long> ReadDrops,
    Func<long> ReadInvalid)
{
    /// <summary>The robot's joint states and cameras.</summary>
    /// <param name="port">The robot's port.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="clock">The monotonic clock.</param>
    public static IReadOnlyList<TopicSource> Of(RosRobotPort port, HardwareProfile profile, IMonotonicClock clock)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(clock);
        var sources = new List<TopicSource>();
        for (var i = 0; i < profile.JointStates.Count; i++)
        {
            var joints = port.GetJointStates(i);
            sources.Add(new TopicSource(
                profile.JointStates.Count == 1 ? "joint states" : $"joint states {profile.JointStates[i].Topic}",
                profile.JointStates[i].Topic,
                profile.Robot.JointStateTimeout,
                () => joints.Count,
                () => joints.Newest is (> 0, var stampNs) ? Math.Max(0, clock.NowNs - stampNs) : -1,
                () => DropsOf(joints.Stamps),
                () => joints.InvalidCount));
        }

        for (var i = 0; i < port.Cameras.Count; i++)
        {
            var camera = i;
            var slot = port.Cameras[camera];
            sources.Add(new TopicSource(
                $"camera {slot.Name}",
                profile.Robot.Cameras[camera].Topic,
                profile.Robot.Cameras[camera].Timeout,
                () => slot.Count,
                () => slot.Count == 0 ? -1 : Math.Max(0, clock.NowNs - slot.NewestStampNs),
                () => DropsOf(slot.Stamps) + port.GetCameraExhaustedCount(camera),
                () => slot.InvalidCount));
        }

        return sources;
    }

    private static long DropsOf(StampTracker stamps) =>
        stamps.DuplicateCount + stamps.ReorderedCount + stamps.FutureCount + stamps.TooOldCount;
}
