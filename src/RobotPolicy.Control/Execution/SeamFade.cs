namespace RobotPolicy.Control.Execution;

/// <summary>
/// Makes the seam between two schedules smooth. What position, velocity and acceleration would jump by is added to the new schedule
/// as a polynomial of fifth degree that carries all three to zero: the target leaves the old schedule in its own motion and arrives
/// in the new one, and commanded acceleration has no step at either end. The old schedule need not last until then, and a seam may
/// fall into the fade of the one before: the offset at that instant becomes the start of the next fade. Even where every tick
/// brings a seam the offset dies out (characteristic polynomial s³ + 9s² + 36s + 60 in units of the fade).
/// <para>
/// An offset e, ė, ë fades within |e| + 0.2·T·|ė| + 0.02·T²·|ë|, T being the duration.
/// </para>
/// </summary>
internal sealed class SeamFade(ExecutorJoints joints)
{
    private const double SecondsPerNanosecond = 1e-9;
    private readonly Motion _offset = new(joints.Count);
    private long _startNs;
    private long _durationNs;

    public void Clear() => _durationNs = 0;

    /// <summary>Begins a seam: <paramref name="before"/> is how the target moved, <paramref name="after"/> how it would go on.</summary>
    /// <param name="nowNs">The instant of the seam.</param>
    /// <param name="durationNs">Time in which the difference fades; 0 jumps.</param>
    /// <param name="before">The target before.</param>
    /// <param name="after">The new schedule.</param>
    public void Begin(long nowNs, long durationNs, Motion before, Motion after)
    {
        (_startNs, _durationNs) = (nowNs, durationNs);
        for (var joint = 0; joint < joints.Count; joint++)
        {
            // A joint without values in between can only jump.
            var fades = !joints.IsDiscrete[joint];
            _offset.Position[joint] = fades ? before.Position[joint] - after.Position[joint] : 0;
            _offset.Velocity[joint] = fades ? before.Velocity[joint] - after.Velocity[joint] : 0;
            _offset.Acceleration[joint] = fades ? before.Acceleration[joint] - after.Acceleration[joint] : 0;
        }
    }

    /// <summary>Adds what is left of the offset.</summary>
    public void Apply(long nowNs, Motion motion)
    {
        var elapsedNs = nowNs - _startNs;
        if (elapsedNs >= _durationNs)
        {
            _durationNs = 0;
            return;
        }

        // Polynomials in u = t/T for which one of (e, ė, ë) is 1 at u = 0 and all else is 0 at both ends.
        var duration = _durationNs * SecondsPerNanosecond;
        var u = (double)elapsedNs / _durationNs;
        var w = 1 - u;
        var w2 = w * w;
        var w3 = w2 * w;
        var e = w3 * (1 + (3 * u) + (6 * u * u));
        var ev = -30 * u * u * w2 / duration;
        var ea = -60 * u * w * (1 - (2 * u)) / (duration * duration);
        var d = duration * u * w3 * (1 + (3 * u));
        var dv = w2 * (1 + (2 * u) - (15 * u * u));
        var da = -12 * u * w * (3 - (5 * u)) / duration;
        var c = 0.5 * duration * duration * u * u * w3;
        var cv = 0.5 * duration * u * w2 * (2 - (5 * u));
        var ca = w * (1 - (8 * u) + (10 * u * u));
        for (var joint = 0; joint < joints.Count; joint++)
        {
            var (position, velocity, acceleration) = (_offset.Position[joint], _offset.Velocity[joint], _offset.Acceleration[joint]);
            motion.Position[joint] += (e * position) + (d * velocity) + (c * acceleration);
            motion.Velocity[joint] += (ev * position) + (dv * velocity) + (cv * acceleration);
            motion.Acceleration[joint] += (ea * position) + (da * velocity) + (ca * acceleration);
        }
    }
}
