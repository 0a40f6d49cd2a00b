using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Observations;

/// <summary>
/// Puts together what a policy sees at one instant. The instant is the newest one that all cameras share: the oldest of their
/// newest pictures; without cameras, the newest joint state. Every camera gives the picture nearest to it, the joints are
/// interpolated at it (as in Universal Manipulation Interface, arXiv 2402.10329). The same holds for the instants before it, where a
/// policy looks back; none of them lies before the first observation of the epoch. Used by the inference thread; allocates nothing
/// after it was created.
/// </summary>
public sealed class ObservationAssembler
{
    private readonly JointStateHistory _joints;
    private readonly CameraSlot[] _cameras;
    private readonly int[] _robotCameras;
    private readonly long[] _timeoutsNs;
    private readonly long _maxSkewNs;
    private readonly long _jointToleranceNs;
    private readonly long _jointTimeoutNs;
    private readonly double[] _scratch;
    private readonly double[] _ignoredVelocities;
    private readonly long _spacingNs;
    private readonly long _pastToleranceNs;
    private readonly long[] _seenNs;
    private long _seenJoints;
    private long _firstNs = long.MinValue;

    /// <summary>Creates an assembler.</summary>
    /// <param name="port">The robot.</param>
    /// <param name="cameras">The robot's cameras that the policy needs, in the policy's order.</param>
    /// <param name="options">How observations are aligned.</param>
    /// <param name="steps">Instants that the policy looks at.</param>
    /// <param name="spacingNs">Time between two of them, in nanoseconds.</param>
    public ObservationAssembler(IRobotPort port, IReadOnlyList<int> cameras, ObservationOptions options, int steps = 1, long spacingNs = 0)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentNullException.ThrowIfNull(cameras);
        ArgumentNullException.ThrowIfNull(options);
        _joints = port.Joints;
        _robotCameras = [.. cameras];
        _cameras = [.. cameras.Select(index => port.Cameras[index])];
        _seenNs = new long[_cameras.Length];
        _timeoutsNs = [.. cameras.Select(index => port.Robot.Cameras[index].Timeout.ToNanoseconds())];
        _maxSkewNs = options.MaxCameraSkew.ToNanoseconds();
        _jointToleranceNs = options.JointTolerance.ToNanoseconds();
        _jointTimeoutNs = port.Robot.JointStateTimeout.ToNanoseconds();
        _scratch = new double[2 * _joints.JointCount];
        _ignoredVelocities = new double[_joints.JointCount];
        _spacingNs = spacingNs;
        _pastToleranceNs = Math.Min(_maxSkewNs, Math.Max(spacingNs / 2, MinPastToleranceNs));

        // The instant of an observation is the slowest camera's, so the others look further back by as much as they may be ahead.
        if (steps > 1)
            foreach (var camera in _cameras)
                camera.KeepPast(Math.Max(1, spacingNs / FramesPerSpacing), ((steps - 1) * spacingNs) + _maxSkewNs);
    }

    /// <summary>Begins an epoch: nothing that was seen before is looked at any more.</summary>
    public void Reset() => _firstNs = long.MinValue;

    /// <summary>
    /// Time of the newest joint state that the last observation could be made of, on the monotonic clock, or −1: whatever came in later
    /// had no part in it, so that the same messages give the same observation again.
    /// </summary>
    public long SeenJointsNs { get; private set; } = -1;

    /// <summary>The same for the newest picture of each of the policy's cameras; −1 where there was none.</summary>
    public ReadOnlySpan<long> SeenCamerasNs => _seenNs;

    /// <summary>Fills an observation. The frames in it are retained; the caller releases them, whatever the outcome.</summary>
    /// <param name="nowNs">Now, on the monotonic clock.</param>
    /// <param name="observation">Receives the observation; its epoch is left alone.</param>
    public ObservationResult Assemble(long nowNs, Observation observation)
    {
        observation.ReleaseImages();
        Look();
        var result = _cameras.Length == 0 ? AssembleJoints(nowNs, observation) : AssembleAll(nowNs, observation);
        if (result.Status != ObservationStatus.Ok)
            return result;
        if (_firstNs == long.MinValue)
            _firstNs = observation.TimeNs;
        return observation.Steps == 1 ? result : AssemblePast(observation, result);
    }

    /// <summary>Notes what has come in: all of it, and nothing more, is what the observation is made of.</summary>
    private void Look()
    {
        for (var camera = 0; camera < _cameras.Length; camera++)
            _seenNs[camera] = _cameras[camera].Count == 0 ? -1 : _cameras[camera].NewestStampNs;
        (_seenJoints, SeenJointsNs) = _joints.Newest;
    }

    private ObservationResult AssemblePast(Observation observation, in ObservationResult present)
    {
        var skewNs = present.SkewNs;
        for (var step = 0; step < observation.Steps - 1; step++)
        {
            var timeNs = Math.Max(_firstNs, observation.TimeNs - ((observation.Steps - 1 - step) * _spacingNs));
            for (var camera = 0; camera < _cameras.Length; camera++)
            {
                if (!_cameras[camera].TryTakeNearest(timeNs, out var frame, _seenNs[camera]))
                    return Fault(ObservationStatus.CameraMissing, camera, present.AgeNs, skewNs);
                observation.SetImage(step, camera, frame!);
                var distanceNs = Math.Abs(frame!.TimeNs - timeNs);
                skewNs = Math.Max(skewNs, distanceNs);
                if (distanceNs > Math.Max(_pastToleranceNs, present.SkewNs))
                    return Fault(ObservationStatus.CameraSkewed, camera, present.AgeNs, skewNs);
            }

            if (_joints.Sample(timeNs, _jointToleranceNs, _scratch, observation.PositionsAt(step), _ignoredVelocities, _seenJoints) != JointSampleStatus.Ok)
                return new ObservationResult(ObservationStatus.JointStateStale, -1, present.AgeNs, skewNs);
        }

        return present with { SkewNs = skewNs };
    }

    private ObservationResult AssembleJoints(long nowNs, Observation observation)
    {
        if (!_joints.TryReadNewest(observation.Positions, observation.Velocities, out var timeNs))
            return new ObservationResult(ObservationStatus.JointStateMissing, -1, 0, 0);
        SeenJointsNs = timeNs;
        observation.TimeNs = timeNs;
        var ageNs = nowNs - timeNs;
        var status = ageNs > _jointTimeoutNs ? ObservationStatus.JointStateStale : ObservationStatus.Ok;
        return new ObservationResult(status, -1, ageNs, 0);
    }

    private ObservationResult AssembleAll(long nowNs, Observation observation)
    {
        var timeNs = long.MaxValue;
        var slowest = -1;
        for (var camera = 0; camera < _cameras.Length; camera++)
        {
            if (_seenNs[camera] < 0)
                return Fault(ObservationStatus.CameraMissing, camera, 0, 0);
            var newestNs = _seenNs[camera];
            if (nowNs - newestNs > _timeoutsNs[camera])
                return Fault(ObservationStatus.CameraStale, camera, nowNs - newestNs, 0);
            if (newestNs >= timeNs)
                continue;
            timeNs = newestNs;
            slowest = camera;
        }

        var ageNs = nowNs - timeNs;
        var skewNs = 0L;
        for (var camera = 0; camera < _cameras.Length; camera++)
        {
            if (!_cameras[camera].TryTakeNearest(timeNs, out var frame, _seenNs[camera]))
                return Fault(ObservationStatus.CameraMissing, camera, ageNs, skewNs);
            observation.SetImage(camera, frame!);
            skewNs = Math.Max(skewNs, Math.Abs(frame!.TimeNs - timeNs));
        }

        observation.TimeNs = timeNs;
        if (skewNs > _maxSkewNs)
            return Fault(ObservationStatus.CameraSkewed, slowest, ageNs, skewNs);

        return _joints.Sample(timeNs, _jointToleranceNs, _scratch, observation.Positions, observation.Velocities, _seenJoints) switch
        {
            JointSampleStatus.Ok => new ObservationResult(ObservationStatus.Ok, -1, ageNs, skewNs),
            JointSampleStatus.Missing => new ObservationResult(ObservationStatus.JointStateMissing, -1, ageNs, skewNs),
            _ => new ObservationResult(ObservationStatus.JointStateStale, -1, ageNs, skewNs),
        };
    }

    private ObservationResult Fault(ObservationStatus status, int camera, long ageNs, long skewNs) =>
        new(status, _robotCameras[camera], ageNs, skewNs);

    /// <summary>Pictures kept in the time between two instants: the nearest one is then at most an eighth of it off.</summary>
    private const int FramesPerSpacing = 4;

    /// <summary>Half a period of a camera at 10 Hz: a picture further off than this, and nearer to another instant, is not that instant's.</summary>
    private const long MinPastToleranceNs = 50_000_000;
}
