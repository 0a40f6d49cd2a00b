using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>Every switch of the simulator, thrown while the arm moves.</summary>
internal static class SensorFaults
{
    // The stated timeouts of hardware/simulator.yaml, and one period of the sensor, since a switch works from its next message on.
    private const double CameraSeconds = 0.3 + (1 / 30.0);
    private const double JointSeconds = 0.1 + 0.01;

    // Three unusable messages in a row.
    private const double InvalidSeconds = 4 * 0.01;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    /// <summary>The rows.</summary>
    public static IEnumerable<FaultCase> All()
    {
        foreach (var camera in new[] { "front", "wrist" })
        {
            yield return Held($"freeze_camera {camera}", CameraSeconds, StopCause.CameraStale);
            yield return Held($"drop_camera {camera}", CameraSeconds, StopCause.CameraStale);
            yield return Held($"delay_camera {camera} 600ms", CameraSeconds, StopCause.CameraStale);
        }

        yield return Held("freeze_joint_states", JointSeconds, StopCause.JointStateStale, StopCause.JointStateInvalid);
        yield return Held("drop_joint_states", JointSeconds, StopCause.JointStateStale);
        yield return Held("delay_joint_states 250ms", JointSeconds, StopCause.JointStateStale);
        yield return Held("nan_joint elbow", InvalidSeconds, StopCause.JointStateInvalid);
        yield return Held("clock_back", JointSeconds, StopCause.JointStateStale, StopCause.JointStateInvalid);
        yield return Held("clock_ahead", JointSeconds, StopCause.JointStateInvalid, StopCause.JointStateStale);
        yield return Endured("duplicate_stamps");
        yield return Endured("reorder_stamps");
    }

    private static FaultCase Held(string fault, double seconds, params StopCause[] causes) => new(
        fault,
        seconds,
        async (bench, stop) => await bench.AwaitStopAsync(
            await bench.ThrowAsync(fault, stop).ConfigureAwait(false), causes, stop).ConfigureAwait(false));

    /// <summary>Half of the messages remain usable, which is enough.</summary>
    private static FaultCase Endured(string fault) => new(
        $"{fault} (goes on)",
        null,
        async (bench, stop) => await bench.AwaitNothingAsync(
            await bench.ThrowAsync(fault, stop).ConfigureAwait(false), Watched, stop).ConfigureAwait(false));
}
