using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>
/// Turns chunks into one stream of targets at control rate. Used by the control thread alone; allocates nothing after it was
/// created.
/// <para>
/// Time: action i of a chunk stands at StartNs + i · IntervalNs, and between two actions the target goes over as the package asks
/// for (<see cref="Interpolation"/>). Demonstrations record the command in force during [t, t + dt) (zero-order hold), so the target
/// reaches each action when the demonstration switched to it, and leads the held command by half an interval on average. Holding
/// instead would hand a staircase to a controller that runs five times as fast, and lag behind the demonstration's next action at
/// every step; the lead partly makes up for the transport. The last action lasts one interval, in which a curve comes to rest;
/// after that the schedule is empty. A joint whose commands take a while to have their effect is sent as much ahead.
/// </para>
/// <para>
/// Joints are independent numbers here. A target made of rotation matrices or quaternions could not be averaged or faded like this;
/// policies that answer in Cartesian space are not supported.
/// </para>
/// </summary>
public interface IChunkExecutor
{
    /// <summary>Forgets everything and starts an epoch.</summary>
    /// <param name="epoch">Only chunks of this epoch are accepted from now on.</param>
    /// <param name="from">Position in which the arm stands; the first chunk is faded in from there.</param>
    void Reset(long epoch, ReadOnlySpan<double> from);

    /// <summary>Takes a chunk over by copying it.</summary>
    ChunkAcceptance Accept(ActionChunk chunk, long nowNs);

    /// <summary>The target at an instant; instants do not run backwards.</summary>
    /// <param name="nowNs">The instant on the monotonic clock.</param>
    /// <param name="target">Receives positions; untouched unless the status is <see cref="ScheduleStatus.Active"/>.</param>
    /// <param name="velocity">Receives the velocity with which the target moves on from there.</param>
    ScheduleSample Sample(long nowNs, Span<double> target, Span<double> velocity);

    /// <summary>Whether the next chunk should be asked for now.</summary>
    /// <param name="nowNs">Now, on the monotonic clock.</param>
    /// <param name="latency">How long the answer will take.</param>
    bool WantsChunk(long nowNs, LatencyForecast latency);
}
