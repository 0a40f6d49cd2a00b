namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>A chunk for spectators; immutable.</summary>
/// <param name="Id">Number of the inference since the service started.</param>
/// <param name="Epoch">Epoch of its observation.</param>
/// <param name="StartNs">Time of the first action on the monotonic clock, in nanoseconds.</param>
/// <param name="IntervalNs">From one action to the next, in nanoseconds.</param>
/// <param name="Horizon">Actions.</param>
/// <param name="Actions">Joint targets, row-major [horizon, joint], in the order of the robot's joints; rad or m.</param>
/// <param name="InferenceNs">From the request to the chunk, in nanoseconds.</param>
/// <param name="ModelNs">Of that the time inside the model, in nanoseconds.</param>
public sealed record ScheduledChunk(
    long Id, long Epoch, long StartNs, long IntervalNs, int Horizon, IReadOnlyList<float> Actions, long InferenceNs, long ModelNs);
